package lifecycle

import (
	"encoding/json"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// story is what its steps share.
type story struct {
	*author
	*testserver.Server
	project testserver.Project
	trainee testserver.Client
	refused string // the decision that it begins with
}

// A trainee may not create a secret. That is changed, and a secret is retired
// with it; the change is proved, previewed, shipped by stages, and taken back.
// Each step needs those before it, so the first that fails ends the story.
func TestStory_of_one_change(t *testing.T) {
	s := &story{author: newAuthor(t)}
	s.Server = s.serve(t)
	s.project = s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, s.project, "FOO", "BAR")
	s.AsAdmin().SetSecret(t, s.project, "OTHER", "VALUE")
	s.trainee = s.AsMember(t, s.project, "viewer")
	for _, step := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"a_request_is_refused", s.isRefused},
		{"the_refusal_is_explained", s.isExplained},
		{"the_policy_comes_out_of_the_binary", s.begin},
		{"the_rules_are_changed_and_tested", s.isChanged},
		{"an_assertion_is_refuted", s.isRefuted},
		{"the_rule_is_mended", s.isMended},
		{"a_replay_shows_exactly_the_flips", s.isReplayed},
		{"a_bundle_is_built_and_signed", s.isPacked},
		{"a_shadow_is_counted_and_not_obeyed", s.isShadow},
		{"a_canary_only_restricts", s.isCanary},
		{"the_active_policy_is_obeyed", s.isActive},
		{"a_rollback_brings_the_first_answer_back", s.isRolledBack},
	} {
		if !t.Run(step.name, step.run) {
			t.Fatal("the story ends here")
		}
	}
}

func (s *story) create(t *testing.T, name string) testserver.Answer {
	t.Helper()
	return s.trainee.Post(t, "/api/v3/secrets/raw/"+name, testserver.Object{
		"workspaceId": s.project.ID, "environment": "dev", "secretPath": "/", "secretValue": "hidden-value",
	})
}

func (s *story) read(t *testing.T, name string) testserver.Answer {
	t.Helper()
	return s.trainee.Get(t, s.project.SecretPath(name))
}

// decision waits for the record of an answer.
func (s *story) decision(t *testing.T, id string) (found testserver.Answer) {
	t.Helper()
	testserver.Eventually(t, "the decision "+id+" is recorded", func() bool {
		found = s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+id)
		return found.Status == 200
	})
	return found
}

// recorded fails unless the record names the stage and the revision that decided.
func (s *story) recorded(t *testing.T, answer testserver.Answer, stage, revision string) {
	t.Helper()
	id := answer.Header.Get("X-Decision-Id")
	if got := s.decision(t, id).Text("decision.policy.revision"); got != revision {
		t.Errorf("revision %q decided, want %q", got, revision)
	}
	record := testserver.Recorded(t, s.Store(t), id).Record
	if !strings.Contains(record, `"stage":"`+stage+`"`) {
		t.Errorf("the record does not say that the stage was %s: %s", stage, record)
	}
}

func (s *story) isRefused(t *testing.T) {
	s.read(t, "FOO").Want(t, 200)
	s.read(t, "OTHER").Want(t, 200)
	s.refused = s.create(t, "NEW").WantRefusal(t, 403, "permission_missing").Text("details.decisionId")
}

func (s *story) isExplained(t *testing.T) {
	over := s.decision(t, s.refused).Body
	for _, part := range []string{`"permission_missing"`, `"authz/rules/secrets/secrets.rego"`, `"line":`} {
		if !strings.Contains(over, part) {
			t.Errorf("over HTTP it does not say %s: %s", part, over)
		}
	}
	out := s.run(t, 0, "policy explain "+s.refused+" --server "+s.URL, "permission_missing: ", "(authz.rules.secrets)",
		"authz/rules/secrets/secrets.rego:", "what to do: ", "near: role:viewer")
	if strings.Contains(over+out, "hidden-value") {
		t.Error("the explanation holds a secret")
	}
}

func (s *story) isChanged(t *testing.T) {
	s.write(t, retiredPath, retired)
	s.write(t, retiredTestPath, retiredTest)
	s.write(t, traineesPath, careless)
	s.write(t, traineesTestPath, traineesTest)
	s.run(t, 0, "policy fmt --check policy")
	s.run(t, 0, "policy check policy")
	s.run(t, 0, "policy test policy --run retired|trainees", "4 tests passed, 0 failed")
}

