package authzen

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// decisions are the eight of the scenario.
var decisions = []struct {
	name string
	body object
	want bool
}{
	{"alice_reads_record_1", ask(user("alice", nil), action("read", nil), record("record-1", nil)), true},
	{"alice_writes_record_1", ask(user("alice", nil), action("write", nil), record("record-1", nil)), true},
	{"bob_reads_record_1", ask(user("bob", nil), action("read", nil), record("record-1", nil)), true},
	{"bob_does_not_write_record_1", ask(user("bob", nil), action("write", nil), record("record-1", nil)), false},
	{"alice_does_not_write_what_is_archived", ask(user("alice", nil), action("write", nil), record("record-2", object{"status": "archived"})), false},
	{"an_admin_writes_what_is_archived", ask(user("bob", object{"role": "admin"}), action("write", nil), record("record-2", object{"status": "archived"})), true},
	{"alice_deletes_softly", ask(user("alice", nil), action("delete", object{"soft": true}), record("record-1", nil)), true},
	{"alice_does_not_delete_for_good", ask(user("alice", nil), action("delete", object{"soft": false}), record("record-1", nil)), false},
}

func TestScenario(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := fixture(t, url)
		pep := s.AsAdmin()
		for _, c := range decisions {
			t.Run(c.name, func(t *testing.T) {
				first := pep.Post(t, evaluation, c.body).Want(t, 200)
				if first.Value("decision") != c.want {
					t.Errorf("answered %s", first.Body)
				}
				if again := pep.Post(t, evaluation, c.body); again.Body != first.Body {
					t.Errorf("asked again: %s", again.Body)
				}
				if !c.want && first.Text("context.reasons.0.code") == "" {
					t.Errorf("refused without a reason: %s", first.Body)
				}
			})
		}
		for name, test := range map[string]func(*testing.T, *testserver.Server){
			"discovery": discovery, "structure": structure, "batches": batches, "semantics": semantics, "request_ids": requestIDs,
			"searches": scenarioSearches,
		} {
			t.Run(name, func(t *testing.T) { test(t, s) })
		}
	})
}

func discovery(t *testing.T, s *testserver.Server) {
	answer := s.Anonymous().Get(t, "/.well-known/authzen-configuration").Want(t, 200)
	if answer.Text("policy_decision_point") == "" || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		t.Error(answer.Body)
	}
	for name, path := range map[string]string{
		"access_evaluation_endpoint": evaluation, "access_evaluations_endpoint": evaluations, "search_subject_endpoint": "/access/v1/search/subject",
		"search_resource_endpoint": "/access/v1/search/resource", "search_action_endpoint": "/access/v1/search/action",
	} {
		if answer.Text(name) != answer.Text("policy_decision_point")+path {
			t.Errorf("%s is %q", name, answer.Text(name))
		}
	}
}

