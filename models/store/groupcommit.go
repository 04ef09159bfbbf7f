package store

import (
	"context"
	"errors"
	"math/bits"
	"sync"
	"time"
)

// groups make the changes of several callers in one transaction: the caller that comes
// while another one writes waits, and goes with all who wait by then. SQLite has
// one writer, and most of what a small transaction costs is its commit, which
// waits for the disk; there is one group. PostgreSQL writes for many at once, and
// only those who would wait for the same row are a group.
type groups struct {
	mutex sync.Mutex
	of    map[string]*group
}

// group is who waits while one of them writes.
type group struct {
	key     string
	writing bool
	waiting []*member
}

// member is a caller in a group.
type member struct {
	changes   []Statement
	turn      chan bool // true to write for the group, false when it has ended
	overtaken bool
	err       error
}

// longestWrite bounds how long one who writes for others waits for the database.
const longestWrite = 10 * time.Second

// make makes changes that depend on the first of them, or fails with
// ErrConflict. A caller who leaves is not waited for: the group goes on.
func (g *groups) make(ctx context.Context, store *Store, key string, changes []Statement) error {
	me := &member{changes: changes, turn: make(chan bool, 1)}
	joined := g.join(key, me)
	if <-me.turn {
		g.write(ctx, store, joined)
		<-me.turn
	}
	if me.err == nil && me.overtaken {
		return &Error{Kind: ErrConflict}
	}
	return me.err
}

// join adds a member to a group. The first member of a group writes for all.
func (g *groups) join(key string, me *member) *group {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	joined := g.of[key]
	if joined == nil {
		joined = &group{key: key}
		if g.of == nil {
			g.of = map[string]*group{}
		}
		g.of[key] = joined
	}
	joined.waiting = append(joined.waiting, me)
	if !joined.writing {
		joined.writing = true
		me.turn <- true
	}
	return joined
}

// write makes what those who wait change, the caller among them.
func (g *groups) write(ctx context.Context, store *Store, joined *group) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestWrite)
	defer cancel()
	g.mutex.Lock()
	size := store.groupOf(len(joined.waiting))
	members := joined.waiting[:size:size]
	joined.waiting = joined.waiting[size:]
	g.mutex.Unlock()
	for _, m := range members {
		m.err = &Error{Kind: ErrUnavailable} // should writing panic
	}
	defer g.handOver(joined, members)
	err := store.together(ctx, members)
	for _, m := range members {
		m.err = err
		if err != nil && size > 1 && !errors.Is(err, ErrUnavailable) {
			m.err = store.together(ctx, []*member{m}) // none fails for another
		}
	}
}

// handOver tells the members that theirs has ended, and the next one to write.
func (g *groups) handOver(joined *group, members []*member) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for _, m := range members {
		m.turn <- false
	}
	if joined.writing = len(joined.waiting) > 0; joined.writing {
		joined.waiting[0].turn <- true
	} else {
		delete(g.of, joined.key)
	}
}

// groupOf is how many of those who wait go together. That bounds how long the
// first one waits for the others, and on PostgreSQL, where they are one
// statement, how many statements it has to plan: there is one for each size.
func (s *Store) groupOf(waiting int) int {
	if s.dialect == Postgres {
		return 1 << (bits.Len(uint(min(waiting, 8))) - 1) //nolint:gosec // at least the caller waits
	}
	return min(waiting, 64)
}

// together makes the changes of all members except those that lost a conflict. An error
// fails all of them.
func (s *Store) together(ctx context.Context, members []*member) error {
	if s.dialect == Postgres {
		return s.persist(ctx, func() error { return s.makeJoined(ctx, coalesced(members)) })
	}
	return s.persist(ctx, func() error {
		return s.transact(ctx, false, func(tx *Tx) error {
			for _, same := range alike(members) {
				if err := applyTogether(tx, same); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// applyTogether makes the changes of members who may be fused, or those of each
// where not all of them can be made.
func applyTogether(tx *Tx, members []*member) error {
	made, err := applyAll(tx, compact(coalesced(members)))
	for _, m := range members {
		m.overtaken = !made // for anything an undone attempt found
	}
	if err != nil || made || len(members) == 1 {
		return err
	}
	for _, m := range members {
		made, err := applyAll(tx, m.changes)
		if err != nil {
			return err
		}
		m.overtaken = !made
	}
	return nil
}

// applyAll makes changes, unless the first one concerns no row.
func applyAll(tx *Tx, changes []Statement) (made bool, err error) {
	for i := range changes {
		n, err := tx.Apply(changes[i])
		if err != nil {
			return false, err
		}
		if i == 0 && n == 0 {
			return false, nil
		}
	}
	return true, nil
}
