package store

import (
	"context"
	"errors"

	"gorm.io/gorm"
)

// Observer is told of each statement, with placeholders instead of values, and
// of the BEGIN and COMMIT around those of a transaction. On PostgreSQL each is
// a round trip. The context is the caller's. It may be called concurrently.
type Observer func(ctx context.Context, statement string)

// saw tells the observer, if there is one.
func (s *Store) saw(ctx context.Context, statement string) {
	if s.observer != nil {
		s.observer(ctx, statement)
	}
}

// observe lets every statement of GORM be seen. Those of a dry run are parts of
// others.
func (s *Store) observe(observer Observer) error {
	if observer == nil {
		return nil
	}
	s.observer = observer
	see := func(db *gorm.DB) {
		if !db.DryRun {
			observer(db.Statement.Context, db.Statement.SQL.String())
		}
	}
	var errs []error
	for _, db := range s.pools() {
		on := db.Callback()
		errs = append(errs,
			on.Create().After("gorm:create").Register("warder:observe", see), on.Query().After("gorm:query").Before("gorm:preload").Register("warder:observe", see),
			on.Update().After("gorm:update").Register("warder:observe", see), on.Delete().After("gorm:delete").Register("warder:observe", see),
			on.Row().After("gorm:row").Register("warder:observe", see), on.Raw().After("gorm:raw").Register("warder:observe", see))
	}
	return errors.Join(errs...)
}
