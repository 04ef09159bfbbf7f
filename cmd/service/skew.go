package service

import (
	"context"
	"fmt"
	"time"

	"warder/handlers/ops"
	"warder/models/store"
)

// maxSkew is the largest permitted difference between a server's clock and the database's.
// Upkeep removes rows by its clock, so it stops beyond this limit.
const maxSkew = time.Minute

// skewed returns an error if the clock differs too much from the database's.
func (c *Config) skewed(ctx context.Context, db *store.Store) error {
	if c.Clock != nil {
		return nil // a test's clock
	}
	skew, err := db.Skew(ctx, c.clock())
	if err != nil {
		return err
	}
	return skewProblem(skew)
}

// skewProblem describes a skew's effect, or nil within the limit.
func skewProblem(skew time.Duration) error {
	if skew.Abs() <= maxSkew {
		return nil
	}
	return fmt.Errorf("the clock of this server is %s from the database's; nothing is removed until it is right", skew.Round(time.Second))
}

// checkClock is shown by /readyz; the server stays ready.
func (s *Service) checkClock(db *store.Store) ops.Check {
	return ops.Check{Name: "clock", Test: func(ctx context.Context) error {
		if err := s.config.skewed(ctx, db); err != nil {
			return fmt.Errorf("%w: %w", ops.ErrDegraded, err)
		}
		return nil
	}}
}
