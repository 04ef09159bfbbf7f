package engine

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"warder/engine/input"
)

// hoardSource collects a large set, for one subject alone: compiling it and
// every other request tell nothing of that.
const hoardSource = `package authz.rules.tokens

_modest if input.subject.id != "hoarder"

_modest if {
	all := {each |
		some i in numbers.range(1, 100000)
		some j in numbers.range(1, 100000)
		each := (i * 100000) + j
	}
	count(all) > 1
}

deny contains {"code": "never", "message": "never"} if not _modest
`

func TestGuard_ends_a_decision_that_takes_too_much_memory_and_no_other(t *testing.T) {
	var log strings.Builder
	over := 0
	options := optionsOf(map[string]string{tokensPath: hoardSource})
	options.Timeout, options.Memory = 20*time.Second, 32<<20
	options.OverMemory = func() { over++ }
	options.Logger = slog.New(slog.NewTextHandler(&log, nil))
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	hoarding := permitted(func(r *input.Request) { r.Subject.ID = "hoarder" })
	done := make(chan Decision)
	go func() { done <- e.Decide(t.Context(), hoarding) }()
	others := 0
	for {
		select {
		case decision := <-done:
			mustDeny(t, decision, PolicyError)
			if over != 1 || !strings.Contains(log.String(), errMemory.Error()) || others == 0 {
				t.Errorf("counted %d times, logged %s, %d other decisions meanwhile", over, &log, others)
			}
			return
		default:
			if decision := decide(t, e, permitted()); !decision.Permitted {
				t.Fatalf("%+v", decision)
			}
			others++
		}
	}
}

// The same set is no more than time where memory is let.
func TestGuard_ends_a_decision_for_the_bound_that_it_meets_first(t *testing.T) {
	options := optionsOf(map[string]string{tokensPath: hoardSource})
	options.Timeout, options.Memory = 30*time.Millisecond, 1<<40
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	mustDeny(t, e.Decide(t.Context(), permitted(func(r *input.Request) { r.Subject.ID = "hoarder" })), PolicyTimeout)
}

func TestGuard_an_explanation_is_bounded_too(t *testing.T) {
	options := optionsOf(map[string]string{tokensPath: hoardSource})
	options.Timeout, options.Memory = 20*time.Second, 32<<20
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	hoarding := permitted(func(r *input.Request) { r.Subject.ID = "hoarder" })
	if _, err := e.program().watched(t.Context(), "data.authz.rules.tokens.deny", hoarding.Value(), e.options, nil); !errors.Is(err, errMemory) {
		t.Errorf("it ends with %v", err)
	}
}
