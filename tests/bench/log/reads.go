package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"warder/models"
	"warder/models/store"
)

// reads prints what Warder's own queries take, warm: the median of many.
func (f *form) reads(ctx context.Context) error {
	middle, err := f.inTheMiddle(ctx)
	if err != nil {
		return err
	}
	project := models.DecisionFilter{OrgID: orgID, ProjectID: projectID(1)}
	refused := models.DecisionFilter{OrgID: orgID, Permitted: new(bool)}
	from, to := store.At(f.midnight(15)), store.At(f.midnight(14))
	ofDay := project
	ofDay.From, ofDay.To = &from, &to
	subject := models.DecisionFilter{OrgID: orgID, SubjectID: "00000000-0000-4000-a000-000000000007"}
	before := &models.Cursor{Time: middle.Time, Seq: middle.Seq}
	page := func(filter models.DecisionFilter, place *models.Cursor) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			rows, err := models.DecisionsBefore(tx, filter, place, 50)
			if err == nil && len(rows) != 50 {
				err = fmt.Errorf("a page of %d", len(rows))
			}
			return err
		}
	}
	for _, query := range []struct {
		name string
		do   func(*store.Tx) error
	}{
		{"page of 50, the newest of a project", page(project, nil)},
		{"page of 50 before a record of the middle", page(project, before)},
		{"page of 50 of one day", page(ofDay, nil)},
		{"page of 50 refusals", page(refused, nil)},
		{"page of 50 of one subject, of the middle", page(subject, before)},
		{"one record by its id", func(tx *store.Tx) error {
			_, err := models.StoredDecision(tx, orgID, middle.ID)
			return err
		}},
		{"50 records by their numbers", func(tx *store.Tx) error {
			numbers := []int64{}
			for i := range int64(50) {
				numbers = append(numbers, middle.Seq-i)
			}
			_, err := models.DecisionsByNumber(tx, numbers)
			return err
		}},
		{"1000 records in the order of the log (export)", func(tx *store.Tx) error {
			_, err := models.StoredDecisions(tx, middle.Seq, 1000)
			return err
		}},
		{"numbers behind the last but 100 (stream, tree)", func(tx *store.Tx) error {
			_, err := models.DecisionNumbers(tx, int64(f.records-100), 5000)
			return err
		}},
	} {
		if err := f.timed(ctx, query.name, query.do); err != nil {
			return err
		}
	}
	return f.locks(ctx, project)
}

// timed prints the median of one query, which is warm.
func (f *form) timed(ctx context.Context, name string, do func(*store.Tx) error) error {
	const warm, rounds = 10, 101
	took := []time.Duration{}
	for round := range warm + rounds {
		began := time.Now()
		if err := do(f.store.Statement(ctx)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if round >= warm {
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	f.line(name, "%7.2f ms", float64(took[rounds/2])/1e6)
	return nil
}

func (f *form) inTheMiddle(ctx context.Context) (*models.DecisionRecord, error) {
	rows, err := models.DecisionsBefore(f.store.Statement(ctx), models.DecisionFilter{OrgID: orgID, ProjectID: projectID(1)},
		&models.Cursor{Time: store.At(f.midnight(filled / 2))}, 1)
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("no record in the middle: %w", err)
	}
	return &rows[0], nil
}

// locks prints how many a transaction holds that read one page. All sessions together
// have max_locks_per_transaction (64) times max_connections (100) by default.
func (f *form) locks(ctx context.Context, filter models.DecisionFilter) error {
	return f.store.Snapshot(ctx, func(tx *store.Tx) error {
		if _, err := models.DecisionsBefore(tx, filter, nil, 50); err != nil {
			return err
		}
		held, err := f.sql.number(ctx, "SELECT max(held) FROM (SELECT count(*) AS held FROM pg_locks WHERE pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY pid) AS sessions")
		f.line("locks of a transaction that reads a page", "%4d", held)
		return err
	})
}
