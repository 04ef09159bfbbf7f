// Package authzen holds Warder to the OpenID AuthZEN Authorization API 1.0, by
// its certification scenario.
package authzen

import (
	"os"
	"path/filepath"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/policies"
	"warder/tests/plans"
	"warder/tests/testserver"
)

func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }

type (
	object = testserver.Object
	list   = testserver.List
)

// fixture is a server with the scenario's rules, and with alice and bob.
func fixture(t *testing.T, url string) *testserver.Server {
	t.Helper()
	policy := filepath.Join(t.TempDir(), "policy")
	if err := os.CopyFS(policy, policies.FS); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, policy)
	for from, to := range map[string]string{"record.rego": "authz/rules/record/record.rego", "resources.json": "authz/resources/data.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", from))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(policy, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := testserver.Start(t, url, func(config *service.Config) { config.Policy = policy })
	for _, name := range []string{"alice", "bob"} {
		addUser(t, s, name)
	}
	return s
}

// addUser puts somebody into the database whose id is a name, as the scenario
// has it.
func addUser(t *testing.T, s *testserver.Server, name string) {
	t.Helper()
	now := store.At(s.Clock.Now())
	err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
		user := &models.User{ID: name, Email: name + "@example.com", IsAccepted: true, CreatedAt: now, UpdatedAt: now}
		if err := store.Create(tx, store.Installation, user); err != nil {
			return err
		}
		return store.Create(tx, store.Scope{OrgID: s.Admin.ID}, &models.OrgMembership{
			ID: store.NewID(), OrgID: s.Admin.ID, SubjectType: models.SubjectUser, SubjectID: name, Role: "no-access",
			Status: models.StatusAccepted, IsActive: true, CreatedAt: now, UpdatedAt: now,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

const (
	evaluation  = "/access/v1/evaluation"
	evaluations = "/access/v1/evaluations"
)

func user(id string, properties object) object { return entity("user", id, properties) }

func record(id string, properties object) object { return entity("record", id, properties) }

func entity(kind, id string, properties object) object {
	e := object{"type": kind, "id": id}
	if properties != nil {
		e["properties"] = properties
	}
	return e
}

func action(name string, properties object) object {
	a := object{"name": name}
	if properties != nil {
		a["properties"] = properties
	}
	return a
}

func ask(subject, action, resource object) object {
	return object{"subject": subject, "action": action, "resource": resource}
}
