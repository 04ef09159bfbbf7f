package models

import (
	"context"
	"fmt"
)

// TryWithLock runs fn unless another one runs under the same name already: on
// PostgreSQL any program on the database, on SQLite this one. ran is whether it
// did. A program that dies in the middle is no obstacle to the next.
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
		return false, fmt.Errorf("lock %s: %w", name, translate(err))
	}
	if unlock == nil {
		return false, nil
	}
	defer unlock()
	return true, fn(ctx)
}

// tryLock takes the advisory lock of a name, which belongs to one connection;
// unlock is nil if another has it.
func (s *Store) tryLock(ctx context.Context, name string) (unlock func(), err error) {
	pool, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	acquire, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	conn, err := pool.Conn(acquire)
	if err != nil {
		return nil, err
	}
	var locked bool
	err = conn.QueryRowContext(acquire, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name).Scan(&locked)
	if err != nil || !locked {
		return nil, closing(conn, err)
	}
	return func() {
		// Also when ctx has ended: the connection returns to the pool.
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
		_ = closing(conn, err)
	}, nil
}