// structure is about the call itself: only then is the status not 200.
func structure(t *testing.T, s *testserver.Server) {
	pep := s.AsAdmin()
	whole := ask(user("alice", nil), action("read", nil), record("record-1", nil))
	for _, path := range []string{"subject", "action", "resource", "subject.type", "subject.id", "action.name", "resource.type", "resource.id"} {
		answer := pep.Post(t, evaluation, without(whole, path))
		if answer.Status != 400 || !strings.Contains(answer.Text("message"), path) {
			t.Errorf("without %s: %d %s", path, answer.Status, answer.Body)
		}
	}
	for name, body := range map[string]string{
		"empty": "", "malformed": `{"subject":`, "an array": `[]`, "null": `null`, "two": `{} {}`, "subject is text": `{"subject":"alice","action":{"name":"read"},"resource":{"type":"record","id":"1"}}`,
		"id is a number":        `{"subject":{"type":"user","id":1},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}`,
		"name is a list":        `{"subject":{"type":"user","id":"alice"},"action":{"name":[]},"resource":{"type":"record","id":"1"}}`,
		"properties are text":   `{"subject":{"type":"user","id":"alice","properties":"x"},"action":{"name":"read"},"resource":{"type":"record","id":"1"}}`,
		"context is a list":     `{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"1"},"context":[]}`,
		"an address of nowhere": `{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"1"},"context":{"ip":"nowhere"}}`,
	} {
		if answer := pep.Post(t, evaluation, testserver.Raw(body)); answer.Status != 400 {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "application/jsonp"} {
		pep.With("Content-Type", kind).Post(t, evaluation, whole).Want(t, 400)
	}
	more := maps.Clone(whole)
	more["unknown"] = object{"field": 1}
	if pep.With("Content-Type", "application/json; charset=utf-8").Post(t, evaluation, more).Want(t, 200).Value("decision") != true {
		t.Error("an unknown field changed the answer")
	}
	for _, entity := range []object{record("record-1", nil), {"type": "nothing", "id": "x"}} {
		answer := pep.Post(t, evaluation, ask(entity, action("read", nil), object{"type": "nothing", "id": "x"})).Want(t, 200)
		if answer.Value("decision") != false {
			t.Errorf("something unknown: %s", answer.Body)
		}
	}
	s.Anonymous().Post(t, evaluation, whole).Want(t, 401)
}

// without is an object without what a path of one or two names leads to.
func without(whole object, path string) object {
	name, field, nested := strings.Cut(path, ".")
	lesser := maps.Clone(whole)
	if !nested {
		delete(lesser, name)
		return lesser
	}
	inner := maps.Clone(whole[name].(object))
	delete(inner, field)
	lesser[name] = inner
	return lesser
}

func batches(t *testing.T, s *testserver.Server) {
	items, want := list{}, []bool{}
	for _, c := range decisions {
		items, want = append(items, c.body), append(want, c.want)
	}
	broken := list{object{"action": "read"}, "text", object{"subject": object{"type": "user"}}, object{"subject": nil}}
	want = append(want, make([]bool, len(broken))...)
	answer := s.AsAdmin().Post(t, evaluations, object{"evaluations": append(items, broken...)}).Want(t, 200)
	if got := answered(t, answer); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("answered %v, want %v", got, want)
	}
	if !strings.Contains(answer.Body, `"error":{"message":"action must be an object","status":400}`) {
		t.Errorf("a broken item does not say why: %s", answer.Body)
	}
	defaults := ask(user("alice", nil), action("read", nil), record("record-1", nil))
	defaults["evaluations"] = list{object{}, object{"action": action("write", nil)}, object{"subject": user("bob", nil), "action": action("write", nil)}}
	if got := answered(t, s.AsAdmin().Post(t, evaluations, defaults)); fmt.Sprint(got) != "[true true false]" {
		t.Errorf("with defaults: %v", got)
	}
	for _, none := range []any{list{}, nil} {
		single := ask(user("alice", nil), action("read", nil), record("record-1", nil))
		if none != nil {
			single["evaluations"] = none
		}
		if answer := s.AsAdmin().Post(t, evaluations, single).Want(t, 200); answer.Value("decision") != true {
			t.Errorf("without evaluations: %s", answer.Body)
		}
	}
	for _, wrong := range []object{
		{"evaluations": "x"}, {"evaluations": make(list, 501)}, {}, {"evaluations": items, "options": object{"evaluations_semantic": "any"}},
		{"evaluations": items, "options": object{"evaluations_semantic": 1}}, {"evaluations": items, "subject": "alice"},
	} {
		s.AsAdmin().Post(t, evaluations, wrong).Want(t, 400)
	}
}

func answered(t *testing.T, answer testserver.Answer) []bool {
	t.Helper()
	var body struct{ Evaluations []struct{ Decision bool } }
	if err := json.Unmarshal([]byte(answer.Want(t, 200).Body), &body); err != nil {
		t.Fatal(err)
	}
	got := []bool{}
	for _, one := range body.Evaluations {
		got = append(got, one.Decision)
	}
	return got
}

func semantics(t *testing.T, s *testserver.Server) {
	yes := ask(user("alice", nil), action("read", nil), record("record-1", nil))
	no := ask(user("bob", nil), action("write", nil), record("record-1", nil))
	for _, c := range []struct {
		semantic string
		items    list
		want     string
	}{
		{"execute_all", list{yes, no, yes}, "[true false true]"},
		{"deny_on_first_deny", list{yes, no, yes}, "[true false]"},
		{"deny_on_first_deny", list{yes, yes}, "[true true]"},
		{"deny_on_first_deny", list{object{"subject": 1}, yes}, "[false]"},
		{"permit_on_first_permit", list{no, yes, no}, "[false true]"},
		{"permit_on_first_permit", list{no, no}, "[false false]"},
	} {
		body := object{"evaluations": c.items, "options": object{"evaluations_semantic": c.semantic}}
		if got := fmt.Sprint(answered(t, s.AsAdmin().Post(t, evaluations, body))); got != c.want {
			t.Errorf("%s: %s, want %s", c.semantic, got, c.want)
		}
	}
}

