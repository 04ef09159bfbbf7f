package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"warder/cmd/service"
	"warder/handlers/audit"
	"warder/handlers/replay"
	"warder/models"
	"warder/models/store"
)

// records is an opened source of records.
type records struct {
	source replay.RecordSource
	total  int64 // -1 if unknown
	close  func() error
	store  *store.Store // nil for a file, which has no names
}

// name adds names from the database to the ids of the report.
func (r *records) name(ctx context.Context, report *replay.Report) error {
	if r.store == nil || ctx.Err() != nil {
		return nil
	}
	return r.store.Snapshot(ctx, func(tx *store.Tx) error {
		organizations, err := store.Find[models.Organization](tx, store.Installation, "")
		if err != nil {
			return err
		}
		ids := make([]string, 0, len(organizations))
		for i := range organizations {
			ids = append(ids, organizations[i].ID)
		}
		return report.LookUp(tx, ids...)
	})
}

// source opens the source of the records.
func (o *replayOptions) source(ctx context.Context, config *service.Config, from time.Time) (*records, error) {
	if o.from == "-" {
		return &records{source: replay.Lines(os.Stdin), total: -1, close: func() error { return nil }}, nil
	}
	if o.from != "" {
		file, err := os.Open(o.from)
		if err != nil {
			return nil, err
		}
		return &records{source: replay.Lines(file), total: -1, close: file.Close}, nil
	}
	db, err := service.OpenStore(ctx, config)
	if err != nil {
		return nil, err
	}
	filter := models.DecisionFilter{EveryTenant: true, ProjectID: o.project, SubjectID: o.subject}
	if !from.IsZero() {
		at := store.At(from)
		filter.From = &at
	}
	total := int64(-1)
	err = db.Snapshot(ctx, func(tx *store.Tx) (err error) {
		total, err = models.CountDecisions(tx, filter)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("database: %w", err), db.Close())
	}
	return &records{source: replay.Stored(ctx, db, filter, 0, 0), total: total, close: db.Close, store: db}, nil
}

// keep is the database's filter, for records of a file.
func (o *replayOptions) keep(from time.Time) func(*audit.Record) bool {
	return func(record *audit.Record) bool {
		project := record.Request.Facts.Project
		return !record.Time.Before(from) && (o.subject == "" || record.Request.Subject.ID == o.subject) &&
			(o.project == "" || project != nil && project.ID == o.project)
	}
}
