package pep

import (
	"testing"

	"warder/engine/facts"
)

func Test_a_question_is_about_the_row(t *testing.T) {
	r := &Request{Route: Route{Resource: "secrets", Action: "edit"}}
	q := r.Question(facts.ProjectRef{ID: "p"}, facts.OnSelf)
	if q.Action != "edit" || q.Resource.Type != "secrets" || q.Project.ID != "p" || len(q.Targets) != 1 {
		t.Errorf("%+v", q)
	}
}
