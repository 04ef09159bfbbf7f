package rollout

import (
	"strings"
	"sync"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestHistory_says_who_did_what_and_why(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		a := newAuthor(t)
		i := install(t, address, a.trusted)
		a.write(nightPath, noFOO)
		i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow", "reason": "<b>no</b>\n one reads FOO\tat night "}).Want(t, 200)
		i.publisher.Post(t, promotePath, testserver.Object{"stage": "canary", "percent": 25}).Want(t, 200)
		i.publisher.Post(t, promotePath, testserver.Object{"stage": "active", "reason": "quiet for a day"}).Want(t, 200)
		i.publisher.Post(t, rollbackPath, testserver.Object{"reason": "the pager rang"}).Want(t, 200)
		answer := i.policy(t)
		type row struct{ event, stage, reason, outcome string }
		want := []row{
			{"rollback-policy", "withdrawn", "the pager rang", "rolled back"},
			{"promote-policy", "active", "quiet for a day", "made active"},
			{"promote-policy", "canary", "", "entered the stage canary"},
			{"publish-policy", "shadow", "<b>no</b> one reads FOO at night", "entered the stage shadow"},
		}
		history := list(answer, "policy.history")
		if len(history) != len(want) {
			t.Fatalf("history: %s", answer.Body)
		}
		for n, entry := range history {
			got := entry.(testserver.Object)
			who := got["who"].(testserver.Object)
			if (row{got["event"].(string), got["stage"].(string), got["reason"].(string), got["outcome"].(string)}) != want[n] {
				t.Errorf("%d: %v", n, got)
			}
			if got["revision"] != "7" || got["key"] != "team" || who["type"] != "user" || who["name"] == "" || got["version"] != float64(5-n) {
				t.Errorf("%d: %v", n, got)
			}
		}
		if history[2].(testserver.Object)["percent"] != 25.0 {
			t.Errorf("the share of the canary: %v", history[2])
		}
		// Another organization reads what was done, and no names of this one.
		_, other := i.SecondOrganization(t)
		abroad := other.Get(t, policyPath).Want(t, 200)
		if len(list(abroad, "policy.history")) != 4 || abroad.Text("policy.history.0.who.id") == "" || abroad.Text("policy.history.0.who.name") != "" {
			t.Errorf("another organization reads %s", abroad.Body)
		}
	})
}

const (
	promotePath  = "/api/v1/authz/promote"
	rollbackPath = "/api/v1/authz/rollback"
)

func TestHistory_reasons_are_bounded(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	packed := a.bundle(7)
	for name, reason := range map[string]string{"too_long": strings.Repeat("x", 10_000), "a_control_character": "red \x1b[31m", "a_deleted_one": "\x7f"} {
		answer := i.publish(t, packed, testserver.Object{"stage": "shadow", "reason": reason})
		if answer.Status != 422 || !strings.Contains(answer.Body, `"reason"`) {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
		if answer := i.publisher.Post(t, rollbackPath, testserver.Object{"reason": reason}); answer.Status != 422 {
			t.Errorf("%s in a rollback: %d %s", name, answer.Status, answer.Body)
		}
	}
	if i.policy(t).Value("policy.candidate") != nil || i.policy(t).Value("policy.history") != nil {
		t.Error("something was changed")
	}
	i.publish(t, packed, testserver.Object{"stage": "shadow", "reason": strings.Repeat("ж", 500)}).Want(t, 200)
}

// Of two administrators who looked at the same state one changes it, and the other one
// hears what the first one did.
func TestHistory_a_change_of_what_another_one_changed_is_refused(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		a := newAuthor(t)
		i := install(t, address, a.trusted)
		version := i.publish(t, a.bundle(7), testserver.Object{"stage": "shadow"}).Want(t, 200).Value("policy.version")
		answers := make([]testserver.Answer, 2)
		var both sync.WaitGroup
		for n, percent := range []int{10, 50} {
			both.Go(func() {
				answers[n] = i.publisher.Post(t, promotePath, testserver.Object{"stage": "canary", "percent": percent, "version": version})
			})
		}
		both.Wait()
		if answers[0].Status+answers[1].Status != 200+400 {
			t.Fatalf("answered %d and %d", answers[0].Status, answers[1].Status)
		}
		loser := answers[0]
		if loser.Status == 200 {
			loser = answers[1]
		}
		if !strings.Contains(loser.Body, "changed meanwhile (version 3: entered the stage canary)") {
			t.Errorf("the other one hears %s", loser.Body)
		}
		i.publisher.Post(t, rollbackPath, testserver.Object{"version": version}).Want(t, 400)
		if len(list(i.policy(t), "policy.history")) != 2 {
			t.Error("a refused change is in the history")
		}
	})
}

func TestHistory_differences_between_two_policies(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		a := newAuthor(t)
		i := install(t, address, a.trusted)
		diff := policyPath + "/diff"
		if answer := i.publisher.Get(t, diff).Want(t, 422); !strings.Contains(answer.Body, "There is no candidate") {
			t.Errorf("without a candidate: %s", answer.Body)
		}
		a.write(nightPath, noFOO)
		i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 200)
		a.write(nightPath, strings.ReplaceAll(noFOO, "FOO", "BAZ"))
		digest := i.publish(t, a.bundle(8), testserver.Object{"stage": "shadow"}).Want(t, 200).Text("policy.candidate.digest")
		changed := i.publisher.Get(t, diff).Want(t, 200)
		for _, part := range []string{
			`"from":{"revision":"7"`, `"to":{"revision":"8"`, `"kind":"file","change":"changed","name":"` + nightPath, `"before":6,"after":0,"text":"\tinput.resource.properties.secretName == \"FOO\""`,
			`"after":6,"text":"\tinput.resource.properties.secretName == \"BAZ\""`, `"kind":"rule","change":"changed","name":"data.authz.rules.night.deny"`, `"complete":true`,
		} {
			if !strings.Contains(changed.Body, part) {
				t.Errorf("%s lacks %s", changed.Body, part)
			}
		}
		if len(list(changed, "changes")) != 2 {
			t.Errorf("changes: %s", changed.Body)
		}
		for _, query := range []string{"?from=7&to=8", "?from=active&to=" + digest[:12], "?from=7"} {
			if got := i.publisher.Get(t, diff+query).Want(t, 200); got.Body != changed.Body {
				t.Errorf("%s: %s", query, got.Body)
			}
		}
		if came := i.publisher.Get(t, diff+"?from=own&to=active").Want(t, 200); !strings.Contains(came.Body, `"kind":"file","change":"added","name":"`+nightPath) {
			t.Errorf("beside the server's own: %s", came.Body)
		}
		for _, query := range []string{"?from=6", "?to=" + digest[:11], "?from=%3Cscript%3E", "?to=" + strings.Repeat("0", 64)} {
			if answer := i.publisher.Get(t, diff+query).Want(t, 422); !strings.Contains(answer.Body, "There is no stored policy of this name") {
				t.Errorf("%s: %s", query, answer.Body)
			}
		}
		for _, path := range []string{diff, policyPath + "/differences"} {
			i.reader.Get(t, path).WantRefusal(t, 403, "permission_missing")
			i.Anonymous().Get(t, path).WantRefusal(t, 401, "token_missing")
		}
		for _, bucket := range []string{"59", "61", "86460", "x"} {
			i.publisher.Get(t, policyPath+"/differences?bucket="+bucket).Want(t, 422)
		}
	})
}
