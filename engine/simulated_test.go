package engine

import (
	"strings"
	"testing"

	"warder/engine/input"
)

func TestStages_explain_by_the_policy_of_a_stage_and_obey_the_active_one(t *testing.T) {
	active, other := start(t, nil), start(t, kinder)
	stages := NewStages(active, noOverrun)
	if _, found := stages.ExplainUnder(t.Context(), StageCandidate, permitted()); found {
		t.Error("a candidate that is not there explains")
	}
	stages.Set(active, &Candidate{ID: "c", Stage: StageShadow, Engine: other})
	forbidden := permitted(func(r *input.Request) { r.Resource.ID = "forbidden" })
	for stage, want := range map[string]struct {
		engine    *Engine
		permitted bool
	}{StageActive: {active, false}, StageCandidate: {other, true}} {
		explanation, found := stages.ExplainUnder(t.Context(), stage, forbidden)
		if decision := explanation.Decision; !found || decision.Permitted != want.permitted || decision.Policy != want.engine.Revision() || len(explanation.Rules) == 0 {
			t.Errorf("%s: %t %+v", stage, found, explanation)
		}
	}
	if _, counted := stages.OnTrial(); counted != (Differences{}) {
		t.Errorf("a question without a request was counted: %+v", counted)
	}
	if _, found := active.ExplainUnder(t.Context(), StageCandidate, forbidden); found {
		t.Error("an engine alone has no candidate")
	}
	if explanation, found := active.ExplainUnder(t.Context(), StageActive, forbidden); !found || explanation.Decision.Permitted {
		t.Errorf("%t %+v", found, explanation)
	}
}

func TestTestOf_names_outcome_and_codes_and_is_empty_where_no_policy_decided(t *testing.T) {
	e := start(t, nil)
	request := permitted(func(r *input.Request) { r.Resource.ID = "forbidden" })
	decision := e.Decide(t.Context(), request)
	for _, want := range []string{"decision.permitted == false", `== {"permission_inverted"}`, `"forbidden"`, `"keys"`} {
		if text := TestOf(request, &decision); !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	decision = e.Decide(t.Context(), permitted())
	if text := TestOf(permitted(), &decision); !strings.Contains(text, "decision.permitted == true") || !strings.Contains(text, "== set()") {
		t.Error(text)
	}
	decision = (*Engine)(nil).Decide(t.Context(), request)
	if text := TestOf(request, &decision); text != "" {
		t.Error(text)
	}
}
