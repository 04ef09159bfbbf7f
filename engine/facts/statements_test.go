package facts

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	"warder/engine/input"
	"warder/models"
	"warder/models/references"
	"warder/models/store"
)

// counted is how many statements a run sends to the database.
func (w *world) counted(run func(tx *store.Tx) error) int {
	w.t.Helper()
	statements := 0
	count := func(*gorm.DB) { statements++ }
	callbacks := w.store.Statement(w.t.Context()).DB().Callback()
	w.must(callbacks.Query().Register("count", count))
	w.must(callbacks.Row().Register("count", count))
	w.must(callbacks.Raw().Register("count", count))
	w.must(w.store.Snapshot(w.t.Context(), run))
	w.must(callbacks.Query().Remove("count"))
	w.must(callbacks.Row().Remove("count"))
	w.must(callbacks.Raw().Remove("count"))
	return statements
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// wing adds folders with tagged secrets, each of which imports the one before.
func wing(w *world, name string, folders, secrets int) {
	w.t.Helper()
	folder(w, name, "/"+name)
	for i := range folders {
		id := fmt.Sprintf("%s-%d", name, i)
		folder(w, id, "/"+name+"/"+id)
		for j := range secrets {
			secret(w, id, fmt.Sprintf("K%d", j), models.SecretShared, "", "t1")
		}
		add(w, inProject, &models.SecretImport{
			ID: "import-" + id, OrgID: "org-1", ProjectID: "project-1", FolderID: id, ImportEnvironmentID: "dev",
			ImportPath: fmt.Sprintf("/%s/%s-%d", name, name, i-1), Position: 1,
		})
	}
}

func Test_the_number_of_statements_does_not_grow_with_what_is_read(t *testing.T) {
	w, caller := vault(t)
	wing(w, "few", 2, 1)
	wing(w, "many", 15, 6)
	state := w.collect(caller, Question{Project: ProjectRef{ID: "project-1"}})
	for name, c := range map[string]struct {
		most int
		read func(tx *store.Tx, s *State, wing string) error
	}{
		"a list": {4, func(tx *store.Tx, s *State, wing string) error {
			return (&SecretList{Environment: "dev", Path: "/" + wing, Recursive: true}).Read(tx, s)
		}},
		"a list with imports": {5, func(tx *store.Tx, s *State, wing string) error {
			return (&SecretList{Environment: "dev", Path: "/" + wing, Recursive: true, Imports: true}).Read(tx, s)
		}},
		"the past": {4, func(tx *store.Tx, s *State, wing string) error {
			return (&SecretList{Environment: "dev", Path: "/" + wing, Recursive: true, AsOf: &AsOf{Time: *in(0)}}).Read(tx, s)
		}},
		"one imported secret": {6, func(tx *store.Tx, s *State, wing string) error {
			return (&SecretSearch{Environment: "dev", Path: "/" + wing + "/" + wing + "-1", Name: "K9", Type: models.SecretShared, Imports: true}).Read(tx, s)
		}},
		"references": {3, func(tx *store.Tx, s *State, wing string) error {
			var refs []references.SecretRef
			for i := range 15 {
				for j := range 6 {
					refs = append(refs, references.SecretRef{Environment: "dev", Path: fmt.Sprintf("/%s/%s-%d", wing, wing, i), Name: fmt.Sprintf("K%d", j)})
				}
			}
			_, err := FindReferred(tx, s, map[string]models.Environment{"dev": {ID: "dev", Slug: "dev"}}, refs)
			return err
		}},
	} {
		counts := map[string]int{}
		for _, wing := range []string{"few", "many"} {
			s := *state
			s.Request.Resource = input.Resource{}
			counts[wing] = w.counted(func(tx *store.Tx) error { return c.read(tx, &s, wing) })
		}
		if counts["few"] != counts["many"] || counts["few"] > c.most || counts["few"] == 0 {
			t.Errorf("%s takes %d statements for few and %d for many, want the same and at most %d", name, counts["few"], counts["many"], c.most)
		}
	}
}

// The tags of a project are read once for all secrets that were read with the token,
// also where nothing is kept of the project yet.
func Test_tags_of_many_secrets_are_read_once(t *testing.T) {
	counts := map[int]int{}
	for _, secrets := range []int{1, 6} {
		w, _ := vault(t)
		folder(w, "tagged", "/tagged")
		for i := range secrets {
			secret(w, "tagged", fmt.Sprintf("K%d", i), models.SecretShared, "", "t1")
		}
		caller := w.token("machine", ours, func(*models.AccessToken) {})
		w.member(inProject, models.SubjectIdentity, "machine", role("viewer"))
		list := &SecretList{Environment: "dev", Path: "/tagged"}
		question := Question{
			Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{list.Read},
			Secrets: &models.SecretQuery{Environment: "dev", Path: "/tagged", UserID: "machine"},
		}
		counts[secrets] = w.counted(func(tx *store.Tx) error {
			_, err := Collect(tx, now, caller, question)
			return err
		})
	}
	if counts[1] != counts[6] {
		t.Errorf("%d statements for one secret, %d for six", counts[1], counts[6])
	}
}
