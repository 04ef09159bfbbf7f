package audit

import (
	"encoding/base64"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"warder/cmd/service"
	"warder/handlers/ops"
	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// rounds is how many things are done at random to a log.
var rounds = flag.Int("rounds", 10, "how often a log is altered at random")

// verify is `warder audit verify` on the database of a server.
func (h *house) verify(t *testing.T, kept ...string) *ledger.Report {
	t.Helper()
	admin, err := service.OpenAdmin(t.Context(), &h.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	}()
	report, err := admin.VerifyLog(t.Context(), kept...)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (h *house) sql(t *testing.T, statement string, args ...any) {
	t.Helper()
	db := h.Store(t)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		result := tx.DB().Exec(statement, args...)
		if result.Error == nil && result.RowsAffected == 0 {
			return fmt.Errorf("%s changed nothing", statement)
		}
		return result.Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func untouched(t *testing.T, report *ledger.Report) {
	t.Helper()
	if len(report.Problems) > 0 {
		t.Fatalf("of what was not altered: %v", report.Problems)
	}
}

// What is done to a running server's log is noticed at once, also before the record has
// its place in the tree.
func TestVerify_names_what_was_done_to_a_running_server(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		made := h.reads(t, 3)
		untouched(t, h.verify(t))
		h.sql(t, "UPDATE decision_records SET permitted = ? WHERE id = ?", false, made[0])
		names(t, h.verify(t), ledger.Edited, made[0])
		h.sql(t, "UPDATE decision_records SET record = replace(record, 'FOO', 'BAR') WHERE id = ?", made[1])
		names(t, h.verify(t), ledger.Edited, made[1])
	})
}

// names fails unless a report names a record.
func names(t testing.TB, report *ledger.Report, kind, id string) {
	t.Helper()
	for _, problem := range report.Problems {
		if strings.Contains(problem.String(), id) && (problem.Kind == kind || kind == ledger.Edited && problem.Kind == ledger.Inserted) {
			return
		}
	}
	t.Errorf("%s %s is not named: %v", kind, id, report.Problems)
}

// columns are those of a record, with another value for each.
var columns = map[string]any{
	"org_id": "other", "project_id": "other", "time": 1, "subject_type": "user", "subject_id": "other", "action": "delete", "resource": "other",
	"event_type": "other", "user_agent": "other", "ip": "10.0.0.1", "frame": "", "record": "{}", "seal": "AAAAAAAAAAAAAAAAAAAAAA",
}

// Test_a_log_that_was_altered_is_named does one thing to the stopped log of a server
// after another, and puts it back.
func Test_a_log_that_was_altered_is_named(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		h.reads(t, 70) // more than a tile
		h.Stop(t)
		untouched(t, h.verify(t))
		db := h.Store(t)
		rows, err := store.Find[models.DecisionRecord](db.Statement(t.Context()).OrderBy("seq"), store.Installation, "")
		if err != nil {
			t.Fatal(err)
		}
		back := func() {
			h.sql(t, "DELETE FROM decision_records")
			restored := make([]*models.DecisionRecord, len(rows))
			for i := range rows {
				row := rows[i]
				restored[i] = &row
			}
			if err := store.BulkInsert(t.Context(), db, store.Installation, restored...); err != nil {
				t.Fatal(err)
			}
		}
		for column, value := range columns {
			row := &rows[3]
			h.sql(t, "UPDATE decision_records SET "+column+" = ? WHERE seq = ?", value, row.Seq)
			names(t, h.verify(t), ledger.Edited, row.ID)
			back()
		}
		ways := []string{"edit", "drop", "reorder", "truncate", "insert"}
		for round := range *rounds {
			row, way := &rows[rand.IntN(len(rows)-1)], ways[round%len(ways)]
			t.Logf("%s number %d", way, row.Seq)
			switch way {
			case "edit":
				h.sql(t, "UPDATE decision_records SET permitted = NOT permitted WHERE seq = ?", row.Seq)
				names(t, h.verify(t), ledger.Edited, row.ID)
			case "drop":
				h.sql(t, "DELETE FROM decision_records WHERE seq = ?", row.Seq)
				names(t, h.verify(t), ledger.Missing, row.ID)
			case "reorder":
				other := &rows[len(rows)-1]
				for _, step := range [][2]int64{{row.Seq, -1}, {other.Seq, row.Seq}, {-1, other.Seq}} {
					h.sql(t, "UPDATE decision_records SET seq = ? WHERE seq = ?", step[1], step[0])
				}
				report := h.verify(t)
				names(t, report, ledger.Reordered, row.ID)
				names(t, report, ledger.Reordered, other.ID)
			case "truncate":
				h.sql(t, "DELETE FROM decision_records WHERE seq > ?", row.Seq)
				report := h.verify(t)
				for i := range rows {
					if rows[i].Seq > row.Seq {
						names(t, report, ledger.Missing, rows[i].ID)
					}
				}
			case "insert":
				h.sql(t, "INSERT INTO decision_records (id, org_id, project_id, time, subject_type, subject_id, action, resource, permitted, event_type, user_agent, ip, record) "+
					"SELECT 'forged', org_id, project_id, time, subject_type, subject_id, action, resource, permitted, event_type, user_agent, ip, record FROM decision_records WHERE seq = ?", row.Seq)
				names(t, h.verify(t), ledger.Inserted, "forged")
			}
			back()
		}
		untouched(t, h.verify(t))
		h.sql(t, "UPDATE decision_documents SET body = body || ' ' WHERE hash = ?", rows[len(rows)-1].Frame)
		names(t, h.verify(t), ledger.Document, rows[len(rows)-1].Frame)
	})
}

