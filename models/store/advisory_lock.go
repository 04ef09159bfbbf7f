package store

import (
	"context"
	"fmt"
)

// TryWithLock runs fn unless a function already runs under the same name: on PostgreSQL in
// any program of the database, on SQLite in this one. ran reports whether fn ran. The lock
// of a program that dies is released.
func (s *Store) TryWithLock(ctx context.Context, name string, fn func(ctx context.Context) error) (ran bool, err error) {
	if s.dialect == SQLite {
		if _, busy := s.alone.LoadOrStore(name, true); busy {
			return false, nil
		}
		defer s.alone.Delete(name)
		return true, fn(ctx)
	}
	unlock, err := s.tryLock(ctx, name)
	if err != nil {
		return false, fmt.Errorf("lock %s: %w", name, Translate(err))
	}
	if unlock == nil {
		return false, nil
	}
	defer unlock()
	return true, fn(ctx)
}

// tryLock takes the advisory lock of a name for as long as a transaction: a pooler in
// transaction mode gives a session to others in between. unlock is nil if another has
// it.
func (s *Store) tryLock(ctx context.Context, name string) (unlock func(), err error) {
	held, cancel := context.WithCancel(context.WithoutCancel(ctx))
	tx, err := s.begin(held, cancel, s.writer, false)
	if err != nil {
		cancel()
		return nil, err
	}
	unlock = func() {
		_ = tx.Rollback() // it changed nothing
		cancel()
	}
	var locked bool
	err = tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", name).Scan(&locked)
	if err != nil || !locked {
		unlock()
		return nil, err
	}
	return unlock, nil
}
