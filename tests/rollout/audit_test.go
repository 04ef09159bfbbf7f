package rollout

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/handlers/replay"
	"warder/tests/database"
	"warder/tests/testserver"
)

// event is one of an organization's audit log.
type event struct{ kind, actor, stage, revision, reason string }

// events are the audit events about policies, oldest first.
func (i *installation) events(t *testing.T) []event {
	t.Helper()
	answer := i.AsAdmin().Get(t, "/api/v1/organization/audit-logs?limit=1000&startDate=2026-01-01T00:00:00Z").Want(t, 200)
	logs, _ := answer.Value("auditLogs").([]any)
	var found []event
	for n := range logs {
		at := fmt.Sprintf("auditLogs.%d.", n)
		if kind := answer.Text(at + "event.type"); strings.HasSuffix(kind, "-policy") {
			found = append(found, event{
				kind, answer.Text(at + "actor.type"), answer.Text(at + "event.metadata.stage"),
				answer.Text(at + "event.metadata.revision"), answer.Text(at + "event.metadata.reason"),
			})
		}
	}
	slices.Reverse(found)
	return found
}

// settled waits until every decision that was queued is in the log: they are
// written in the order they come.
func (i *installation) settled(t *testing.T) {
	t.Helper()
	last := i.read(t, "OTHER").Header.Get("X-Decision-Id")
	store := i.Store(t)
	testserver.Eventually(t, "the last decision is recorded", func() bool {
		count := 0
		return store.Statement(t.Context()).DB().Raw("SELECT count(*) FROM decision_records WHERE id = ?", last).Scan(&count).Error == nil && count == 1
	})
}

func TestAudit_every_change_of_which_policy_decides_is_an_event_of_whoever_made_it(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow"}).Want(t, 200)
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 200)
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 200)
	// What changes nothing is no event, whatever the policy says to it.
	i.publish(t, a.unsigned(8), testserver.Object{"stage": "active"}).Want(t, 400)
	i.publish(t, a.bundle(6), testserver.Object{"stage": "active"}).Want(t, 400)
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": "active"}).Want(t, 400)
	i.publisher.Post(t, "/api/v1/authz/rollback", nil).Want(t, 400)
	i.administrator(t).Post(t, "/api/v1/authz/rollback", nil).WantRefusal(t, 403, "permission_missing")
	i.settled(t)
	want := []event{{kind: "publish-policy", actor: "user"}, {kind: "promote-policy", actor: "user"}, {kind: "rollback-policy", actor: "user"}}
	if found := i.events(t); !slices.Equal(found, want) {
		t.Errorf("the log holds\n%v, want\n%v", found, want)
	}
}

func TestAudit_a_rollback_by_the_server_is_an_event_of_the_platform_and_no_decision(t *testing.T) {
	a := newAuthor(t)
	lines := filepath.Join(t.TempDir(), "decisions.jsonl")
	i := install(t, database.SQLite(t), a.trusted, func(c *service.Config) { c.DecisionLog = lines })
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100, "tolerance": 5}).Want(t, 200)
	for range 3 { // each is asked twice: for the value, then for its description
		i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
	}
	i.withdrawn(t)
	i.settled(t)
	want := []event{{kind: "publish-policy", actor: "user"}, {
		"rollback-policy", "platform", "canary", "7", "rolled back by the server: 6 refusals that the active policy permits, 0 decisions failed",
	}}
	if found := i.events(t); !slices.Equal(found, want) {
		t.Fatalf("the log holds\n%v, want\n%v", found, want)
	}
	// It can be asked for by kind and by who did it.
	logs := i.AsAdmin().Get(t, "/api/v1/organization/audit-logs?eventType=rollback-policy&actor=platform&startDate=2026-01-01T00:00:00Z").Want(t, 200)
	id := logs.Text("auditLogs.0.id")
	if id == "" || logs.Value("auditLogs.1") != nil {
		t.Fatalf("%s", logs.Body)
	}
	// Nothing that looks at decisions stumbles over it.
	i.AsAdmin().Get(t, "/api/v1/authz/decisions/"+id).Want(t, 404)
	i.AsAdmin().Get(t, "/api/v1/authz/unused-grants?days=3650").Want(t, 200)
	if listed := i.AsAdmin().Get(t, "/api/v1/authz/decisions?limit=100").Want(t, 200); !strings.Contains(listed.Body, id) {
		t.Error("the decision log does not list it")
	}
	file, err := os.Open(lines)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read from
	seen := false
	for raw, err := range replay.Lines(file) {
		if err != nil {
			t.Fatal(err)
		}
		seen = seen || strings.Contains(string(raw.Text), id)
	}
	if !seen {
		t.Error("the copy in JSON lines lacks it")
	}
}

// Two servers see the same candidate overrun: one of them rolls it back.
func TestAudit_of_two_servers_one_rolls_back(t *testing.T) {
	a := newAuthor(t)
	address := database.Postgres(t)
	i := install(t, address, a.trusted)
	second := i.beside(t)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100, "tolerance": 5}).Want(t, 200)
	there := i.reader.At(second.URL())
	publisher := i.publisher.At(second.URL())
	testserver.Eventually(t, "the other server has the candidate", func() bool {
		return publisher.Get(t, "/api/v1/authz/policy").Want(t, 200).Value("policy.candidate.inForce") == true
	})
	for range 3 { // each is asked twice: for the value, then for its description
		i.read(t, "FOO")
		there.Get(t, i.project.SecretPath("FOO"))
	}
	testserver.Eventually(t, "the canary is withdrawn on both", func() bool {
		return i.read(t, "FOO").Status == 200 && there.Get(t, i.project.SecretPath("FOO")).Status == 200
	})
	i.settled(t)
	if found := i.events(t); len(found) != 2 || found[1].kind != "rollback-policy" || found[1].actor != "platform" {
		t.Errorf("the log holds %v", found)
	}
}
