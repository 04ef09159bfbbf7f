package truth

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"

	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// overHTTP are changes of lines that a server is started with.
var overHTTP = []struct{ path, change string }{
	{"authz/checks/checks.rego", "drop not _forbidden"},
	{"authz/rules/membership/membership.rego", "negate not input.facts.membership.project"},
	{"authz/rules/network/network.rego", "drop not address_allowed (2)"},
	{"authz/rules/secrets/secrets.rego", "drop not _allowed"},
}

// A server that has a mutated policy as its folder records, and answers, what plain
// OPA says about the mutated policy: also what the shipped one would not say.
func TestMutants_a_server_obeys_the_folder_as_it_is(t *testing.T) {
	tree, err := proof.Open(shippedPolicy)
	if err != nil {
		t.Fatal(err)
	}
	all, findings := tree.Mutants()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	before := newOPA(t, shippedPolicy)
	shippedQuery, problems := before.with(t.Context(), nil)
	if problems != nil {
		t.Fatal(problems)
	}
	for _, wanted := range overHTTP {
		t.Run(wanted.path, func(t *testing.T) {
			dir := mutatedFolder(t, all, wanted.path, wanted.change)
			s, answers := played(t, dir)
			query, problems := newOPA(t, dir).with(t.Context(), nil)
			if problems != nil {
				t.Fatal(problems)
			}
			if !hold(t, s, query, shippedQuery, answers) {
				t.Error("the change changes nothing that was asked")
			}
		})
	}
}

func mutatedFolder(t *testing.T, all []proof.Mutant, path, change string) string {
	t.Helper()
	dir := t.TempDir()
	shippedIn(t, dir)
	for i := range all {
		if all[i].Path != path || all[i].Change != change {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(path))
		source, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, []byte(all[i].Apply(string(source))), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return dir
	}
	t.Fatalf("no mutant of %s is called %q", path, change)
	return ""
}

// played is a server that was set up by the policy that ships, started again with
// the folder, and asked; its answers by the ids of their decisions.
func played(t *testing.T, dir string) (*testserver.Server, map[string]testserver.Answer) {
	t.Helper()
	s := testserver.Start(t, database.SQLite(t), testserver.BehindProxy)
	p := s.AsAdmin().NewProject(t)
	stock(t, s.AsAdmin(), p)
	weak := s.NewMachine(t, "no-access", nil)
	s.AsAdmin().AddMember(t, p, weak.IdentityID, "no-access")
	callers := members(t, s, p)
	s.Stop(t)
	again := testserver.Launch(t, s.Config.DatabaseURL.Reveal(), func(c *service.Config) {
		*c = s.Config
		c.Policy, c.PolicyUnproved = dir, true
	})
	again.Admin = s.Admin
	answers := map[string]testserver.Answer{}
	for _, one := range questions(again, p, weak)[:aboutSecrets] {
		for _, caller := range callers {
			if one.method != http.MethodGet && caller.Token() == s.Admin.Token {
				continue // who may do all of it would use up what others ask about
			}
			answer := caller.At(again.URL).Do(t, one.method, one.path, one.body)
			answers[answer.Header.Get("X-Decision-Id")] = answer
		}
	}
	again.Stop(t)
	return again, answers
}

// hold compares what a server recorded and answered with plain OPA, and says whether
// the policy that ships would have decided anything otherwise.
func hold(t *testing.T, s *testserver.Server, query, shipped *rego.PreparedEvalQuery, answers map[string]testserver.Answer) (changed bool) {
	t.Helper()
	all := records(t, s)
	for _, record := range all {
		if record.Decision.Policy.Digest == all[0].Decision.Policy.Digest {
			continue // from before the server had the folder
		}
		q := newQuestion(t, record.List())
		for i, input := range q.inputs {
			decision := &record.Decision.Decision
			if len(record.Members) > 0 {
				decision = &record.Decision.Members[i]
			}
			plain := plainly(t.Context(), query, input)
			if want, got := recordable(plain), served(decision); !agree(want, got) {
				t.Errorf("%s\nplain OPA: %s\nserver:    %s", record.ID, want, got)
			}
			changed = changed || plain != plainly(t.Context(), shipped, input)
		}
		if answer, known := answers[record.ID]; known && !record.Decision.Permitted && answer.Status < 400 {
			t.Errorf("%s: %d although it was refused: %s", answer.Request, answer.Status, answer.Body)
		}
	}
	return changed
}

// recordable is a decision without what the log leaves out.
func recordable(answer said) said {
	var read document
	if json.Unmarshal([]byte(answer), &read) != nil {
		return answer
	}
	read.Visible = nil
	return written(read)
}
