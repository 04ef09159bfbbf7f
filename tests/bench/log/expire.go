package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
	"warder/models/upkeep"
)

// outdated counts the records between two moments that are of projects.
const outdated = "SELECT count(*) FROM decision_records WHERE time >= $1 AND time < $2 AND project_id <> ''"

// expiry removes the records of the oldest day that its projects keep no longer.
func (f *form) expiry(ctx context.Context) error {
	if !f.expire {
		return nil
	}
	tomorrow := f.midnight(-1)
	from, to := f.midnight(filled-1).UnixMilli(), f.midnight(filled-2).UnixMilli()
	rows, err := f.sql.number(ctx, outdated, from, to)
	if err != nil {
		return err
	}
	if f.partitions > 0 {
		return f.drop(ctx, int(rows), from, to)
	}
	keeper := upkeep.New(f.store, func() time.Time { return tomorrow }, slog.New(slog.DiscardHandler), silent{}, upkeep.Options{Removing: f.removing})
	err = f.cost(ctx, "expiry of a day by Warder", int(rows), func() error {
		_, err := keeper.Clean(ctx)
		return err
	})
	if err != nil {
		return err
	}
	left, err := f.sql.number(ctx, outdated, from, to)
	if err != nil || left > 0 {
		return fmt.Errorf("%d records are left: %w", left, err)
	}
	kept, err := f.sql.number(ctx, "SELECT coalesce(sum(pg_column_size(decision_records.*)), 0)::bigint FROM decision_records WHERE event_type = $1", ledger.RemovedEvent)
	if err != nil {
		return err
	}
	f.line("what the log then says of it, for good", "%.1f B for each record that was removed", float64(kept)/float64(rows))
	return f.cost(ctx, "VACUUM after it", int(rows), func() error { return f.sql.run(ctx, "VACUUM decision_records") })
}

// drop keeps what no retention removes (here of the organization), and drops the rest.
func (f *form) drop(ctx context.Context, rows int, from, to int64) error {
	table := fmt.Sprintf("decision_records_%d", filled-1)
	err := f.cost(ctx, "a partition replaced by what stays of it", rows, func() error {
		for _, statement := range []string{
			fmt.Sprintf("CREATE TABLE remains (LIKE %s INCLUDING ALL)", table),
			fmt.Sprintf("INSERT INTO remains SELECT * FROM %s WHERE project_id = ''", table),
			fmt.Sprintf("ALTER TABLE remains ADD CHECK (time >= %d AND time < %d)", from, to),
			"BEGIN",
			"ALTER TABLE decision_records DETACH PARTITION " + table,
			fmt.Sprintf("ALTER TABLE decision_records ATTACH PARTITION remains FOR VALUES FROM (%d) TO (%d)", from, to),
			"DROP TABLE " + table,
			"COMMIT",
		} {
			if err := f.sql.run(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	left, err := f.sql.number(ctx, outdated, from, to)
	if err == nil && left > 0 {
		err = fmt.Errorf("%d records are left", left)
	}
	return err
}

// removing records what is removed as a server does, without sealing it.
func (f *form) removing(tx *store.Tx, orgID, projectID string, spans [][2]int64) error {
	text, err := json.Marshal(map[string]any{"projectId": projectID, "numbers": spans})
	if err != nil {
		return err
	}
	return store.Create(tx, store.Installation, &models.DecisionRecord{
		ID: uuid.Must(uuid.NewV7()).String(), OrgID: orgID, Time: store.At(f.now), Action: "delete", Resource: "decisions",
		Permitted: true, EventType: ledger.RemovedEvent, Record: string(text),
	})
}

// silent observes nothing.
type silent struct{}

func (silent) Removed(string, int64) {}
func (silent) RemovalFailed(string)  {}
func (silent) Cleaned(time.Time)     {}
