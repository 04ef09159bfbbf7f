package review

import (
	"maps"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"warder/tests/database"
	"warder/tests/testserver"
)

const simulate = "/api/v1/authz/simulate"

func TestSimulate(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		for _, one := range []struct {
			name string
			test func(*testing.T, *house)
		}{
			{"it_says_what_the_request_would_hear_and_why", simulatedParts},
			{"a_recorded_request_is_changed_in_one_part", simulatedDecision},
			{"its_test_holds_a_policy_to_the_outcome", simulatedTest},
			{"a_draft_answers_beside_the_active_policy", simulatedDraft},
			{"only_those_who_may_ask_are_answered", maySimulate},
			{"wrong_requests_are_named", wrongSimulations},
			{"nothing_of_another_organization_is_simulated", foreignSimulations},
		} {
			t.Run(one.name, func(t *testing.T) { one.test(t, h) })
		}
	})
}

// reading is a read of FOO by the reader of the house, who may read in dev alone.
func (h *house) reading(environment string, changes object) object {
	body := object{
		"subject": object{"type": "identity", "id": h.machine.IdentityID}, "action": "readValue",
		"resource": object{"type": "secrets", "projectId": h.project.ID, "environment": environment, "secretPath": "/", "secretName": "FOO"},
	}
	maps.Copy(body, changes)
	return body
}

func simulatedParts(t *testing.T, h *house) {
	refused := h.AsAdmin().Post(t, simulate, h.reading("prod", nil)).Want(t, 200)
	if refused.Value("results.0.permitted") != false || refused.Text("results.0.policy") != "active" || refused.Text("results.0.reasons.0.code") != "permission_missing" ||
		refused.Text("results.0.reasons.0.remediation") == "" || refused.Text("results.0.explanation.rules.0.file") != "authz/rules/secrets/secrets.rego" {
		t.Error(refused.Body)
	}
	if refused.Text("assumed.credential") != "valid" || refused.Value("assumed.ip") != nil || refused.Text("assumed.facts") != "current" {
		t.Error(refused.Body)
	}
	h.reader.Get(t, h.prod("FOO")).Want(t, 403)
	permitted := h.AsAdmin().Post(t, simulate, h.reading("dev", object{"context": object{"ip": "::ffff:10.1.2.3", "now": "2027-01-02T03:04:05Z"}})).Want(t, 200)
	if permitted.Value("results.0.permitted") != true || permitted.Text("request.context.ip") != "10.1.2.3" || permitted.Number("request.context.now") != 1798859045 ||
		permitted.Text("assumed.time") != "2027-01-02T03:04:05.000Z" || permitted.Text("assumed.ip") != "10.1.2.3" {
		t.Error(permitted.Body)
	}
	if strings.Contains(refused.Body+permitted.Body, "very-secret-value") {
		t.Error("a simulation holds the secret")
	}
	candidate := h.AsAdmin().Post(t, simulate, h.reading("dev", object{"policies": list{"active", "candidate"}})).Want(t, 200)
	if candidate.Text("results.1.policy") != "candidate" || candidate.Value("results.1.absent") != true || candidate.Value("results.1.permitted") != false {
		t.Error(candidate.Body)
	}
}

func simulatedDecision(t *testing.T, h *house) {
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	of := func(change object) testserver.Answer {
		return h.AsAdmin().Post(t, simulate, object{"decisionId": id, "change": change}).Want(t, 200)
	}
	same := h.AsAdmin().Post(t, simulate, object{"decisionId": id}).Want(t, 200)
	if same.Value("results.0.permitted") != false || same.Text("assumed.facts") != "recorded" || same.Text("assumed.credential") != "recorded" || same.Value("request.facts.token.known") != true {
		t.Error(same.Body)
	}
	elsewhere := of(object{"environment": "dev", "ip": "10.9.9.9"})
	if elsewhere.Value("results.0.permitted") != true || elsewhere.Text("request.context.ip") != "10.9.9.9" || elsewhere.Text("request.resource.properties.environment") != "dev" ||
		elsewhere.Text("assumed.facts") != "current" || elsewhere.Text("assumed.credential") != "valid" {
		t.Error(elsewhere.Body)
	}
	later := of(object{"now": "2027-12-24T00:00:00Z"})
	if later.Text("results.0.reasons.0.code") != "token_expired" || later.Text("assumed.time") != "2027-12-24T00:00:00.000Z" {
		t.Error(later.Body)
	}
	deleted := of(object{"action": "delete"})
	if deleted.Text("request.action.name") != "delete" || deleted.Text("request.resource.properties.environment") != "prod" || deleted.Text("assumed.facts") != "recorded" {
		t.Error(deleted.Body)
	}
	named := of(object{"secretPath": "/a", "secretName": "BAR"})
	if named.Text("request.resource.properties.secretPath") != "/a" || named.Text("request.resource.properties.secretName") != "BAR" || named.Value("results.0.permitted") != false {
		t.Error(named.Body)
	}
}

// The test that comes with a simulation passes beside the policy, and fails beside another.
func simulatedTest(t *testing.T, h *house) {
	denial := "package authz.rules.extra\n\ndeny contains {\"code\": \"extra\", \"message\": \"m\"} if input.resource.type == \"secrets\"\n"
	for _, environment := range []string{"dev", "prod"} {
		test := h.AsAdmin().Post(t, simulate, h.reading(environment, nil)).Want(t, 200).Text("results.0.test")
		if !passes(t, test, nil) {
			t.Errorf("%s: the policy fails its own test:\n%s", environment, test)
		}
		if passes(t, test, map[string]string{"authz/rules/extra/extra.rego": denial}) {
			t.Errorf("%s: another policy passes the test", environment)
		}
	}
}

