package service

import (
	"context"
	"fmt"
	"log/slog"
)

// Places of a SQLite file that servers lock: the first server of a database, and one that
// came while it was served.
const (
	firstServer = iota
	secondServer
)

// tellOfSecondServer warns where another server serves the same SQLite file: rates and
// collected token uses are counted per server, and on a network share the file breaks.
// A second one by a hard link is refused: SQLite keeps what is not yet in the file beside
// the name that it was given, and would damage it. The lock lasts until the server ends,
// however it ends. Commands such as `warder admin` take none.
func (s *Service) tellOfSecondServer(ctx context.Context) error {
	file := s.config.sqliteFile()
	if file == "" || s.serving || !s.config.Exists() {
		return nil // PostgreSQL is made for several, and a missing file is made in a moment
	}
	s.serving = true
	switch alone, err := s.lockServing(file, firstServer); {
	case err != nil: // some file systems have no locks
		s.log.WarnContext(ctx, "cannot tell whether another server serves this SQLite file", slog.String("cause", err.Error()))
	case !alone && names(file) > 1:
		return fmt.Errorf("database: another server is serving %s, and the file has several names (hard links): stop that server, and leave one name", absolute(file))
	case !alone:
		_, _ = s.lockServing(file, secondServer) // for warder doctor; a third one changes nothing
		s.log.WarnContext(ctx, "another server is serving this SQLite file; stop one of them, or put both on one PostgreSQL database (--database-url postgres://...)",
			slog.String("file", absolute(file)))
	}
	return nil
}

// lockServing locks a place until the server ends.
func (s *Service) lockServing(file string, place int) (locked bool, err error) {
	taken, closing, err := lockServing(file, place)
	if err != nil {
		return false, err
	}
	s.closers = append(s.closers, closing)
	return !taken, nil
}
