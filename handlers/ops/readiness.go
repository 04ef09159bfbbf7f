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

// checkTimeout bounds one check; it is less than what a probe waits.
const checkTimeout = 2 * time.Second

var (
	errStopping = errors.New("the server is stopping")
	errSlow     = errors.New("no answer within 2 seconds")
)

// ErrDegraded is wrapped by the error of a check about what an operator should
// mend although requests are answered well. It is shown, and the server is
// ready all the same.
var ErrDegraded = errors.New("degraded")

// Check asks whether one thing works that requests need. The text of its error
// is shown to every client of the ops listener, so it holds no secret.
type Check struct {
	Name string // database, policy, audit
	Test func(context.Context) error
	Note string // what an operator should know though all is well; mostly nothing
}

// Readiness says whether requests should come here.
type Readiness struct {
	checks   []Check
	stopping atomic.Bool
}

// NewReadiness is ready when all checks pass.
func NewReadiness(checks ...Check) *Readiness { return &Readiness{checks: checks} }

// Stop makes the server unready for good, so that load balancers turn away
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
	Degraded bool   `json:"degraded,omitempty"` // it passes, and an operator should mend something
}

// ServeHTTP answers 200, or 503 with what is wrong.
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
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

// run does all checks at once and reports them in their order.
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

// bounded also returns in time when the check does not heed its context.
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
