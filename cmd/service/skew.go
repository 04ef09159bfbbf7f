package service

import (
	"context"
	"fmt"
	"time"

	"warder/handlers/ops"
	"warder/models/store"
)

// maxSkew is how far the clock of a server may be from the database's. Upkeep removes
// rows by it, so one that is further away removes nothing.
const maxSkew = time.Minute

// skewed fails where the clock is not the database's.
func (c *Config) skewed(ctx context.Context, db *store.Store) error {
	if c.Clock != nil {
		return nil // a test's
	}
	skew, err := db.Skew(ctx, c.clock())
	if err != nil {
		return err
	}
	return skewProblem(skew)
}

// skewProblem says what a skew means, or nil where it may be.
func skewProblem(skew time.Duration) error {
	if skew.Abs() <= maxSkew {
		return nil
	}
	return fmt.Errorf("the clock of this server is %s from the database's; nothing is removed until it is right", skew.Round(time.Second))
}

// checkClock is shown by /readyz; requests are answered all the same.
func (s *Service) checkClock(db *store.Store) ops.Check {
	return ops.Check{Name: "clock", Test: func(ctx context.Context) error {
		if err := s.config.skewed(ctx, db); err != nil {
			return fmt.Errorf("%w: %w", ops.ErrDegraded, err)
		}
		return nil
	}}
}