const (
	assertion      = "policy verify policy --only no_access_reads_nothing --limit 3000 --samples 500 --quiet"
	counterexample = "policy/authz/assert/no_access_reads_nothing/no_access_reads_nothing_counterexample_test.rego"
)

func (s *story) isRefuted(t *testing.T) {
	s.run(t, 1, assertion, "REFUTED  no_access_reads_nothing: ", "create on secrets", "at dev:/", counterexample+" fails until it is mended")
	s.run(t, 1, "policy test policy --run counterexample", "no_access_reads_nothing_counterexample_test.rego:", "1 failed")
}

func (s *story) isMended(t *testing.T) {
	s.write(t, traineesPath, mended)
	s.run(t, 0, "policy fmt --check policy")
	s.run(t, 0, "policy check policy")
	s.run(t, 0, assertion, "holds    no_access_reads_nothing: ")
	s.run(t, 0, "policy test policy", " tests passed, 0 failed")
}

func (s *story) isReplayed(t *testing.T) {
	line := "policy replay --candidate policy --since 3650d --quiet --page 3 --server " + s.URL
	out := s.run(t, 1, line+" --format json")
	var report struct {
		Records, Unchanged, Verified int
		Flips                        []struct{ Kind, DecisionID, Action string }
	}
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	flips := map[string]string{}
	for _, flip := range report.Flips {
		flips[flip.Kind] = flip.Action
		if flip.Kind == "permits" && flip.DecisionID != s.refused {
			t.Errorf("permitted is the decision %s, not %s", flip.DecisionID, s.refused)
		}
	}
	// Denied are the read, and showing the value to the administrator who wrote it.
	if len(report.Flips) != 3 || flips["permits"] != "create" || flips["denies"] != "readValue" ||
		report.Unchanged != report.Records-3 || report.Verified != report.Records {
		t.Errorf("the flips are not the three that were meant: %s", out)
	}
	s.run(t, 0, line+" --allow permits,denies", "3 flips")
}

func (s *story) isPacked(t *testing.T) {
	s.run(t, 0, "bundle build policy --revision 7 -o bundle.tar.gz")
	unsigned := testserver.Object{"stage": "active", "bundle": s.encoded(t, "bundle.tar.gz")}
	refusal := s.As(s.token).Post(t, "/api/v1/authz/bundles", unsigned).Want(t, 400)
	if refusal.Text("details.cause") != "unsigned" {
		t.Errorf("what nobody signed is refused otherwise: %s", refusal.Body)
	}
	s.run(t, 0, "bundle sign bundle.tar.gz --key team.key --key-id team --scope production")
	s.run(t, 0, "bundle verify bundle.tar.gz --verification-key team=team.pub --scope production", "signed by team for production: revision 7")
}

func (s *story) isShadow(t *testing.T) {
	s.run(t, 0, "policy publish bundle.tar.gz --stage shadow --server "+s.URL, "shadow     revision 7")
	s.create(t, "NEW").WantRefusal(t, 403, "permission_missing")
	s.read(t, "FOO").Want(t, 200)
	s.recorded(t, s.read(t, "OTHER").Want(t, 200), "active", "1")
	s.run(t, 0, "policy status --server "+s.URL, "shadow     revision 7", "1 newly refused, 1 newly permitted", "0 failed")
}

func (s *story) isCanary(t *testing.T) {
	s.run(t, 0, "policy promote --stage canary --percent 100 --server "+s.URL, "canary     revision 7", "100% of the subjects")
	s.create(t, "NEW").WantRefusal(t, 403, "permission_missing") // it gives nothing yet
	s.recorded(t, s.read(t, "FOO").WantRefusal(t, 403, "secret_retired"), "canary", "7")
	s.read(t, "OTHER").Want(t, 200)
}

func (s *story) isActive(t *testing.T) {
	s.run(t, 0, "policy promote --stage active --server "+s.URL, "active     revision 7", "published")
	s.recorded(t, s.create(t, "NEW").Want(t, 200), "active", "7")
	s.recorded(t, s.read(t, "FOO").WantRefusal(t, 403, "secret_retired"), "active", "7")
	s.read(t, "OTHER").Want(t, 200)
}

func (s *story) isRolledBack(t *testing.T) {
	s.run(t, 0, "policy rollback --server "+s.URL, "active     revision 1", "embedded", "rolled back")
	s.recorded(t, s.create(t, "NEWER").WantRefusal(t, 403, "permission_missing"), "active", "1")
	s.recorded(t, s.read(t, "FOO").Want(t, 200), "active", "1")
}
