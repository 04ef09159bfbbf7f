package service

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/gofrs/flock"
)

// Ends of the names of the files that servers lock: the first server of a database, and
// one that came while it was served.
const (
	serverLock       = ".serving"
	secondServerLock = ".serving-twice"
)

// tellOfSecondServer warns where another server serves the same SQLite file: rates and
// collected token uses are counted per server, and on a network share the file breaks.
// The lock lasts until the server ends, however it ends. Commands such as
// `warder admin` take none.
func (s *Service) tellOfSecondServer(ctx context.Context, file string) error {
	if file == "" {
		return nil // PostgreSQL is made for several
	}
	lock := flock.New(file+serverLock, flock.SetPermissions(0o600))
	alone, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("database: lock %s: %w", file+serverLock, err)
	}
	s.closers = append(s.closers, lock.Close)
	if !alone {
		second := flock.New(file+secondServerLock, flock.SetPermissions(0o600))
		if _, err := second.TryLock(); err == nil { // for warder doctor; a third one changes nothing
			s.closers = append(s.closers, second.Close)
		}
		s.log.WarnContext(ctx, "another server is serving this SQLite file; stop one of them, or put both on one PostgreSQL database (--database-url postgres://...)",
			slog.String("file", file))
	}
	return nil
}
