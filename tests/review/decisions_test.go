package review

import (
	"encoding/json"
	"io/fs"
	"maps"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/policies"
	"warder/tests/database"
	"warder/tests/testserver"
)

type (
	object = testserver.Object
	list   = testserver.List
)

// house is an organization with a project, a machine that may read dev alone,
// and somebody of another organization's.
type house struct {
	*testserver.Server
	project testserver.Project
	machine testserver.Machine
	reader  testserver.Client // the machine
	auditor testserver.Client // holds a custom role with decisions:read
}

func newHouse(t *testing.T, url string) *house {
	h := &house{Server: testserver.Start(t, url)}
	admin := h.AsAdmin()
	h.project = admin.NewProject(t)
	admin.SetSecret(t, h.project, "FOO", "very-secret-value")
	h.machine = h.NewMachine(t, "no-access", nil)
	admin.AddMember(t, h.project, h.machine.IdentityID, "no-access")
	h.privilege(t, h.machine.IdentityID, object{"action": list{"readValue", "describeSecret"}, "subject": "secrets", "conditions": object{"environment": "dev"}})
	h.reader = h.As(h.Token(t, h.machine))
	h.auditor = h.withRole(t, "auditor", object{"action": "read", "subject": "decisions"})
	return h
}

// privilege gives an identity an additional privilege in the project.
func (h *house) privilege(t *testing.T, identityID string, rules ...any) {
	t.Helper()
	h.AsAdmin().Post(t, "/api/v2/identity-project-additional-privilege",
		object{"identityId": identityID, "projectId": h.project.ID, "type": object{"isTemporary": false}, "permissions": rules}).Want(t, 200)
}

// withRole is a machine with an organization role of these rules.
func (h *house) withRole(t *testing.T, slug string, rules ...any) testserver.Client {
	t.Helper()
	h.AsAdmin().Post(t, "/api/v1/organization/roles", object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
	return h.As(h.Token(t, h.NewMachine(t, slug, nil)))
}

const decisions = "/api/v1/authz/decisions"

// decided waits for the record of an answer and returns its id.
func (h *house) decided(t *testing.T, answer testserver.Answer) string {
	t.Helper()
	id := answer.Header.Get("X-Decision-Id")
	db := h.Store(t)
	testserver.Eventually(t, "the decision is recorded", func() bool {
		n, err := store.Count[models.DecisionRecord](db.Statement(t.Context()), store.Installation, "id = ?", id)
		return err == nil && n == 1
	})
	return id
}

func (h *house) prod(name string) string {
	return "/api/v3/secrets/raw/" + name + "?environment=prod&workspaceId=" + h.project.ID
}

func TestDecisions(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		for _, c := range []struct {
			name string
			test func(*testing.T, *house)
		}{
			{"an_auditor_sees_the_rules_the_values_and_what_came_near", explained},
			{"a_subject_sees_of_its_own_decision_what_it_was_answered", ownDecision},
			{"anothers_decision_and_none_look_alike", strangers},
			{"a_failed_login_is_for_auditors_alone", failedLogin},
			{"the_log_is_filtered", filtered},
			{"wrong_filters_are_named", wrongFilters},
			{"another_organization_has_another_log", otherOrganization},
			{"reason_codes_are_described", reasonCodes},
			{"a_decision_is_explained_by_each_policy", underPolicies},
			{"a_decision_is_written_as_a_test", decisionAsTest},
			{"a_mismatch_shows_what_is_bound_and_what_was_presented", boundValues},
			{"a_replay_lists_the_flips", replayed},
			{"a_replay_of_what_is_no_policy_is_refused", replayedBroken},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, h) })
		}
	})
}

func explained(t *testing.T, h *house) {
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	answer := h.auditor.Get(t, decisions+"/"+id).Want(t, 200)
	if answer.Text("decision.reasons.0.code") != "permission_missing" || answer.Text("decision.reasons.0.remediation") == "" ||
		answer.Text("decision.subject.id") != h.machine.IdentityID || answer.Value("decision.policyChanged") != false {
		t.Error(answer.Body)
	}
	for _, want := range []string{
		`"file":"authz/rules/secrets/secrets.rego"`, `"line":`, `"code":"permission_missing"`,
		`{"ref":"input.resource.type","value":"secrets"}`,
		`"field":"environment","wants":{"$eq":"dev"},"request":"prod"`, `"grant":"privilege:`,
	} {
		if !strings.Contains(answer.Body, want) {
			t.Errorf("%s\nlacks %s", answer.Body, want)
		}
	}
	permitted := h.auditor.Get(t, decisions+"/"+h.decided(t, h.reader.Get(t, h.project.SecretPath("FOO")).Want(t, 200))).Want(t, 200)
	if permitted.Value("decision.permitted") != true || !strings.Contains(permitted.Text("decision.grants.0"), "privilege:") {
		t.Error(permitted.Body)
	}
	for _, shown := range []testserver.Answer{answer, permitted} {
		if strings.Contains(shown.Body, "very-secret-value") {
			t.Error("the explanation holds the secret")
		}
	}
}

