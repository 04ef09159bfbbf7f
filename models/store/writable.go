package store

import (
	"context"
	"fmt"
	"time"
)

// Probe is written to find out whether the database takes writes. No revision depends
// on it.
type Probe struct {
	ID string `gorm:"primaryKey"`
	At Time
}

// Untenanted marks the table.
func (*Probe) Untenanted() {}

// CheckWritable writes a row, within the acquire timeout: a standby, a database that was
// made read-only and a full disk answer reads as ever.
func (s *Store) CheckWritable(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, s.acquire)
	defer cancel()
	err := s.Write(ctx, func(tx *Tx) error {
		return Translate(tx.DB().Save(&Probe{ID: "written", At: At(now)}).Error)
	})
	if cause := Cause(err); cause != "" {
		return fmt.Errorf("%w: %s", err, cause)
	}
	return err
}

// Skew is how far a clock is ahead of the database's; 0 on SQLite, which has none of
// its own.
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
