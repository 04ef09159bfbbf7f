package audit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func TestMain(m *testing.M) { os.Exit(database.MainWithoutLeaks(m)) }

// entry is a decision about so many secrets.
func entry(id string, members int) audit.Entry {
	name, tags := "URL", []string{"t1"}
	request := &input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"}, Action: input.Action{Name: "readValue"},
		Resource: input.Resource{Type: "secrets", Properties: input.Properties{SecretName: &name, SecretTags: tags}},
		Context:  input.Context{IP: "10.0.0.9", RequestID: "req-" + id},
	}
	decision := engine.Decision{ID: id, Permitted: true, Reasons: []engine.Reason{}, Grants: []string{"role:member"}, Stage: "active"}
	list, answer := &engine.List{Shared: request, Needs: engine.NeedsSome}, &engine.Answer{Decision: decision}
	for range members {
		list.Members = append(list.Members, input.Member{Resource: input.Resource{Properties: input.Properties{SecretName: &name}}})
		answer.Members = append(answer.Members, decision)
	}
	return audit.Entry{List: list, Answer: answer, Time: time.Unix(1795312800, 0), OrgID: "o1", EventType: "get-secret"}
}

func recorder(t *testing.T, url string, options audit.Options) (*audit.Recorder, *store.Store) {
	t.Helper()
	db := modelstest.Open(t, url)
	options.Labels, options.Log = map[string]string{"id": "one"}, slog.New(slog.DiscardHandler)
	return audit.NewRecorder(db, options), db
}

// drain writes what is queued.
func drain(r *audit.Recorder) {
	ended, end := context.WithCancel(context.Background())
	end()
	r.Run(ended)
}

func Test_a_record_made_behind_the_request_is_the_one_made_in_it(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		lines := &bytes.Buffer{}
		behind, db := recorder(t, url, audit.Options{})
		within, _ := recorder(t, url, audit.Options{Lines: lines})
		for _, items := range []int{0, 3, 300} {
			id := fmt.Sprint("d", items)
			queued, again := entry(id, items), entry(id, items)
			if err := errors.Join(behind.Queue(t.Context(), queued), within.Queue(t.Context(), again)); err != nil {
				t.Fatal(err)
			}
			// What a request does to its question afterwards is another question.
			queued.List.Shared.Action.Name, queued.List.Shared.Resource, queued.Answer.Permitted = "delete", input.Resource{}, false
			drain(behind)
			row, err := models.DecisionByID(db.Statement(t.Context()), "o1", id)
			if err != nil {
				t.Fatal(err)
			}
			if line := strings.TrimSuffix(lines.String(), "\n"); !sameJSON(row.Record, line) || row.Action != "readValue" || !row.Permitted {
				t.Errorf("%d items: recorded %s as %s, permitted %t; the line is %s", items, row.Record, row.Action, row.Permitted, line)
			}
			lines.Reset()
		}
	})
}

func Test_a_record_that_cannot_be_text_is_kept_without_its_input(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		r, db := recorder(t, url, audit.Options{})
		e := entry("d1", 0)
		e.List.Shared.Facts.Grants = &input.Grants{Project: []input.Grant{{Permissions: &permissions.Compiled{
			Allow: map[string]map[string]permissions.Slot{"secrets": {"read": {Rules: []permissions.Conditions{{"name": {"$eq": func() {}}}}}}},
		}}}}
		if err := r.Queue(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		drain(r)
		row, err := models.DecisionByID(db.Statement(t.Context()), "o1", "d1")
		if err != nil || row.Record != "{}" || row.SubjectID != "i1" || !row.Permitted {
			t.Errorf("%+v, %v", row, err)
		}
	})
}

func Test_a_full_queue_takes_what_a_request_waits_for_no_longer_than_the_request(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		r, _ := recorder(t, url, audit.Options{Queue: 1})
		if err := r.Queue(t.Context(), entry("d1", 0)); err != nil {
			t.Fatal(err)
		}
		left, leave := context.WithCancel(t.Context())
		leave()
		if err := r.Queue(left, entry("d2", 0)); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if r.Waiting() != 1 {
			t.Errorf("%d wait", r.Waiting())
		}
		drain(r)
	})
}

// Test_a_batch_that_was_written_before_is_not_tried_for_ever is about the answer
// of a database that is lost once the batch is in it.
func Test_a_batch_that_was_written_before_is_not_tried_for_ever(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		r, db := recorder(t, url, audit.Options{})
		for _, ids := range [][]string{{"d1"}, {"d1", "d2", "d3", "d4", "d5"}} {
			for _, id := range ids {
				if err := r.Queue(t.Context(), entry(id, 0)); err != nil {
					t.Fatal(err)
				}
			}
			drain(r)
		}
		count, err := models.CountDecisions(db.Statement(t.Context()), models.DecisionFilter{OrgID: "o1"})
		if err != nil || count != 5 || r.Waiting() != 0 {
			t.Errorf("%d records, %d wait, %v", count, r.Waiting(), err)
		}
	})
}
