package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"warder/models"
	"warder/models/store"
)

const (
	day       = 24 * time.Hour
	filled    = 30 // days that have records
	orgID     = "00000000-0000-4000-8000-000000000001"
	retention = filled - 1 // days
)

func projectID(i int) string { return fmt.Sprintf("00000000-0000-4000-9000-%012d", i) }

// midnight is the beginning of a day, counted back from today.
func (f *form) midnight(ago int) time.Time {
	return f.now.Truncate(day).AddDate(0, 0, -ago)
}

// prepare makes tenants, and partitions of days up to today.
func (f *form) prepare(ctx context.Context) error {
	err := f.store.Write(ctx, func(tx *store.Tx) error {
		at := store.At(f.now)
		if err := store.Create(tx, store.Installation, &models.Organization{ID: orgID, Name: "log", Slug: "log", CreatedAt: at, UpdatedAt: at}); err != nil {
			return err
		}
		for i := range f.projects {
			days := int64(retention)
			err := store.Create(tx, store.Scope{OrgID: orgID}, &models.Project{
				ID: projectID(i), OrgID: orgID, Name: projectID(i), Slug: projectID(i), Version: 3, PitVersionLimit: 10,
				AuditLogsRetentionDays: &days, CreatedAt: at, UpdatedAt: at,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || f.partitions == 0 {
		return err
	}
	statements := []string{
		"ALTER TABLE decision_records RENAME TO decision_records_before",
		"ALTER TABLE decision_records_before ALTER COLUMN seq DROP IDENTITY",
		"CREATE SEQUENCE decision_numbers",
		"CREATE TABLE decision_records (LIKE decision_records_before INCLUDING COMPRESSION) PARTITION BY RANGE (time)",
		"ALTER TABLE decision_records ALTER COLUMN seq SET DEFAULT nextval('decision_numbers')",
	}
	for ago := range f.partitions {
		from := f.midnight(ago)
		statements = append(statements,
			fmt.Sprintf("CREATE TABLE decision_records_%d (LIKE decision_records_before INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING COMPRESSION)", ago),
			fmt.Sprintf("ALTER TABLE decision_records ATTACH PARTITION decision_records_%d FOR VALUES FROM (%d) TO (%d)", ago, from.UnixMilli(), from.Add(day).UnixMilli()))
	}
	for _, statement := range append(statements, "DROP TABLE decision_records_before") {
		if err := f.sql.run(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// record is the SQL of a record of average size, number i of so many.
const record = `SELECT substr(lpad(to_hex(at), 12, '0'), 1, 8) || '-' || substr(lpad(to_hex(at), 12, '0'), 9, 4) || '-7' || substr(md5(i::text), 1, 3) || '-8' || substr(md5(i::text), 4, 3) || '-' || substr(md5(i::text), 7, 12),
	$1, CASE WHEN i % 10 = 0 THEN '' ELSE '00000000-0000-4000-9000-' || lpad((i % $2)::text, 12, '0') END, at,
	'identity', '00000000-0000-4000-a000-' || lpad((i % 50)::text, 12, '0'), 'readValue', 'secrets', i % 20 <> 0, 'event-' || i % 12 % 7, 'bench/1.0', '10.1.2.3',
	substr(md5((i % 200)::text), 1, 24), substr(md5('s' || i), 1, 22), 'KEY_' || i % 1000 || chr(31) || md5('r' || i) || chr(31) || md5('a' || i) || md5('b' || i)
	FROM (SELECT i, $3::bigint + i::bigint * $4::bigint / $5::bigint AS at FROM generate_series(1, $5::bigint) AS i) AS numbered`

// fill writes records in the order of their time, day by day up to this moment.
func (f *form) fill(ctx context.Context) error {
	from := f.midnight(filled - 1)
	per := f.records / filled
	for ago := filled - 1; ago >= 0; ago-- {
		span := min(day, f.now.Sub(from))
		err := f.sql.run(ctx, "INSERT INTO decision_records (id, org_id, project_id, time, subject_type, subject_id, action, resource, permitted, event_type, user_agent, ip, frame, seal, record) "+
			record, orgID, f.projects, from.UnixMilli(), span.Milliseconds()-1, per)
		if err != nil {
			return err
		}
		from = from.Add(day)
	}
	if err := f.sql.run(ctx, "VACUUM ANALYZE decision_records"); err != nil {
		return err
	}
	size := "SELECT pg_table_size('decision_records'), pg_indexes_size('decision_records')"
	if f.partitions > 0 {
		size = "SELECT sum(pg_table_size(relid))::bigint, sum(pg_indexes_size(relid))::bigint FROM pg_partition_tree('decision_records')"
	}
	var table, indexes int64
	if err := f.sql.conn.QueryRow(ctx, size).Scan(&table, &indexes); err != nil {
		return err
	}
	f.line("size of a record", "%d B, and %d B in indexes", table/int64(f.records), indexes/int64(f.records))
	return nil
}

// insert adds records of now as a server does: 256 with one commit.
func (f *form) insert(ctx context.Context) error {
	const batches, each = 200, 256
	made := func(n int) [][]*models.DecisionRecord {
		list := make([][]*models.DecisionRecord, n)
		for i := range list {
			for j := range each {
				list[i] = append(list[i], &models.DecisionRecord{
					ID: uuid.Must(uuid.NewV7()).String(), OrgID: orgID, ProjectID: projectID(j % f.projects), Time: store.At(f.now.Add(time.Duration(i*each+j) * time.Millisecond)),
					SubjectType: "identity", SubjectID: projectID(j % 50), Action: "readValue", Resource: "secrets", Permitted: true, EventType: "get-secret",
					UserAgent: "bench/1.0", IP: "10.1.2.3", Frame: "0123456789abcdef01234567", Seal: "0123456789abcdef012345",
					Record: uuid.NewString() + uuid.NewString() + uuid.NewString(),
				})
			}
		}
		return list
	}
	send := func(list [][]*models.DecisionRecord) error {
		for _, batch := range list {
			if err := store.BulkInsert(ctx, f.store, store.Installation, batch...); err != nil {
				return err
			}
		}
		return nil
	}
	if err := send(made(20)); err != nil {
		return err
	}
	list := made(batches)
	return f.cost(ctx, "insert, 256 a commit", batches*each, func() error { return send(list) })
}
