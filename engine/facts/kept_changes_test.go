package facts

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
	"warder/tests/database"
)

// changed are changes of what the steps read, made by somebody else.
var changed = []string{
	"UPDATE settings SET value = CASE value WHEN 'true' THEN 'false' ELSE 'true' END",
	"UPDATE users SET is_accepted = NOT is_accepted WHERE id = 'ann'",
	"UPDATE users SET super_admin = NOT super_admin",
	"UPDATE identities SET name = name || '!'",
	"DELETE FROM identities WHERE id = 'many'",
	"UPDATE org_memberships SET is_active = NOT is_active WHERE subject_id IN ('member', 'ann')",
	"UPDATE org_memberships SET role = 'admin', role_id = NULL WHERE subject_id = 'many'",
	"UPDATE org_roles SET permissions = '[]', version = version + 1",
	"DELETE FROM org_roles WHERE id = 'o1'",
	`UPDATE auth_methods SET access_token_trusted_ips = '[{"ipAddress":"10.3.0.0","type":"ipv4","prefix":16}]'`,
	"DELETE FROM auth_methods WHERE id = 'm-member'",
	"UPDATE projects SET end_to_end_encrypted = NOT end_to_end_encrypted WHERE id = 'project-1'",
	"UPDATE projects SET slug = slug || '-1'",
	"DELETE FROM projects WHERE id = 'project-2'",
	"UPDATE project_trusted_ips SET is_active = NOT is_active",
	"DELETE FROM project_trusted_ips WHERE id = 'ip-1'",
	"DELETE FROM project_memberships WHERE subject_id = 'member'",
	"UPDATE project_memberships SET project_id = project_id",
	"UPDATE membership_roles SET role = 'admin', custom_role_id = NULL WHERE custom_role_id = 'r2'",
	"DELETE FROM membership_roles WHERE role = 'viewer'",
	`UPDATE project_roles SET permissions = '[{"action":"delete","subject":"secrets"}]', version = version + 1 WHERE id = 'r1'`,
	"UPDATE privileges SET permissions = '[]', version = version + 1 WHERE form = 1",
	"DELETE FROM privileges WHERE form = 2",
	"UPDATE environments SET slug = slug || '-2' WHERE slug = 'dev'",
	"DELETE FROM environments WHERE slug = 'prod'",
	"UPDATE folders SET path = path || ' moved' WHERE path LIKE '/app%'",
	"DELETE FROM folders WHERE path = '/app/db'",
	"UPDATE access_tokens SET is_revoked = NOT is_revoked WHERE id = 't-member'",
	"UPDATE client_secrets SET is_revoked = NOT is_revoked",
	"DELETE FROM client_secrets WHERE id = 's-many'",
	"UPDATE sessions SET access_version = access_version + 1",
	"UPDATE secrets SET version = version + 1",
	"DELETE FROM secrets WHERE key = 'B'",
	"DELETE FROM secret_tags",
	"UPDATE tags SET slug = slug || '-2'",
	"DELETE FROM tags WHERE id = 't1'",
}

// Whatever changes, and whoever asked what before: what is kept in memory serves
// nobody any more.
func Test_what_is_kept_is_what_is_read_after_any_change(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		w := newWorldOn(t, url)
		fillVault(w)
		callers := populate(w)
		kinds := rapid.SampledFrom(slices.Sorted(maps.Keys(questionsOf(callers["member"]))))
		asked := rapid.Custom(func(t *rapid.T) [2]string {
			return [2]string{rapid.SampledFrom(slices.Sorted(maps.Keys(callers))).Draw(t, "who"), kinds.Draw(t, "what")}
		})
		rapid.Check(t, func(t *rapid.T) {
			questions := rapid.SliceOfN(asked, 1, 8).Draw(t, "questions")
			for _, q := range questions {
				if _, err := w.within(callers[q[0]], questionsOf(callers[q[0]])[q[1]]()); err != nil {
					t.Fatal(err)
				}
			}
			changes := rapid.SliceOfN(rapid.SampledFrom(changed), 0, 3).Draw(t, "changes")
			err := w.store.Write(w.t.Context(), func(tx *store.Tx) error {
				for _, change := range changes {
					if err := tx.DB().Exec(change).Error; err != nil {
						return err
					}
				}
				for _, q := range questions {
					if err := w.compare(tx, callers[q[0]], questionsOf(callers[q[0]])[q[1]]); err != nil {
						return err
					}
				}
				return errUndone
			})
			if !errors.Is(err, errUndone) {
				t.Fatal(err)
			}
		})
	})
}