func ownDecision(t *testing.T, h *house) {
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	answer := h.reader.Get(t, decisions+"/"+id).Want(t, 200)
	if answer.Text("decision.reasons.0.code") != "permission_missing" || answer.Value("decision.explanation") != nil || answer.Value("decision.grants") != nil {
		t.Error(answer.Body)
	}
	h.reader.Get(t, decisions).WantRefusal(t, 403, "permission_missing")
}

func strangers(t *testing.T, h *house) {
	id := h.decided(t, h.AsAdmin().Get(t, h.project.SecretPath("FOO")).Want(t, 200))
	for _, other := range []string{id, store.NewID(), "x"} {
		h.reader.Get(t, decisions+"/"+other).WantRefusal(t, 403, "permission_missing")
	}
	h.auditor.Get(t, decisions+"/"+store.NewID()).WantRefusal(t, 404, "resource_not_found")
}

func failedLogin(t *testing.T, h *house) {
	wrong := h.machine
	wrong.ClientSecret = strings.Repeat("0", 64)
	id := h.decided(t, h.Anonymous().Login(t, wrong).WantRefusal(t, 401, "credentials_invalid"))
	answer := h.auditor.Get(t, decisions+"/"+id).Want(t, 200)
	if answer.Text("decision.subject.type") != "anonymous" || strings.Contains(answer.Body, wrong.ClientSecret) {
		t.Error(answer.Body)
	}
	h.reader.Get(t, decisions+"/"+id).WantRefusal(t, 403, "permission_missing")
}

func filtered(t *testing.T, h *house) {
	h.decided(t, h.reader.Get(t, h.prod("BAR")).WantRefusal(t, 403, "permission_missing"))
	about := decisions + "?subjectId=" + h.machine.IdentityID
	all := h.auditor.Get(t, about+"&limit=1000").Want(t, 200)
	if all.Number("totalCount") < 2 {
		t.Fatal(all.Body)
	}
	for filter, same := range map[string]bool{
		"": true, "&permitted=false&code=permission_missing&action=readValue&resource=secrets&projectId=" + h.project.ID: false,
		"&from=2026-11-30T00:00:00Z": true, "&to=2026-11-30T00:00:00Z": false, "&code=permission_m": false, "&code=permission-missing_": false,
	} {
		answer := h.auditor.Get(t, about+filter)
		if strings.Contains(filter, "-missing") {
			answer.Want(t, 422)
			continue
		}
		got := answer.Want(t, 200).Number("totalCount")
		if same != (got == all.Number("totalCount")) {
			t.Errorf("%q found %d of %d", filter, got, all.Number("totalCount"))
		}
	}
	refused := h.auditor.Get(t, about+"&permitted=false&code=permission_missing&limit=1").Want(t, 200)
	if refused.Text("decisions.0.reasons.0.code") != "permission_missing" || refused.Value("decisions.1") != nil || refused.Text("decisions.0.route") == "" {
		t.Error(refused.Body)
	}
	first, second := h.auditor.Get(t, about+"&limit=1").Text("decisions.0.id"), h.auditor.Get(t, about+"&limit=1&offset=1").Text("decisions.0.id")
	if first == second || second == "" {
		t.Error("pages overlap")
	}
}

func wrongFilters(t *testing.T, h *house) {
	for _, filter := range []string{"permitted=maybe", "code=%27", "from=yesterday", "to=1", "limit=0", "limit=1001", "offset=-1", "permited=false"} {
		answer := h.auditor.Get(t, decisions+"?"+filter).Want(t, 422)
		if name, _, _ := strings.Cut(filter, "="); !strings.Contains(answer.Body, `"`+name+`"`) {
			t.Errorf("%s: %s", filter, answer.Body)
		}
	}
	for _, other := range []string{"/summary?limit=1", "/stream?before=x"} { // names of another route
		h.auditor.Get(t, decisions+other).Want(t, 422)
	}
}

// A second organization does not see the log of the first.
func otherOrganization(t *testing.T, h *house) {
	id := h.decided(t, h.reader.Get(t, h.project.SecretPath("FOO")).Want(t, 200))
	_, other := h.SecondOrganization(t)
	other.Get(t, decisions+"/"+id).WantRefusal(t, 404, "resource_not_found")
	listed := other.Get(t, decisions+"?subjectId="+h.machine.IdentityID).Want(t, 200)
	if listed.Number("totalCount") != 0 {
		t.Error(listed.Body)
	}
}

