package service

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/gofrs/flock"
)

// tellOfSecondServer warns where another server serves the same SQLite file: rates and
// collected token uses are counted per server, and on a network share the file breaks.
// The lock lasts until the server ends, however it ends. Commands such as
// `warder admin` take none.
func (s *Service) tellOfSecondServer(ctx context.Context, file string) error {
	if file == "" {
		return nil // PostgreSQL is made for several
	}
	lock := flock.New(file+".serving", flock.SetPermissions(0o600))
	alone, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("database: lock %s.serving: %w", file, err)
	}
	s.closers = append(s.closers, lock.Close)
	if !alone {
		s.log.WarnContext(ctx, "another server is serving this SQLite file; stop one of them, or put both on one PostgreSQL database (--database-url postgres://...)",
			slog.String("file", file))
	}
	return nil
}