var errUndone = errors.New("all of it is undone")

// compare asks a question in both ways.
func (w *world) compare(tx *store.Tx, caller Caller, question func() Question) error {
	want, err := read(tx, caller, question())
	if err != nil {
		return err
	}
	got, err := Collect(tx, now, caller, question())
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(content(got), content(want)) {
		return fmt.Errorf("%+v:\n got %+v\nwant %+v", caller, content(got), content(want))
	}
	return nil
}

// On PostgreSQL, a write sees what others commit meanwhile. A fact that was read after
// another change does not belong to the revision that was read before it.
func Test_what_changes_while_it_is_read_is_not_kept(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		w := newWorldOn(t, url)
		if w.store.Dialect() == store.SQLite {
			t.Skip("has one writer at a time")
		}
		fillVault(w)
		caller := populate(w)["member"]
		place := func(s *State) (known bool) {
			_, known = s.cache.Get(factcache.Key{Revision: s.proof.Project, About: "place", Of: [4]string{"dev", "/app"}})
			return known
		}
		for name, meanwhile := range map[string]TargetLoader{
			"nothing": func(*store.Tx, *State) error { return nil },
			"another role": func(*store.Tx, *State) error {
				return w.store.Write(t.Context(), func(tx *store.Tx) error { return tx.DB().Exec("UPDATE project_roles SET name = 'r'").Error })
			},
		} {
			var s *State
			err := w.store.Write(t.Context(), func(tx *store.Tx) (err error) {
				s, err = Collect(tx, now, caller, Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{meanwhile, OnFolder("dev", "/app")}})
				return err
			})
			if err != nil || !s.target().Known {
				t.Fatal(err)
			}
			if got := place(s); got != (name == "nothing") {
				t.Errorf("%s changes: the place is kept %v", name, got)
			}
			add(w, inProject, projectRole("more-"+name[:2], "[]", 1)) // another revision
		}
	})
}

// A request that goes on in another project proves the facts of that one alone, so it keeps
// none of the first: a change of the first project's revision would not be noticed.
func Test_what_was_read_in_another_project_is_not_kept(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		w := newWorldOn(t, url)
		fillVault(w)
		caller := populate(w)["member"]
		place := factcache.Key{About: "place", Of: [4]string{"dev", "/app"}}
		for name, question := range map[string]Question{
			"of one project": {Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{OnFolder("dev", "/app")}},
			"of two":         {Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{OnFolder("dev", "/app"), goOnIn("project-2")}},
		} {
			add(w, inProject, projectRole(name, "[]", 1)) // another revision
			var s *State
			err := w.store.Write(t.Context(), func(tx *store.Tx) (err error) {
				revisions, err := models.RevisionsOf(tx, "", "project-1")
				if err != nil {
					return err
				}
				place.Revision = revisions.Project
				s, err = Collect(tx, now, caller, question)
				return err
			})
			if err != nil || place.Revision == "" {
				t.Fatalf("%s: revision %q: %v", name, place.Revision, err)
			}
			if _, found := s.cache.Get(place); found != (name == "of one project") {
				t.Errorf("%s: the place is kept %v", name, found)
			}
		}
	})
}

func goOnIn(projectID string) TargetLoader {
	return func(tx *store.Tx, s *State) error { return s.InProject(tx, projectID) }
}
