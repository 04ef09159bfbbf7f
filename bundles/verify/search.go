package verify

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"warder/engine"
	"warder/engine/input"
)

// hit is the first request found to break an assertion, in the order of the
// search, so that the answer does not depend on which worker was quicker.
type hit struct {
	at      int
	request *input.Request
}

type search struct {
	verifier *engine.AssertionVerifier
	budget   context.Context // nil means no limit
	progress func(Progress)
	part     Progress // of the current part
	first    int      // position of the current part in the search
	wanted   []string // names of assertions

	mutex sync.Mutex
	found map[string]hit
	err   error
}

// chunk is how many requests a worker takes at a time.
const chunk = 64

// each tries n requests on every processor and gives how many were tried. It
// stops early at the end of the budget, on an error, and when every assertion
// is refuted.
func (s *search) each(ctx context.Context, n int, request func(int) *input.Request) int {
	var next, tried atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				from := int(next.Add(chunk)) - chunk
				if from >= n || s.over(ctx) {
					return
				}
				till := min(from+chunk, n)
				for i := from; i < till; i++ {
					s.try(ctx, i, request(i))
				}
				tried.Add(int64(till - from))
				s.advance(till - from)
			}
		})
	}
	workers.Wait()
	return int(tried.Load())
}

func (s *search) try(ctx context.Context, i int, request *input.Request) {
	violations, err := s.verifier.Violations(ctx, request)
	if err != nil {
		s.fail(ctx, request, err)
		return
	}
	if len(violations) == 0 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, violation := range violations {
		if !slices.Contains(s.wanted, violation.Assertion) {
			continue
		}
		if known, refuted := s.found[violation.Assertion]; !refuted || s.first+i < known.at {
			s.found[violation.Assertion] = hit{s.first + i, request}
		}
	}
}

// fail keeps the first error and its request.
func (s *search) fail(ctx context.Context, request *input.Request, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.err == nil && !errors.Is(ctx.Err(), context.Canceled) {
		s.err = fmt.Errorf("%s on %s by %s: the policy was not evaluated, so nothing is proved: %w",
			request.Action.Name, request.Resource.Type, request.Subject.Type, err)
	}
}

func (s *search) over(ctx context.Context) bool {
	if ctx.Err() != nil || s.budget != nil && s.budget.Err() != nil {
		return true
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.err != nil || len(s.found) == len(s.wanted)
}

func (s *search) advance(n int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.part.Done += n
	if s.progress != nil && s.part.Of != "" {
		s.progress(s.part)
	}
}
