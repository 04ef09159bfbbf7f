package models

import (
	"context"
	"errors"
	"sync"
)

// group makes the changes of several callers in one transaction. SQLite has one
// writer, and most of what a small transaction costs is its commit, which waits
// for the disk: whoever comes while nobody writes does so for all who wait by
// then, and leaves those who came meanwhile to one of them. PostgreSQL groups
// commits by itself.
type group struct {
	mutex   sync.Mutex
	writing bool
	waiting []*member
}

// member is a caller in a group.
type member struct {
	changes   []change
	turn      chan bool // true to write for the group, false when it has ended
	overtaken bool
	err       error
}

// largestGroup bounds how long the first one of a group waits for the others.
const largestGroup = 64

// make makes changes that depend on the first of them, or fails with
// ErrOvertaken. A caller who leaves is not waited for: the group goes on.
func (g *group) make(ctx context.Context, store *Store, changes []change) error {
	me := &member{changes: changes, turn: make(chan bool, 1)}
	g.mutex.Lock()
	g.waiting = append(g.waiting, me)
	if !g.writing {
		g.writing = true
		me.turn <- true
	}
	g.mutex.Unlock()
	if <-me.turn {
		g.write(context.WithoutCancel(ctx), store)
		<-me.turn
	}
	if me.err == nil && me.overtaken {
		return &Error{Kind: ErrOvertaken}
	}
	return me.err
}

// write makes what those who wait change, the caller among them.
func (g *group) write(ctx context.Context, store *Store) {
	g.mutex.Lock()
	size := min(len(g.waiting), largestGroup)
	members := g.waiting[:size:size]
	g.waiting = g.waiting[size:]
	g.mutex.Unlock()
	defer g.handOver(members)
	err := together(ctx, store, members)
	for _, m := range members {
		m.err = err
		if err != nil && size > 1 && !errors.Is(err, ErrUnavailable) {
			m.err = together(ctx, store, []*member{m}) // none fails for another
		}
	}
}

// handOver tells the members that theirs has ended, and the next one to write.
func (g *group) handOver(members []*member) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for _, m := range members {
		m.turn <- false
	}
	g.writing = len(g.waiting) > 0
	if g.writing {
		g.waiting[0].turn <- true
	}
}

// together makes the changes of all members, but none of one who was overtaken.
func together(ctx context.Context, store *Store, members []*member) error {
	return store.persist(ctx, func() error {
		return store.transact(ctx, false, func(tx *Tx) error {
			for _, m := range members {
				if err := m.apply(tx); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (m *member) apply(tx *Tx) error {
	for i := range m.changes {
		n, err := tx.apply(m.changes[i])
		if err != nil {
			return err
		}
		if m.overtaken = i == 0 && n == 0; m.overtaken {
			return nil
		}
	}
	return nil
}