// passes runs a test beside the policy that ships, changed, as plain OPA does.
func passes(t *testing.T, test string, changes map[string]string) bool {
	t.Helper()
	policy := candidate(t, changes)
	options := []func(*rego.Rego){
		rego.Query("data.authz.simulated_test.test_simulated"), rego.Module("simulated_test.rego", test), rego.Store(inmem.NewFromObject(policy["data"].(map[string]any))),
	}
	for path, source := range policy["modules"].(map[string]string) {
		options = append(options, rego.Module(path, source))
	}
	found, err := rego.New(options...).Eval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found.Allowed()
}

func simulatedDraft(t *testing.T, h *house) {
	body := h.reading("dev", object{"policies": list{"active"}, "draft": candidate(t, freeze)})
	answer := h.AsAdmin().Post(t, simulate, body).Want(t, 200)
	if answer.Text("results.0.policy") != "active" || answer.Text("results.1.policy") != "draft" || answer.Text("results.1.digest") == answer.Text("results.0.digest") {
		t.Error(answer.Body)
	}
	for name, source := range map[string]string{
		"calls the network": "package authz.rules.x\n\ndeny contains {\"code\": \"x\", \"message\": \"m\"} if http.send({\"url\": \"http://127.0.0.1\"}).status_code == 200\n",
		"does not parse":    "package authz.rules.x\n\ndeny contains {",
	} {
		refused := h.AsAdmin().Post(t, simulate, h.reading("dev", object{"draft": candidate(t, map[string]string{"authz/rules/x/x.rego": source})})).Want(t, 422)
		if !strings.Contains(refused.Body, "authz/rules/x/x.rego") {
			t.Errorf("%s: %s", name, refused.Body)
		}
	}
}

func maySimulate(t *testing.T, h *house) {
	own := h.reader.Post(t, simulate, h.reading("prod", nil)).Want(t, 200)
	for _, hidden := range []string{"explanation", "request", "test", "grants"} {
		if strings.Contains(own.Body, `"`+hidden+`"`) {
			t.Errorf("a subject without the right sees the %s: %s", hidden, own.Body)
		}
	}
	admins := h.reading("dev", object{"subject": object{"type": "identity", "id": h.Admin.IdentityID}})
	h.reader.Post(t, simulate, admins).WantRefusal(t, 403, "permission_missing")
	h.Anonymous().Post(t, simulate, admins).WantRefusal(t, 401, "token_missing")
	evaluator := h.withRole(t, "simulator", object{"action": "evaluate", "subject": "decisions"})
	if answer := evaluator.Post(t, simulate, admins).Want(t, 200); answer.Value("results.0.explanation") == nil {
		t.Error(answer.Body)
	}
	// Each of these takes another right besides.
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	for name, asked := range map[string]struct {
		by   testserver.Client
		body object
	}{
		"a candidate":           {evaluator, h.reading("dev", object{"policies": list{"candidate"}})},
		"a draft":               {evaluator, h.reading("dev", object{"draft": candidate(t, nil)})},
		"a draft about oneself": {h.reader, h.reading("dev", object{"draft": candidate(t, nil)})},
		"a record":              {evaluator, object{"decisionId": id}},
		"one's own record":      {h.reader, object{"decisionId": id}},
	} {
		answer := asked.by.Post(t, simulate, asked.body)
		if answer.Status != 403 || strings.Join(answer.Codes(), "") != "permission_missing" {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
}

func wrongSimulations(t *testing.T, h *house) {
	for path, body := range map[string]object{
		`"path":["subject"]`:               {"action": "readValue", "resource": object{"type": "secrets"}},
		`"path":["action"]`:                h.reading("dev", object{"action": "fly"}),
		`"path":["resource"]`:              h.reading("dev", object{"resource": nil}),
		`"path":["resource","secretPath"]`: h.reading("dev", object{"resource": object{"type": "secrets", "secretPath": "/a/../b"}}),
		`"path":["context","ip"]`:          h.reading("dev", object{"context": object{"ip": "here"}}),
		`"path":["context","mode"]`:        h.reading("dev", object{"context": object{"mode": "user_session"}}),
		`"path":["policies",0]`:            h.reading("dev", object{"policies": list{"older"}}),
		`"path":["change"]`:                h.reading("dev", object{"change": object{"action": "delete"}}),
		`"path":["decisionId"]`:            h.reading("dev", object{"decisionId": "x"}),
		`"path":["change","ip"]`:           {"decisionId": "x", "change": object{"ip": "here"}},
		`"path":["change","secretPath"]`:   {"decisionId": "x", "change": object{"secretPath": "/a/../b"}},
		`"path":["draft","modules"]`:       h.reading("dev", object{"draft": object{}}),
	} {
		if answer := h.AsAdmin().Post(t, simulate, body).Want(t, 422); !strings.Contains(answer.Body, path) {
			t.Errorf("%s: %s", path, answer.Body)
		}
	}
	h.AsAdmin().Post(t, simulate, object{"decisionId": "none"}).Want(t, 404)
}

func foreignSimulations(t *testing.T, h *house) {
	_, outsider := h.SecondOrganization(t)
	answer := outsider.Post(t, simulate, h.reading("dev", nil)).Want(t, 200)
	if answer.Value("results.0.permitted") != false || strings.Contains(answer.Body, `"grants":["`) || strings.Contains(answer.Body, h.Admin.ID) {
		t.Error(answer.Body)
	}
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")))
	outsider.Post(t, simulate, object{"decisionId": id}).Want(t, 404)
}
