package service

import (
	"context"
	"fmt"
	"log/slog"
)

// Places of a SQLite file that servers lock: one for the first server, and one for a second
// server that started meanwhile.
const (
	firstServer = iota
	secondServer
)

// tellOfSecondServer warns if another server uses the same SQLite file: rates and collected
// token uses are counted per server, and the file breaks on a network share. It refuses a
// second server that uses another hard link: SQLite names its journal after the link, and
// would corrupt the file. The lock lasts until the process ends in any way. Commands such as
// `warder admin` take no lock.
func (s *Service) tellOfSecondServer(ctx context.Context) error {
	file := s.config.sqliteFile()
	if file == "" || s.serving || !s.config.Exists() {
		return nil // PostgreSQL supports several servers, and a missing file is created soon
	}
	s.serving = true
	switch alone, err := s.lockServing(file, firstServer); {
	case err != nil: // some file systems have no locks
		s.log.WarnContext(ctx, "cannot tell whether another server serves this SQLite file", slog.String("cause", err.Error()))
	case !alone && names(file) > 1:
		return fmt.Errorf("database: another server is serving %s, and the file has several names (hard links): stop that server, and leave one name", absolute(file))
	case !alone:
		_, _ = s.lockServing(file, secondServer) // for warder doctor; a third server changes nothing
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
