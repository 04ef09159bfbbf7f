package ops

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// checkTimeout is the time limit of one check, shorter than a probe's.
const checkTimeout = 2 * time.Second

var (
	errStopping = errors.New("the server is stopping")
	errSlow     = errors.New("no answer within 2 seconds")
)

// ErrDegraded is wrapped by the error of a check that found a problem which does not affect
// requests. The error is shown, and the server stays ready.
var ErrDegraded = errors.New("degraded")

// Check tests one dependency of requests. All clients of the ops listener see the text of its
// error, so it must contain no secret.
type Check struct {
	Name string // database, policy, audit
	Test func(context.Context) error
	Note string // information for the operator on success; usually empty
}

// Readiness reports whether the server should receive requests.
type Readiness struct {
	checks   []Check
	stopping atomic.Bool
}

// NewReadiness is ready if all checks pass.
func NewReadiness(checks ...Check) *Readiness { return &Readiness{checks: checks} }

// Stop makes the server unready permanently, so that load balancers stop sending requests
// before it stops listening.
func (r *Readiness) Stop() { r.stopping.Store(true) }

// report is the body of /readyz.
type report struct {
	Status string    `json:"status"` // ready or unavailable
	Checks []outcome `json:"checks"`
}

type outcome struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Reason   string `json:"reason,omitempty"`
	Degraded bool   `json:"degraded,omitempty"` // it passes, but needs an operator's attention
}

// ServeHTTP answers 200, or 503 with the failed checks.
func (r *Readiness) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, status := report{Status: "ready", Checks: r.run(request.Context())}, http.StatusOK
	for _, check := range body.Checks {
		if !check.OK {
			body.Status, status = "unavailable", http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only if the client disconnected
}

// run runs all checks concurrently and returns their results in order.
func (r *Readiness) run(ctx context.Context) []outcome {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	outcomes := make([]outcome, len(r.checks), len(r.checks)+1)
	var group sync.WaitGroup
	for i, check := range r.checks {
		group.Go(func() { outcomes[i] = result(check, bounded(ctx, check)) })
	}
	group.Wait()
	if r.stopping.Load() {
		outcomes = append(outcomes, result(Check{Name: "server"}, errStopping))
	}
	return outcomes
}

// bounded returns in time even if the check ignores its context.
func bounded(ctx context.Context, check Check) error {
	done := make(chan error, 1)
	go func() { done <- check.Test(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errSlow
	}
}

func result(check Check, err error) outcome {
	if err != nil {
		degraded := errors.Is(err, ErrDegraded)
		return outcome{Name: check.Name, OK: degraded, Reason: err.Error(), Degraded: degraded}
	}
	return outcome{Name: check.Name, OK: true, Reason: check.Note}
}
