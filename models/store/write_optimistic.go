package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// WriteOptimistic runs fn, which reads by one hand-written statement, and then makes the
// changes of fn, all of them or no change: on PostgreSQL in one more statement, instead of
// one for each change and two around them, and on SQLite in one transaction shared with
// concurrent writers. The rows may have changed since they were read, so the condition of
// the first change repeats what it depends on; if it matches no row, nothing is changed and
// WriteOptimistic fails with ErrConflict. Like ReadSingle, it fails with ErrSecondStatement
// if fn reads anything else, or changes rows by functions that are not documented to be
// part of it; fn then has to run again, in a Write.
func (s *Store) WriteOptimistic(ctx context.Context, fn func(tx *Tx) error) error {
	var changes []Statement
	var supposed premise
	tx := s.singleTx(ctx)
	tx.later, tx.supposed, tx.readOnly = &changes, &supposed, false
	err := fn(tx)
	under(changes, supposed)
	if err == nil && len(changes) > 0 {
		err = s.make(ctx, changes)
	}
	if orphaned(err) { // what it belongs to was removed meanwhile
		err = &Error{Kind: ErrConflict, Cause: err}
	}
	return settle(ctx, err)
}

// InsertOptimistic is WriteOptimistic for rows that are only added. On PostgreSQL nothing that was
// read is held in a Write either, unless it says so, and what rows refer to has to
// be there when they come, or it fails with ErrConflict. On SQLite no other one
// writes during a Write, which WriteOptimistic does not promise: there, it fails with ErrSecondStatement at once.
func (s *Store) InsertOptimistic(ctx context.Context, fn func(tx *Tx) error) error {
	if s.dialect == SQLite {
		return &Error{Kind: ErrSecondStatement}
	}
	return s.WriteOptimistic(ctx, fn)
}

// make makes changes that depend on the first of them.
func (s *Store) make(ctx context.Context, changes []Statement) error {
	if s.dialect == SQLite {
		return s.groups.make(ctx, s, "", changes)
	}
	if shared := coalescing(changes); shared != nil {
		return s.groups.make(ctx, s, shared.Key(), changes)
	}
	return s.persist(ctx, func() error { return s.makeJoined(ctx, changes) })
}

// makeJoined sends them as one statement, which is a transaction by itself.
func (s *Store) makeJoined(ctx context.Context, changes []Statement) error {
	conn, err := s.connection(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it only goes back to the pool
	text := s.wordings.joined(changes)
	count := 0
	for i := range changes {
		count += len(changes[i].Args)
	}
	args := make([]any, 0, count)
	for i := range changes {
		args = append(args, changes[i].Args...)
	}
	s.saw(ctx, text)
	var made int64
	if err := conn.QueryRowContext(ctx, text, args...).Scan(&made); err != nil {
		return err
	}
	if made == 0 {
		return &Error{Kind: ErrConflict}
	}
	return nil
}

// connection is one that may write; its caller closes it.
func (s *Store) connection(ctx context.Context) (*sql.Conn, error) {
	pool, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	acquire, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	return pool.Conn(acquire)
}

// joined is the text of changes that all depend on the first one.
func (t *wordings) joined(changes []Statement) string {
	var outline strings.Builder
	for i := range changes {
		if how := changes[i].insertion; how != nil {
			outline.WriteString(how.name + changes[i].premise)
		} else {
			outline.WriteString(changes[i].Text)
		}
		outline.WriteByte('\n')
	}
	if known, found := t.made.Load(outline.String()); found {
		return known.(string) //nolint:forcetypeassert // nothing else is stored
	}
	var text strings.Builder
	text.WriteString("WITH c0 AS (" + changes[0].plain() + " RETURNING 1)")
	for i := range changes[1:] {
		text.WriteString(",\nc" + strconv.Itoa(i+1) + " AS (" + changes[i+1].provided("EXISTS (SELECT FROM c0)") + ")")
	}
	text.WriteString("\nSELECT count(*) FROM c0")
	made := t.numbered(text.String())
	t.made.Store(outline.String(), made)
	return made
}
