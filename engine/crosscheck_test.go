package engine

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"pgregory.net/rapid"

	"warder/engine/input"
	"warder/engine/plan"
)

// liar is a plan that permits what the right one refuses to one subject.
type liar struct {
	right   asker
	subject string
}

func (l liar) AskNoting(ctx context.Context, input *ast.Term, places []plan.PartPath, cancel topdown.Cancel) (ast.Value, plan.Parts, error) {
	asking, err := input.Value.Find(ast.MustParseRef("input.subject.id")[1:])
	if err != nil || asking.Compare(ast.String(l.subject)) != 0 {
		return l.right.AskNoting(ctx, input, places, cancel)
	}
	return ast.MustParseTerm(`{"permitted": true, "grants": ["a lie"], "reasons": [], "visible": [], "missing": [], "obligations": []}`).Value, 0, nil
}

// watched is an engine whose plan lies about a subject, its log, and what it told
// of differences.
type watchedEngine struct {
	*Engine
	mu  sync.Mutex
	log bytes.Buffer
	at  []string

	rested chan struct{} // holds one when something may have happened since it was looked
}

func (w *watchedEngine) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *watchedEngine) said() (string, []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String(), w.at
}

func lying(t *testing.T, about string, changes map[string]string, check Crosscheck) *watchedEngine {
	t.Helper()
	w := &watchedEngine{rested: make(chan struct{}, 1)}
	options := optionsOf(changes)
	options.rested = func() {
		select {
		case w.rested <- struct{}{}:
		default:
		}
	}
	options.Logger = slog.New(slog.NewTextHandler(w, nil))
	check.Diverged = func(at string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.at = append(w.at, at)
	}
	options.Crosscheck = &check
	options.replaced = func(right asker) asker { return liar{right, about} }
	var err error
	if w.Engine, err = New(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	return w
}

// waitFor waits for what happens behind requests.
func (w *watchedEngine) waitFor(t *testing.T, what string, happened func() bool) {
	t.Helper()
	late := time.After(time.Minute)
	for !happened() {
		select {
		case <-w.rested:
		case <-late:
			log, at := w.said()
			t.Fatalf("%s: not within a minute; told %v, logged %s", what, at, log)
		}
	}
}

func refusedTo(id string) *input.Request {
	return permitted(func(r *input.Request) { r.Subject.ID, r.Facts.Grants.Project = id, nil })
}

func TestCrosscheck_finds_out_at_load(t *testing.T) {
	w := lying(t, "i1", nil, Crosscheck{})
	log, at := w.said()
	if len(at) != 1 || at[0] != AtLoad || !strings.Contains(log, "a lie") || !strings.Contains(log, "topdown=") {
		t.Errorf("told %v, logged %s", at, log)
	}
	if standing := w.Standing(); standing.Evaluator != Topdown || !strings.Contains(standing.Reason, "load") {
		t.Errorf("standing %+v", standing)
	}
	mustDeny(t, decide(t, w.Engine, refusedTo("i1")), "permission_missing")
}

// A word that only the policy's own rules know is tried as well.
func TestCrosscheck_tries_the_words_of_the_policy(t *testing.T) {
	w := lying(t, "hoarder", map[string]string{"authz/rules/odd/odd.rego": `package authz.rules.odd

deny contains {"code": "odd", "message": "odd"} if input.subject.id == "hoarder"
`}, Crosscheck{})
	if _, at := w.said(); len(at) != 1 {
		t.Errorf("told %v", at)
	}
}

func TestCrosscheck_tries_what_it_is_given_and_what_the_policy_brings(t *testing.T) {
	given := lying(t, "rare", nil, Crosscheck{Requests: []input.Request{*refusedTo("rare")}})
	if _, at := given.said(); len(at) != 1 {
		t.Errorf("told %v of a request that was given", at)
	}
	w := lying(t, "rare", nil, Crosscheck{})
	policy := Policy{Modules: house(nil), Revision: "r2", Data: map[string]any{"authz": map[string]any{"canaries": []any{
		map[string]any{"name": "rare", "request": map[string]any{"subject": map[string]any{"type": "identity", "id": "rare"}}},
	}}}}
	if err := w.Load(t.Context(), policy); err != nil {
		t.Fatal(err)
	}
	if _, at := w.said(); len(at) != 1 {
		t.Errorf("told %v of a canary of the policy", at)
	}
}

func TestCrosscheck_of_live_decisions_gives_up_the_plan(t *testing.T) {
	w := lying(t, "rare", nil, Crosscheck{First: 10})
	if standing := w.Standing(); standing != (Standing{Evaluator: Plan}) {
		t.Fatalf("standing %+v", standing)
	}
	if decision := decide(t, w.Engine, refusedTo("rare")); !decision.Permitted {
		t.Fatal("the plan does not lie")
	}
	w.waitFor(t, "the lie is found", func() bool { return w.Standing().Evaluator == Topdown })
	mustDeny(t, decide(t, w.Engine, refusedTo("rare")), "permission_missing") // although the lie was kept
	w.waitFor(t, "it is told", func() bool { _, at := w.said(); return len(at) == 1 && at[0] == Live })
	if err := w.Load(t.Context(), Policy{Modules: house(nil), Revision: "r2"}); err != nil {
		t.Fatal(err)
	}
	if standing := w.Standing(); standing.Evaluator != Plan {
		t.Errorf("after another policy was loaded: %+v", standing)
	}
}

func TestCrosscheck_leaves_alone_what_it_is_not_told_to_look_at(t *testing.T) {
	w := lying(t, "rare", nil, Crosscheck{})
	for range 20 {
		decide(t, w.Engine, refusedTo("rare"))
	}
	if n := len(w.program().check.waiting); n > 0 || w.program().check.busy.Load() {
		t.Errorf("%d decisions wait", n)
	}
}

// What waits is bounded: requests go on although nobody looks.
func TestCrosscheck_never_holds_a_request_up(t *testing.T) {
	w := lying(t, "nobody", nil, Crosscheck{First: 1000})
	w.program().check.busy.Store(true) // somebody who never comes to an end
	for i := range 3 * maxDoubts {
		if !decide(t, w.Engine, permitted(func(r *input.Request) { r.Context.Now += int64(i) })).Permitted {
			t.Fatal("refused")
		}
	}
	if n := len(w.program().check.waiting); n != maxDoubts {
		t.Errorf("%d decisions wait, want %d", n, maxDoubts)
	}
}

func TestCrosscheck_agrees_with_the_right_plan(t *testing.T) {
	for name, changes := range houses {
		t.Run(name, func(t *testing.T) {
			w := lying(t, "nobody at all", changes, Crosscheck{First: 1 << 30})
			rapid.Check(t, func(t *rapid.T) { w.Decide(context.Background(), someRequest(t)) })
			w.waitFor(t, "everything is looked at", func() bool { return len(w.program().check.waiting) == 0 && !w.program().check.busy.Load() })
			if log, at := w.said(); len(at) > 0 || w.Standing().Evaluator != Plan {
				t.Errorf("told %v: %s", at, log)
			}
		})
	}
}

// A policy that takes all the time there is cannot be compared; topdown is what
// it means.
func TestCrosscheck_does_not_assume_what_it_could_not_compare(t *testing.T) {
	options := optionsOf(map[string]string{tokensPath: loopSource})
	options.Timeout, options.Crosscheck = 10*time.Millisecond, &Crosscheck{}
	e, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if standing := e.Standing(); standing.Evaluator != Topdown || standing.Reason == "" {
		t.Errorf("standing %+v", standing)
	}
}

func TestEvaluator_can_be_chosen(t *testing.T) {
	for _, evaluator := range []Evaluator{"", Plan, Topdown} {
		options := optionsOf(nil)
		options.Evaluator = evaluator
		e, err := New(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		want := Standing{Evaluator: evaluator}
		if evaluator == "" {
			want.Evaluator = Plan
		}
		if standing := e.Standing(); standing != want || !decide(t, e, permitted()).Permitted {
			t.Errorf("%q: standing %+v", evaluator, standing)
		}
	}
	if standing := (*Engine)(nil).Standing(); standing != (Standing{}) {
		t.Errorf("without a policy: %+v", standing)
	}
}
