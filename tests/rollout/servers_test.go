package rollout

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
	"warder/tests/testserver"
)

// often has servers report so often that a test need not wait.
func often(config *service.Config) { config.ReportInterval = 20 * time.Millisecond }

// Both servers of a database are told of by each, with what each of them counted, and
// the sums over time are of both.
func TestServers_are_told_of_by_each_other(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.Postgres(t), a.trusted, often, func(c *service.Config) { c.ServerName = "first" })
	i.Config.ServerName = "second"
	second := i.beside(t)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow"}).Want(t, 200)
	there := i.publisher.At(second.URL())
	testserver.Eventually(t, "both servers have the candidate", func() bool {
		servers := list(there.Get(t, policyPath).Want(t, 200), "policy.servers")
		return len(servers) == 2 && servers[0].(testserver.Object)["inForce"] == true && servers[1].(testserver.Object)["inForce"] == true
	})
	for range 3 {
		i.read(t, "FOO").Want(t, 200)
	}
	i.reader.At(second.URL()).Get(t, i.project.SecretPath("FOO")).Want(t, 200)
	each := 0.0 // how many decisions a read is
	testserver.Eventually(t, "each server tells what both counted", func() bool {
		for _, client := range []testserver.Client{i.publisher, there} {
			got := map[string]float64{}
			for _, server := range list(client.Get(t, policyPath).Want(t, 200), "policy.servers") {
				row := server.(testserver.Object)
				got[fmt.Sprint(row["name"])] = row["differences"].(testserver.Object)["newlyRefused"].(float64)
			}
			if each = got["second"]; each == 0 || got["first"] != 3*each {
				return false
			}
		}
		return true
	})
	testserver.Eventually(t, "the sums are of both", func() bool {
		answer := there.Get(t, policyPath+"/differences?bucket=3600").Want(t, 200)
		refused := 0.0
		for _, bucket := range list(answer, "buckets") {
			refused += bucket.(testserver.Object)["newlyRefused"].(float64)
		}
		return refused == 4*each && answer.Value("current") == true && answer.Value("complete") == true && answer.Text("trial") != ""
	})
	first := i.publisher.Get(t, policyPath).Want(t, 200)
	if first.Text("policy.servers.0.name") != "first" || there.Get(t, policyPath).Want(t, 200).Text("policy.servers.0.name") != "second" {
		t.Error("the server that answers is not the first")
	}
}

const policyPath = "/api/v1/authz/policy"

// Neither server alone has seen more than is tolerated; both together have.
func TestServers_hold_a_canary_to_its_tolerance_together(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.Postgres(t), a.trusted, often)
	second := i.beside(t)
	a.write(nightPath, noFOO)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "canary", "percent": 100, "tolerance": 7}).Want(t, 200)
	there := i.reader.At(second.URL())
	testserver.Eventually(t, "the other server refuses", func() bool { return there.Get(t, i.project.SecretPath("FOO")).Status == 403 })
	for range 2 {
		i.read(t, "FOO")
		there.Get(t, i.project.SecretPath("FOO"))
	}
	testserver.Eventually(t, "the candidate is withdrawn", func() bool {
		return i.policy(t).Value("policy.candidate") == nil
	})
	last := i.policy(t)
	if outcome := last.Text("policy.history.0.outcome"); !strings.Contains(outcome, "rolled back by the server") || last.Text("policy.history.0.who.type") != "platform" {
		t.Errorf("history: %s", last.Body)
	}
	testserver.Eventually(t, "the first server follows", func() bool { return i.read(t, "FOO").Status == 200 })
}

// A server that was killed is told of as silent; one that stops is not told of any more.
func TestServers_that_are_silent_are_said_to_be(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		i := install(t, address)
		since := i.Clock.Now().Add(-time.Hour)
		modelstest.Write(t, i.Store(t), func(tx *store.Tx) error {
			return models.ReportServer(tx, &models.Server{ID: "killed", Name: "killed", StartedAt: store.At(since), SeenAt: store.At(since)})
		})
		answer := i.policy(t)
		if len(list(answer, "policy.servers")) != 2 || answer.Value("policy.servers.1.silent") != true || answer.Value("policy.servers.0.silent") != false {
			t.Errorf("servers: %s", answer.Body)
		}
		operations := i.publisher.Get(t, "/api/v1/admin/operations").Want(t, 200)
		if !strings.Contains(operations.Body, `"name":"killed"`) || !strings.Contains(operations.Body, `"silent":true`) {
			t.Errorf("operations: %s", operations.Body)
		}
	})
}

func TestServers_take_leave_when_they_stop(t *testing.T) {
	url := database.SQLite(t)
	i := install(t, url)
	db := i.Store(t)
	testserver.Eventually(t, "the server reports", func() bool {
		count, err := store.Count[models.Server](db.Statement(t.Context()), store.Installation, "")
		return err == nil && count == 1
	})
	i.Stop(t)
	if count, err := store.Count[models.Server](db.Statement(t.Context()), store.Installation, ""); err != nil || count != 0 {
		t.Errorf("%d servers are left, %v", count, err)
	}
}

// What operators read names nothing that would help to break in.
func TestServers_operations_are_for_administrators_of_the_installation(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		i := install(t, address, often)
		const path = "/api/v1/admin/operations"
		var answer testserver.Answer
		testserver.Eventually(t, "the server reports", func() bool {
			answer = i.publisher.Get(t, path).Want(t, 200)
			return len(list(answer, "servers")) == 1
		})
		for _, part := range []string{`"pools":[{"name":"`, `"capacity":4096`, `"databaseMillis":`, `"clockSkewMillis":`, `"staleSeconds":0`, `"runs":[`, `"version":"`} {
			if !strings.Contains(answer.Body, part) {
				t.Errorf("%s lacks %s", answer.Body, part)
			}
		}
		for _, part := range []string{"postgres:", "sqlite:", i.Config.DataDir, "password", "WARDER_"} {
			if part != "" && strings.Contains(answer.Body, part) {
				t.Errorf("%s tells %q", answer.Body, part)
			}
		}
		i.administrator(t).Get(t, path).WantRefusal(t, 403, "permission_missing")
		i.reader.Get(t, path).WantRefusal(t, 403, "permission_missing")
		i.NewPerson(t, "admin").Get(t, path).WantRefusal(t, 403, "permission_missing")
		i.Anonymous().Get(t, path).WantRefusal(t, 401, "token_missing")
	})
}

// list is a list of an answer; an absent one has nothing in it.
func list(answer testserver.Answer, path string) testserver.List {
	found, _ := answer.Value(path).(testserver.List)
	return found
}
