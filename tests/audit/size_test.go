package audit

import (
	"fmt"
	"strings"
	"testing"

	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// most is how many bytes the columns of a typical record take.
const most = 400

// A record does not grow with the role of who asked, and what its role says is kept
// once.
func TestSize_of_the_records_of_a_large_role(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		project := admin.NewProject(t)
		for _, name := range []string{"DATABASE_URL", "API_KEY"} {
			admin.SetSecret(t, project, name, "v")
		}
		machine := s.NewMachine(t, "no-access", nil)
		admin.AddMember(t, project, machine.IdentityID, role(t, admin, project, 200))
		reader := s.As(s.Token(t, machine))
		for range 5 {
			reader.Get(t, project.SecretPath("DATABASE_URL")).Want(t, 200)
			reader.Get(t, project.SecretPath("API_KEY")).Want(t, 200)
		}
		reader.Get(t, project.SecretPath("DATABASE_URL")+"&secretPath=/elsewhere").Want(t, 403)
		s.Stop(t)
		tx := s.Store(t).Statement(t.Context())
		rows, err := store.Find[models.DecisionRecord](tx, store.Installation, "subject_id = ? AND action = ?", machine.IdentityID, "readValue")
		if err != nil || len(rows) < 11 {
			t.Fatalf("%d records, %v", len(rows), err)
		}
		refused := 0
		for i := range rows {
			row := &rows[i]
			if took := bytesOf(row); took > most || row.Frame == "" {
				t.Errorf("a record takes %d bytes: %+v", took, *row)
			}
			if !row.Permitted {
				refused++
			}
		}
		if refused == 0 {
			t.Error("no refusal was recorded")
		}
		t.Logf("a record takes %d bytes", bytesOf(&rows[0]))
		documents, err := store.Find[models.DecisionDocument](tx, store.Installation, "project_id = ?", project.ID)
		large := 0
		for _, document := range documents {
			if len(document.Body) > 20_000 {
				large++
			}
		}
		if err != nil || large != 1 {
			t.Errorf("the rules of the role are kept %d times, %v", large, err)
		}
	})
}

// What a list was about is kept once, as long as the list stays the same.
func TestSize_of_the_records_of_a_list(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		for i := range 30 {
			h.admin.SetSecret(t, h.project, fmt.Sprintf("NAME_%d", i), "v")
		}
		list := "/api/v3/secrets/raw?workspaceId=" + h.project.ID + "&environment=dev&secretPath=/"
		ids := []string{}
		for range 3 {
			ids = append(ids, h.reader.Get(t, list).Want(t, 200).Header.Get("X-Decision-Id"))
		}
		h.admin.SetSecret(t, h.project, "ANOTHER", "v")
		ids = append(ids, h.reader.Get(t, list).Want(t, 200).Header.Get("X-Decision-Id"))
		h.Stop(t)
		db := h.Store(t)
		tx := db.Statement(t.Context())
		rows, err := models.StoredDecisionsByID(tx, ids)
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d records, %v", len(rows), err)
		}
		members := map[string]bool{}
		for i := range rows {
			if took := bytesOf(&rows[i]); took > 2*most {
				t.Errorf("the record of a list takes %d bytes: %s", took, rows[i].Record)
			}
			for _, name := range models.DocumentsNamedBy(&rows[i])[1:] {
				members[name] = true
			}
		}
		if len(members) != 2 {
			t.Errorf("two lists are %d documents", len(members))
		}
		if whole := testserver.Recorded(t, db, ids[0]); whole == nil || strings.Count(whole.Record, "NAME_") != 30 {
			t.Errorf("the whole record has not every member: %v", whole)
		}
		untouched(t, h.verify(t))
		for name := range members {
			h.sql(t, "DELETE FROM decision_documents WHERE hash = ?", name)
			names(t, h.verify(t), ledger.Document, name)
		}
	})
}

// bytesOf is what the columns of a record take: texts, and 8, 8 and 1 for two numbers
// and a flag.
func bytesOf(r *models.DecisionRecord) int {
	size := 17
	for _, text := range []string{
		r.ID, r.OrgID, r.ProjectID, r.SubjectType, r.SubjectID, r.Action, r.Resource, r.EventType, r.UserAgent, r.IP, r.Frame, r.Record,
	} {
		size += len(text)
	}
	return size
}

// role is a role of so many rules.
func role(t *testing.T, admin testserver.Client, project testserver.Project, count int) string {
	t.Helper()
	rules := []testserver.Object{{"subject": "secrets", "action": []string{"readValue", "describeSecret"}, "conditions": testserver.Object{"environment": "dev", "secretPath": "/"}}}
	for i := range count - 1 {
		rules = append(rules, testserver.Object{
			"subject": "secrets", "action": []string{"readValue", "describeSecret"},
			"conditions": testserver.Object{"environment": "dev", "secretPath": testserver.Object{"$glob": fmt.Sprintf("/team-%d/**", i)}},
		})
	}
	admin.Post(t, "/api/v2/workspace/"+project.ID+"/roles", testserver.Object{"slug": "large", "name": "large", "permissions": rules}).Want(t, 200)
	return "large"
}