func reasonCodes(t *testing.T, h *house) {
	answer := h.reader.Get(t, "/api/v1/authz/reasons").Want(t, 200)
	for _, want := range []string{`"code":"privilege_boundary","status":"403"`, `"code":"policy_timeout","status":"500"`, `"authz.rules.secrets"`} {
		if !strings.Contains(answer.Body, want) {
			t.Errorf("%s\nlacks %s", answer.Body, want)
		}
	}
}

// candidate is the shipped policy with changes, as it is sent to a server.
func candidate(t *testing.T, changes map[string]string) object {
	t.Helper()
	modules := map[string]string{}
	var roles, rates any
	err := fs.WalkDir(policies.FS, "authz", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(policies.FS, path)
		switch {
		case strings.HasSuffix(path, ".rego"):
			modules[path] = string(text)
		case path == "authz/roles/data.json" && err == nil:
			err = json.Unmarshal(text, &roles)
		case path == "authz/rules/rates/data.json" && err == nil:
			err = json.Unmarshal(text, &rates)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(modules, changes)
	data := object{"roles": roles, "rules": object{"rates": rates}}
	return object{"modules": modules, "data": object{"authz": data}, "revision": "next"}
}

var freeze = map[string]string{"authz/rules/freeze/freeze.rego": `package authz.rules.freeze

deny contains {"code": "change_freeze", "message": "frozen"} if {
	input.resource.type == "secrets"
	input.resource.properties.environment == "dev"
}
`}

func replayed(t *testing.T, h *house) {
	h.decided(t, h.reader.Get(t, h.project.SecretPath("FOO")).Want(t, 200))
	body := object{"candidate": candidate(t, freeze), "subjectId": h.machine.IdentityID}
	h.auditor.Post(t, "/api/v1/authz/replay", body).WantRefusal(t, 403, "permission_missing")
	answer := h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 200)
	if answer.Text("replay.flips.0.rules.0") != "authz.rules.freeze" || answer.Text("replay.flips.0.kind") != "denies" ||
		answer.Text("replay.candidate.revision") != "next" || answer.Value("replay.complete") != true ||
		answer.Number("replay.records") != answer.Number("replay.verified") {
		t.Error(answer.Body)
	}
	body["candidate"] = candidate(t, nil)
	same := h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 200)
	if same.Value("replay.flips.0") != nil || same.Value("replay.drifts.0") != nil || same.Number("replay.records") < 1 {
		t.Error(same.Body)
	}
	body["limit"] = 1
	if cut := h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 200); cut.Value("replay.complete") != false || cut.Number("replay.records") != 1 {
		t.Error(cut.Body)
	}
	replayedInParts(t, h, body)
	h.AsAdmin().Get(t, "/api/v1/organization/"+h.Admin.ID+"/permissions")
}

// replayedInParts walks the whole log one record at a time.
func replayedInParts(t *testing.T, h *house, body object) {
	t.Helper()
	records, total := 0, 0
	for after := 0.0; ; {
		body["after"] = after
		part := h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 200)
		records, total = records+part.Number("replay.records"), part.Number("total")
		next, more := part.Value("next").(float64)
		if !more {
			break
		}
		if part.Number("replay.records") != 1 || next <= after {
			t.Fatal(part.Body)
		}
		after = next
	}
	if records != total || total < 2 {
		t.Errorf("%d of %d records were replayed", records, total)
	}
	body["after"] = -1
	h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 422)
}

func replayedBroken(t *testing.T, h *house) {
	for name, changes := range map[string]map[string]string{
		"does not parse":      {"authz/rules/x/x.rego": "package authz.rules.x\n\ndeny contains {"},
		"shadows the server":  {"authz/rules/x/x.rego": "package authz.rules.guardrails\n\nok if true\n"},
		"calls the network":   {"authz/rules/x/x.rego": "package authz.rules.x\n\ndeny contains {\"code\": \"x\", \"message\": \"m\"} if http.send({\"url\": \"http://127.0.0.1\"}).status_code == 1\n"},
		"a path that climbs":  {"../x.rego": "package authz.x\n"},
		"a deny in no module": {"authz/rules/x/x.rego": ""},
	} {
		answer := h.AsAdmin().Post(t, "/api/v1/authz/replay", object{"candidate": candidate(t, changes)})
		if answer.Status != 422 || !strings.Contains(answer.Body, "x.rego") {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	for _, body := range []any{object{}, object{"candidate": object{}}, object{"candidate": object{"modules": object{}}}, object{"candidate": candidate(t, nil), "limit": 20001}} {
		h.AsAdmin().Post(t, "/api/v1/authz/replay", body).Want(t, 422)
	}
}
