package truth

import (
	"encoding/json"
	"errors"
	"regexp"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/bundles"
	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/replay"
	"warder/models"
	"warder/tests/database"
	"warder/tests/testserver"
)

// shippedPolicy is the folder that every binary embeds.
const shippedPolicy = "../../policies"

// passing is what differs between two questions about the same.
var passing = regexp.MustCompile(`"(requestId|now|expires_at|signed_expires_at|max_expires_at)":("[^"]*"|[0-9]+)`)

// question is what a policy is asked: by the engine as it is or as a list, and by
// plain OPA as the documents of single questions.
type question struct {
	list   *engine.List
	inputs []any // of the members, or of the one request
}

func single(request *input.Request) *engine.List { return &engine.List{Shared: request} }

func newQuestion(t *testing.T, list *engine.List) question {
	t.Helper()
	q := question{list: list}
	for i := range list.Members {
		about := list.Shared.About(&list.Members[i])
		q.inputs = append(q.inputs, documentOf(t, &about))
	}
	if len(list.Members) == 0 {
		q.inputs = []any{documentOf(t, list.Shared)}
	}
	return q
}

// documentOf is the input as `opa eval --input` reads it from a file.
func documentOf(t *testing.T, request *input.Request) (read any) {
	t.Helper()
	document, err := input.Document(request)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(document)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// gathered are the questions that mutants are asked: what a server recorded while
// the scenario was played, the canaries, and the inputs of the policy's own tests
// as far as they are requests.
func gathered(t *testing.T) []question {
	t.Helper()
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	play(t, s)
	s.Stop(t)
	questions := recorded(t, s)
	canaries, err := bundles.CanaryRequests()
	if err != nil {
		t.Fatal(err)
	}
	for i := range canaries {
		questions = append(questions, newQuestion(t, single(&canaries[i])))
	}
	for _, given := range testInputs(t) {
		text, err := ast.JSON(given.Value)
		if err != nil {
			continue
		}
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if request, err := input.DecodeRequest(raw); err == nil {
			questions = append(questions, newQuestion(t, single(request)))
		}
	}
	return distinct(questions)
}

// recorded are the questions in the decision log of a server that has ended.
func recorded(t *testing.T, s *testserver.Server) (questions []question) {
	t.Helper()
	for _, record := range records(t, s) {
		questions = append(questions, newQuestion(t, record.List()))
	}
	return questions
}

// records are its decisions, in the order they were written.
func records(t *testing.T, s *testserver.Server) (all []*audit.Record) {
	t.Helper()
	var reader audit.Reader
	for raw, err := range replay.Stored(t.Context(), s.Store(t), models.DecisionFilter{EveryTenant: true}, 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		record, err := raw.Read(&reader)
		if errors.Is(err, audit.ErrNoDecision) {
			continue // such as how often a refusal was repeated
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, record)
	}
	return all
}

func testInputs(t *testing.T) []*ast.Term {
	t.Helper()
	folder, err := bundles.ReadFolder(shippedPolicy)
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := bundles.TestInputs(t.Context(), folder.Policy, folder.Tests)
	if err != nil {
		t.Fatal(err)
	}
	return inputs
}

// distinct leaves out what differs from another question in its times and ids of
// requests alone.
func distinct(questions []question) (kept []question) {
	seen := map[string]bool{}
	for _, q := range questions {
		text, err := json.Marshal([]any{q.inputs, q.list.Needs})
		if err != nil {
			continue
		}
		name := passing.ReplaceAllString(string(text), "")
		if !seen[name] {
			seen[name] = true
			kept = append(kept, q)
		}
	}
	return kept
}
