package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

func refusal(id string, change func(*input.Request)) audit.Entry {
	e := entry(id, 0)
	e.Answer.Permitted, e.Answer.Reasons = false, []engine.Reason{{Code: "permission_missing"}}
	if change != nil {
		change(e.List.Shared)
	}
	return e
}

func Test_equal_refusals_share_a_record(t *testing.T) {
	var repeated, unrecorded int64
	r, db := recorder(t, database.SQLite(t), audit.Options{LeftOut: func(again, not int64) { repeated, unrecorded = again, not }})
	first := refusal("r1", nil)
	if id, record := r.Refused(first); id != "r1" || !record {
		t.Fatalf("the first is %s, recorded %v", id, record)
	}
	if err := r.Queue(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if id, record := r.Refused(refusal(fmt.Sprint("again", n), nil)); id != "r1" || record {
			t.Errorf("an equal one is %s, recorded %v", id, record)
		}
	}
	other := "OTHER"
	for name, change := range map[string]func(*input.Request){
		"subject": func(q *input.Request) { q.Subject.ID = "i2" },
		"address": func(q *input.Request) { q.Context.IP = "10.0.0.8" },
		"route":   func(q *input.Request) { q.Context.Route = "GET /" },
		"action":  func(q *input.Request) { q.Action.Name = "edit" },
		"secret":  func(q *input.Request) { q.Resource.Properties.SecretName = &other },
		"name":    func(q *input.Request) { q.Requested = &input.Requested{Name: &other} },
		"role":    func(q *input.Request) { q.Facts.Membership = &input.Membership{OrgRole: "viewer"} },
		"moment":  func(q *input.Request) { q.Context.Now++ },
		"claim":   func(q *input.Request) { q.Claims = &input.Claims{} },
	} {
		if id, record := r.Refused(refusal(name, change)); id != name || !record {
			t.Errorf("one of another %s is %s, recorded %v", name, id, record)
		}
	}
	for name, change := range map[string]func(*engine.Answer){
		"policy": func(a *engine.Answer) { a.Policy.Revision = "8" }, "stage": func(a *engine.Answer) { a.Stage = "canary" },
		"reason": func(a *engine.Answer) { a.Reasons = []engine.Reason{{Code: "permission_inverted"}} },
	} {
		e := refusal(name, nil)
		change(e.Answer)
		if id, record := r.Refused(e); id != name || !record {
			t.Errorf("one of another %s is %s, recorded %v", name, id, record)
		}
	}
	drain(r)
	var rows []models.DecisionRecord
	read(t, db, &rows)
	if len(rows) != 2 || repeated != 3 || unrecorded != 0 {
		t.Fatalf("%d records, repeated %d, unrecorded %d; want 2, 3, 0", len(rows), repeated, unrecorded)
	}
	if text := rows[0].Record + rows[1].Record; !strings.Contains(text, `"decisionId":"r1","repeated":3`) {
		t.Errorf("the number is not told: %s", text)
	}
	if id, record := r.Refused(refusal("later", nil)); id != "later" || !record {
		t.Errorf("one of the next second is %s, recorded %v", id, record)
	}
}

func Test_at_most_a_thousand_refusals_are_recorded_in_a_second(t *testing.T) {
	var unrecorded int64
	r, _ := recorder(t, database.SQLite(t), audit.Options{LeftOut: func(_, not int64) { unrecorded = not }})
	recorded := 0
	for n := range 1005 {
		if _, record := r.Refused(refusal(fmt.Sprint("r", n), func(q *input.Request) { q.Subject.ID = fmt.Sprint("i", n) })); record {
			recorded++
		}
	}
	drain(r)
	if recorded != 1000 || unrecorded != 5 {
		t.Errorf("recorded %d, unrecorded %d; want 1000, 5", recorded, unrecorded)
	}
}

func Test_what_a_refusal_stores_is_capped(t *testing.T) {
	r, db := recorder(t, database.SQLite(t), audit.Options{})
	long := strings.Repeat("ü", 30_000)
	e := refusal("r1", func(q *input.Request) {
		q.Resource.ID = long
		q.Resource.Properties.SecretName, q.Resource.Properties.SecretPath = &long, &long
	})
	e.UserAgent = long
	if err := r.Queue(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	drain(r)
	var rows []models.DecisionRecord
	read(t, db, &rows)
	if len(rows) != 1 || len(rows[0].Record) > 3000 || len(rows[0].UserAgent) != 256 {
		t.Fatalf("%d records, the first of %d bytes with a user agent of %d", len(rows), len(rows[0].Record), len(rows[0].UserAgent))
	}
	if *e.List.Shared.Resource.Properties.SecretName != long {
		t.Error("the request itself was cut")
	}
}

func read(t *testing.T, db *store.Store, rows *[]models.DecisionRecord) {
	t.Helper()
	found, err := store.Find[models.DecisionRecord](db.Statement(t.Context()), store.Scope{OrgID: "o1"}, "org_id = ?", "o1")
	if err != nil {
		t.Fatal(err)
	}
	*rows = found
}