func requestIDs(t *testing.T, s *testserver.Server) {
	body := ask(user("alice", nil), action("read", nil), record("record-1", nil))
	answer := s.AsAdmin().With("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716").Post(t, evaluation, body).Want(t, 200)
	if answer.Header.Get("X-Request-Id") != "bfe9eb29-ab87-4ca3-be83-a1d5d8305716" {
		t.Errorf("echoed %q", answer.Header.Get("X-Request-Id"))
	}
	refused := s.AsAdmin().With("X-Request-ID", "mine").Post(t, evaluation, object{}).Want(t, 400)
	if refused.Header.Get("X-Request-Id") != "mine" {
		t.Errorf("echoed %q with an error", refused.Header.Get("X-Request-Id"))
	}
	for _, odd := range []string{strings.Repeat("x", 129), "a b"} {
		if got := s.AsAdmin().With("X-Request-ID", odd).Post(t, evaluation, body).Header.Get("X-Request-Id"); !strings.HasPrefix(got, "req-") {
			t.Errorf("echoed %q", got)
		}
	}
}

// The level Search of the scenario, Core and Properties: what each search finds
// is what evaluations permit, among everybody and everything there is.
func scenarioSearches(t *testing.T, s *testserver.Server) {
	pep := s.AsAdmin()
	ids := func(answer testserver.Answer, field string) string {
		found := []string{}
		for _, one := range results(t, answer) {
			found = append(found, one[field].(string))
		}
		slices.Sort(found)
		return strings.Join(found, " ")
	}
	soft, hard := object{"soft": true}, object{"soft": false}
	for _, c := range []struct {
		action object
		record object
		want   string
	}{
		{action("read", nil), record("record-1", nil), "alice bob"},
		{action("read", nil), record("record-2", nil), "alice bob"},
		{action("write", nil), record("record-1", nil), "alice"},
		{action("write", nil), record("record-2", nil), ""},
		{action("write", nil), record("record-1", object{"status": "archived"}), ""},
		{action("delete", soft), record("record-1", nil), "alice"},
		{action("delete", hard), record("record-1", nil), ""},
		{action("fly", nil), record("record-1", nil), ""},
		{action("read", nil), entity("nothing", "record-1", nil), ""},
	} {
		answer := pep.Post(t, "/access/v1/search/subject", ask(object{"type": "user"}, c.action, c.record))
		if got := ids(answer, "id"); got != c.want {
			t.Errorf("who may %v on %v: %q, want %q", c.action, c.record, got, c.want)
		}
		for _, name := range []string{"alice", "bob"} {
			permitted := pep.Post(t, evaluation, ask(user(name, nil), c.action, c.record)).Want(t, 200).Value("decision") == true
			if permitted != slices.Contains(strings.Fields(c.want), name) {
				t.Errorf("%s %v on %v: an evaluation says %v", name, c.action, c.record, permitted)
			}
		}
	}
	for _, c := range []struct {
		subject, action object
		want            string
	}{
		{user("alice", nil), action("read", nil), "record-1 record-2"},
		{user("alice", nil), action("write", nil), "record-1"},
		{user("bob", nil), action("write", nil), ""},
		{user("bob", object{"role": "admin"}), action("write", nil), "record-1 record-2"},
		{user("alice", nil), action("delete", soft), "record-1 record-2"},
		{user("mallory", nil), action("read", nil), ""},
	} {
		answer := pep.Post(t, "/access/v1/search/resource", ask(c.subject, c.action, object{"type": "record", "id": "ignored"}))
		if got := ids(answer, "id"); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.subject, c.action, got, c.want)
		}
	}
	for _, c := range []struct {
		subject, record object
		want            string
	}{
		{user("alice", nil), record("record-1", nil), "read write"},
		{user("alice", nil), record("record-2", nil), "read"},
		{user("bob", nil), record("record-1", nil), "read"},
		{user("bob", object{"role": "admin"}), record("record-2", nil), "read write"},
		{user("mallory", nil), record("record-1", nil), ""},
		{user("alice", nil), entity("nothing", "x", nil), ""},
	} {
		answer := pep.Post(t, "/access/v1/search/action", object{"subject": c.subject, "resource": c.record})
		if got := ids(answer, "name"); got != c.want {
			t.Errorf("%v may %q on %v, want %q", c.subject, got, c.record, c.want)
		}
	}
	body := ask(user("alice", nil), action("read", nil), object{"type": "record"})
	body["page"] = object{"limit": 1}
	first := pep.Post(t, "/access/v1/search/resource", body)
	body["page"] = object{"limit": 1, "token": first.Text("page.next_token")}
	if got := ids(first, "id") + " " + ids(pep.Post(t, "/access/v1/search/resource", body), "id"); got != "record-1 record-2" {
		t.Errorf("page by page: %s", got)
	}
}
