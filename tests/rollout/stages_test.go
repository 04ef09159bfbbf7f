package rollout

import (
	"context"
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestStages_a_policy_goes_through_shadow_and_canary_into_force_and_back(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	before := i.policy(t)
	if before.Text("policy.source") != "embedded" || before.Text("policy.stage") != "active" || before.Value("policy.candidate") != nil {
		t.Errorf("to begin with: %s", before.Body)
	}
	a.write(nightPath, noFOO)

	shadow := i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow"}).Want(t, 200)
	if shadow.Text("policy.candidate.stage") != "shadow" || shadow.Text("policy.candidate.revision") != "7" || shadow.Value("policy.candidate.inForce") != true {
		t.Errorf("published as a shadow: %s", shadow.Body)
	}
	i.read(t, "FOO").Want(t, 200)
	i.read(t, "OTHER").Want(t, 200)
	compared := i.policy(t)
	if compared.Number("policy.candidate.differences.newlyRefused") != 1 || compared.Number("policy.candidate.differences.newlyPermitted") != 0 {
		t.Errorf("the shadow is not compared: %s", compared.Body)
	}
	if got := metric(t, i.Server, `warder_policy_differences{kind="newly_refused",stage="shadow"}`); got != "1" {
		t.Errorf("the metric says %q", got)
	}

	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "canary", "percent": 100}).Want(t, 200)
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	i.read(t, "OTHER").Want(t, 200)

	active := i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 200)
	if active.Text("policy.revision") != "7" || active.Value("policy.published") != true || active.Value("policy.candidate") != nil || active.Text("policy.digest") == before.Text("policy.digest") {
		t.Errorf("promoted: %s", active.Body)
	}
	i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")

	back := i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	if back.Text("policy.digest") != before.Text("policy.digest") || back.Text("policy.reason") != "rolled back" {
		t.Errorf("rolled back: %s", back.Body)
	}
	i.read(t, "FOO").Want(t, 200)
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 400)
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 400)
}

// openNEW lets everybody in the project create NEW.
const openNEW = `package authz.rules.secrets

grant contains "open" if _open

_allowed if _open

_permitted if _open

_open if {
	_applies
	input.action.name == "create"
	input.resource.properties.secretName == "NEW"
}
`

func TestStages_a_canary_only_restricts_unless_it_is_told_otherwise(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	create := func(client testserver.Client) testserver.Answer {
		return client.Post(t, "/api/v3/secrets/raw/NEW", testserver.Object{"workspaceId": i.project.ID, "environment": "dev", "secretValue": "x"})
	}
	create(i.reader).WantRefusal(t, 403, "permission_missing")
	a.write("authz/rules/secrets/open.rego", openNEW)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100}).Want(t, 200)
	create(i.reader).WantRefusal(t, 403, "permission_missing")
	if permitted := i.policy(t).Number("policy.candidate.differences.newlyPermitted"); permitted != 1 {
		t.Errorf("%d newly permitted", permitted)
	}
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "canary", "percent": 100, "widen": true}).Want(t, 200)
	create(i.reader).Want(t, 200)
	// What the binary owns holds whatever the candidate says.
	create(i.Anonymous()).WantRefusal(t, 401, "token_missing")
}

func TestStages_a_canary_takes_a_share_of_the_subjects_and_always_the_same(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 50, "tolerance": 0}).Want(t, 200)
	refused := 0
	for range 16 {
		member := i.AsMember(t, i.project, "viewer")
		first := member.Get(t, i.project.SecretPath("FOO")).Status
		for range 3 {
			if again := member.Get(t, i.project.SecretPath("FOO")).Status; again != first {
				t.Errorf("the same subject is answered %d and %d", first, again)
			}
		}
		if first == 403 {
			refused++
		}
	}
	if refused == 0 || refused == 16 {
		t.Errorf("half of the subjects are %d of 16", refused)
	}
}

func TestStages_a_canary_that_refuses_too_much_is_rolled_back_by_the_server(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100, "tolerance": 5}).Want(t, 200)
	for range 3 { // each is asked twice: for the value, then for its description
		i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	}
	i.withdrawn(t)
	policy := i.policy(t)
	if policy.Value("policy.candidate") != nil || !strings.Contains(policy.Text("policy.reason"), "rolled back by the server: 6 refusals") {
		t.Errorf("after it: %s", policy.Body)
	}
	if !strings.Contains(i.Log.String(), "a candidate was rolled back") || metric(t, i.Server, "warder_policy_rollbacks_total") != "1" {
		t.Error("neither log nor metrics say it")
	}
}