// Records and their places go together: the checkpoint says that the end is missing, and
// where that went, too, one that was kept elsewhere.
func TestVerify_against_checkpoints(t *testing.T) {
	h := newHouse(t, database.SQLite(t))
	h.reads(t, 70)
	h.Stop(t)
	db := h.Store(t)
	last, err := models.LastCheckpoint(db.Statement(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	h.sql(t, "DELETE FROM decision_tiles WHERE level = 0 AND number = (SELECT max(number) FROM decision_tiles WHERE level = 0)")
	names(t, h.verify(t), ledger.CutOff, "the log")
	h.sql(t, "DELETE FROM decision_checkpoints WHERE size = ?", last.Size)
	names(t, h.verify(t, last.Note), ledger.CutOff, "the log")
	names(t, h.verify(t, strings.Replace(last.Note, "\n", "\n1", 1)), ledger.Edited, "a checkpoint")
}

func TestProof_of_one_decision(t *testing.T) {
	h := newHouse(t, database.SQLite(t))
	id := h.reads(t, 3)[1]
	h.admin.Get(t, log+"/"+id+"/proof").Want(t, 404)
	h.Clock.Advance(61)
	var proof testserver.Answer
	testserver.Eventually(t, "the log is signed", func() bool {
		h.reads(t, 1)
		proof = h.admin.Get(t, log+"/"+id+"/proof")
		return proof.Status == 200
	})
	_, other := h.SecondOrganization(t)
	other.Get(t, log+"/"+id+"/proof").Want(t, 404)
	verifier, err := note.NewVerifier(proof.Text("key"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Open([]byte(proof.Text("checkpoint")), note.VerifierList(verifier))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(signed.Text, "\n")
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	if _, err := fmt.Sscan(lines[1], &size); err != nil {
		t.Fatal(err)
	}
	content, err := base64.StdEncoding.DecodeString(proof.Text("content"))
	if err != nil || !strings.Contains(string(content), id) {
		t.Fatal(err, string(content))
	}
	hashes := tlog.RecordProof{}
	list, _ := proof.Value("hashes").([]any)
	for i := range list {
		hash, err := tlog.ParseHash(proof.Text(fmt.Sprintf("hashes.%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hash)
	}
	if err := tlog.CheckRecord(hashes, size, root, int64(proof.Number("leaf")), tlog.RecordHash(content)); err != nil {
		t.Error(err)
	}
	answer := h.admin.Get(t, "/api/v1/authz/log/checkpoint").Want(t, 200)
	untouched(t, h.verify(t, answer.Text("checkpoint")))
	h.reader.Get(t, "/api/v1/authz/log/checkpoint").WantRefusal(t, 403, "permission_missing")
}

// What a retention removes is in the log, so the rest goes on proving itself.
func TestVerify_after_a_retention(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		h.admin.Do(t, "PUT", "/api/v1/workspace/"+h.project.Slug+"/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": 1}).Want(t, 200)
		old := h.reads(t, 5)
		h.Clock.Advance(3 * 24 * 3600)
		h.reader = h.As(h.Token(t, h.machine))
		h.reads(t, 2)
		h.Stop(t)
		h.clean(t)
		if testserver.Recorded(t, h.Store(t), old[0]) != nil {
			t.Fatal("nothing was removed")
		}
		report := h.verify(t)
		untouched(t, report)
		if report.Removed < 5 {
			t.Errorf("%+v", report)
		}
		h.sql(t, "DELETE FROM decision_records WHERE event_type = ?", ledger.RemovedEvent)
		names(t, h.verify(t), ledger.Missing, old[0])
	})
}

func (h *house) clean(t *testing.T) {
	t.Helper()
	var unobserved *ops.Metrics
	if _, err := service.NewKeeper(&h.Config, h.Store(t), slog.New(slog.DiscardHandler), unobserved).Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
}
