package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Probe is written to find out whether the database takes writes. No revision depends
// on it.
type Probe struct {
	ID string `gorm:"primaryKey"`
	At Time
}

// Untenanted marks the table.
func (*Probe) Untenanted() {}

// unwrittenFor is how long a write that the database did not take counts where no other one
// follows: then nothing is known any more.
const unwrittenFor = 30 * time.Second

// unwritten is the last write that the database did not take for want of room or of rights.
// A full disk has room for one row in the place of another, so that a check which writes
// one does not find out.
type unwritten struct {
	last atomic.Pointer[failedWrite]
	tell atomic.Pointer[func(error)]
}

type failedWrite struct {
	err error
	at  time.Time // by the monotonic clock
}

func (u *unwritten) saw(err error) {
	switch {
	case err == nil:
		if u.last.Load() != nil {
			u.last.Store(nil)
		}
	case takesNoWrites(err):
		u.last.Store(&failedWrite{err, time.Now()})
		if tell := u.tell.Load(); tell != nil {
			(*tell)(err)
		}
	}
}

func (u *unwritten) err() error {
	if last := u.last.Load(); last != nil && time.Since(last.at) < unwrittenFor {
		return last.err
	}
	return nil
}

// takesNoWrites reports whether the database would answer reads as ever.
func takesNoWrites(err error) bool {
	var postgres *pgconn.PgError
	var embedded *sqlite.Error
	if errors.Is(err, ErrFileMoved) {
		return true
	}
	if errors.As(err, &postgres) {
		return postgres.Code == "53100" || postgres.Code == readOnlyTransaction || strings.HasPrefix(postgres.Code, "58")
	}
	return errors.As(err, &embedded) && slices.Contains([]int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}, embedded.Code()&0xff)
}

// OnUnwritten has told be called at each write that the database does not take for want
// of room or of rights. It must not wait.
func (s *Store) OnUnwritten(told func(error)) { s.unwritten.tell.Store(&told) }

// CheckWritable writes a row, within the acquire timeout: a standby, a database that was
// made read-only and a full disk answer reads as ever. It also fails where the last write
// of a request did so within unwrittenFor.
func (s *Store) CheckWritable(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	err := s.tryPersist(ctx, func() error {
		return s.transact(ctx, false, func(tx *Tx) error {
			return Translate(tx.DB().Save(&Probe{ID: "written", At: At(now)}).Error)
		})
	})
	if err == nil {
		err = s.unwritten.err()
	}
	err = s.explainWrite(ctx, err)
	if cause := Cause(err); cause != "" {
		return fmt.Errorf("%w: %s", err, cause)
	}
	return err
}

// Skew returns how far a clock is ahead of the database's clock; 0 on SQLite, which has no
// clock.
func (s *Store) Skew(ctx context.Context, clock func() time.Time) (time.Duration, error) {
	if s.dialect == SQLite {
		return 0, nil
	}
	before := clock()
	var micros int64
	err := s.Statement(ctx).DB().Raw("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").Scan(&micros).Error
	if err != nil {
		return 0, Translate(err)
	}
	between := before.Add(clock().Sub(before) / 2)
	return between.Sub(time.UnixMicro(micros)), nil
}