func TestStages_records_say_which_policy_decided_in_which_stage(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	digest := i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100}).Want(t, 200).Text("policy.candidate.digest")
	id := i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night").Text("details.decisionId")
	store := i.Store(t)
	testserver.Eventually(t, "the decision is recorded", func() bool {
		row := testserver.Recorded(t, store, id)
		if row == nil {
			return false
		}
		record := row.Record
		if !strings.Contains(record, digest) || !strings.Contains(record, `"stage":"canary"`) || !strings.Contains(record, `"revision":"7"`) {
			t.Fatalf("recorded as %s", record)
		}
		return true
	})
}

func TestStages_are_for_those_who_are_entitled(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	packed := a.bundle(7)
	for name, client := range map[string]testserver.Client{
		"the_administrator_of_an_organization": i.administrator(t), "a_member_of_it": i.NewPerson(t, "member").Client, "a_reader_of_secrets": i.reader,
	} {
		other := *i
		other.publisher = client
		other.publish(t, packed, testserver.Object{"stage": "active"}).WantRefusal(t, 403, "permission_missing")
		client.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).WantRefusal(t, 403, "permission_missing")
		client.Post(t, "/api/v1/authz/rollback", nil).WantRefusal(t, 403, "permission_missing")
		t.Log(name)
	}
	i.Anonymous().Post(t, "/api/v1/authz/rollback", nil).WantRefusal(t, 401, "token_missing")
	i.Anonymous().Get(t, "/api/v1/authz/policy").WantRefusal(t, 401, "token_missing")
	i.reader.Get(t, "/api/v1/authz/policy").WantRefusal(t, 403, "permission_missing")
	i.AsAdmin().Get(t, "/api/v1/authz/policy").Want(t, 200)
	// Who publishes is data of the policy: a pipeline needs no administrator.
	pipeline := i.NewMachine(t, "no-access", nil)
	a.write("authz/publishers/data.json", `{"identities": ["`+pipeline.IdentityID+`"], "users": []}`)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 200)
	i.As(i.Token(t, pipeline)).Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
}

// administrator is one of an organization alone: the identity that bootstraps a
// server administers the instance too.
func (i *installation) administrator(t *testing.T) testserver.Client {
	t.Helper()
	return i.As(i.Token(t, i.NewMachine(t, "admin", nil)))
}

// beside is a second server on the database of the first.
func (i *installation) beside(t *testing.T) *service.Service {
	t.Helper()
	second, err := service.New(t.Context(), i.Config)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() { ended <- second.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return second
}

// On one database, whatever is done at one server holds at the other within a
// second.
func TestStages_replicas_agree(t *testing.T) {
	a := newAuthor(t)
	address := database.Postgres(t)
	i := install(t, address, a.trusted)
	second := i.beside(t)
	there := i.reader.At(second.URL())
	there.Get(t, i.project.SecretPath("FOO")).Want(t, 200)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow"}).Want(t, 200)
	agrees := func(what string, status int, limit time.Duration) {
		t.Helper()
		begin := time.Now()
		testserver.Eventually(t, what, func() bool { return there.Get(t, i.project.SecretPath("FOO")).Status == status })
		if took := time.Since(begin); took > limit {
			t.Errorf("%s after %v", what, took)
		}
		if got := i.read(t, "FOO").Status; got != status {
			t.Errorf("%s, and the first server answers %d", what, got)
		}
	}
	publisher := i.publisher.At(second.URL())
	testserver.Eventually(t, "the other server has the candidate", func() bool {
		return publisher.Get(t, "/api/v1/authz/policy").Want(t, 200).Value("policy.candidate.inForce") == true
	})
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 200)
	agrees("the other server refuses", 403, time.Second)
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	agrees("the other server permits", 200, time.Second)
}

// The server's own policy is garbage at its start, and a published one decides. The
// server says so, and takes no step back to where nothing would decide.
func TestStages_a_published_policy_decides_beside_a_folder_that_is_broken(t *testing.T) {
	url, a := database.SQLite(t), newAuthor(t)
	i := install(t, url, a.trusted)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 200)
	broken := newAuthor(t)
	broken.write(nightPath, "garbage {")
	second := i.replica(t, func(config *service.Config) { config.Policy = broken.dir })
	second.read(t, "OTHER").Want(t, 200)
	if ready := second.Ready(t).Want(t, 200); !strings.Contains(ready.Body, "the published policy is in force; the server's own is invalid") {
		t.Errorf("readiness: %s", ready.Body)
	}
	if log := i.Log.String(); !strings.Contains(log, "the published policy is in force") || strings.Contains(log, "every request is refused") {
		t.Error("the log does not say what decides")
	}
	back := second.publisher.At(second.URL).Post(t, "/api/v1/authz/rollback", nil).Want(t, 400)
	if !strings.Contains(back.Body, "every request would be refused") {
		t.Errorf("rolled back into nothing: %s", back.Body)
	}
	second.read(t, "OTHER").Want(t, 200)
}
