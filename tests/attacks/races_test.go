package attacks

import (
	"testing"

	"golang.org/x/sync/errgroup"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// Two administrators who demote each other at the same moment: one is first,
// and the other is no administrator any more.
func TestRaces_two_admins_do_not_demote_each_other(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		for range 5 {
			one, two := s.NewMachine(t, "admin", nil), s.NewMachine(t, "admin", nil)
			demote := func(by, whom testserver.Machine) func() int {
				client := s.As(s.Token(t, by))
				return func() int {
					return client.Patch(t, "/api/v1/identities/"+whom.IdentityID, testserver.Object{"role": "no-access"}).Status
				}
			}
			if won := together(demote(one, two), demote(two, one)); won != 1 {
				t.Fatalf("%d of two demotions came to pass, want 1", won)
			}
		}
	})
}

// The last two administrators leave at the same moment: one of them stays.
func TestRaces_an_admin_remains_when_all_resign(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		demotePeople(t, s)
		other := s.NewMachine(t, "admin", nil)
		resign := func(client testserver.Client, id string) func() int {
			return func() int {
				return client.Patch(t, "/api/v1/identities/"+id, testserver.Object{"role": "member"}).Status
			}
		}
		if won := together(resign(s.AsAdmin(), s.Admin.IdentityID), resign(s.As(s.Token(t, other)), other.IdentityID)); won != 1 {
			t.Fatalf("%d of the last two admins resigned, want 1", won)
		}
	})
}

// An installation that two people set up at once belongs to one of them.
func TestRaces_an_installation_is_set_up_once(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		changeBeside(t, s, func(tx *store.Tx, _ store.Scope) error {
			_, err := store.Delete[models.Setting](tx, store.Installation, "name IN ?", []string{"instance.initialized", "instance.first_organization"})
			return err
		})
		setUp := func(email string) func() int {
			body := testserver.Object{"email": email, "password": "correct horse", "organization": "Fresh"}
			return func() int { return s.Anonymous().Post(t, "/api/v1/admin/bootstrap", body).Status }
		}
		if won := together(setUp("one@example.com"), setUp("two@example.com")); won != 1 {
			t.Fatalf("%d of two set the installation up, want 1", won)
		}
	})
}

// A role that is assigned while it is deleted: one of the two comes first, and
// the other is refused with words.
func TestRaces_a_role_is_assigned_or_deleted(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		p := admin.NewProject(t)
		role := testserver.Object{"slug": "fleeting", "name": "Fleeting", "permissions": testserver.List{}}
		for range 3 {
			victim := admin.NewIdentity(t, s.Admin.ID, "no-access")
			inOrg := admin.Post(t, "/api/v1/organization/roles", role).Want(t, 200).Text("role.id")
			inProject := admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", role).Want(t, 200).Text("role.id")
			members := "/api/v2/workspace/" + p.ID + "/identity-memberships/" + victim
			settled(t,
				func() testserver.Answer {
					return admin.Patch(t, "/api/v1/identities/"+victim, testserver.Object{"role": "fleeting"})
				},
				func() testserver.Answer { return admin.Delete(t, "/api/v1/organization/roles/"+inOrg, nil) })
			settled(t,
				func() testserver.Answer { return admin.Post(t, members, testserver.Object{"role": "fleeting"}) },
				func() testserver.Answer { return admin.Delete(t, "/api/v2/workspace/"+p.ID+"/roles/"+inProject, nil) })
			admin.Delete(t, "/api/v1/identities/"+victim, nil).Want(t, 200)
			admin.Delete(t, "/api/v1/organization/roles/"+inOrg, nil)
			admin.Delete(t, "/api/v2/workspace/"+p.ID+"/roles/"+inProject, nil)
		}
	})
}

// settled runs both at once: one of them is answered 200 and the other 400.
func settled(t *testing.T, assign, remove func() testserver.Answer) {
	t.Helper()
	var assigned, removed testserver.Answer
	together(func() int { assigned = assign(); return assigned.Status }, func() int { removed = remove(); return removed.Status })
	if assigned.Status+removed.Status != 600 || assigned.Status != 200 && assigned.Status != 400 {
		t.Errorf("assigned: %d %s\nremoved: %d %s", assigned.Status, assigned.Body, removed.Status, removed.Body)
	}
}

// together runs both at once and counts those that were answered 200.
func together(both ...func() int) (won int) {
	statuses := make([]int, len(both))
	start := make(chan struct{})
	var group errgroup.Group
	for i, run := range both {
		group.Go(func() error {
			<-start
			statuses[i] = run()
			return nil
		})
	}
	close(start)
	_ = group.Wait() // none returns an error
	for _, status := range statuses {
		if status == 200 {
			won++
		}
	}
	return won
}

// While a change takes rights from somebody, whatever they hand out waits for
// it, and is then decided by what they have left. On SQLite there is one writer
// at a time anyway.
func TestRaces_a_demotion_cannot_be_outrun(t *testing.T) {
	s := testserver.Start(t, database.Postgres(t))
	grantor := s.NewMachine(t, "admin", nil)
	client := s.As(s.Token(t, grantor))
	project := s.AsAdmin().NewProject(t)
	s.AsAdmin().AddMember(t, project, grantor.IdentityID, "admin")
	newcomer := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	grants := map[string]func() testserver.Answer{
		"an organization role": func() testserver.Answer {
			return client.Post(t, "/api/v1/identities", testserver.Object{"name": "x", "organizationId": s.Admin.ID, "role": "admin"})
		},
		"a credential of an admin": func() testserver.Answer {
			return client.Post(t, testserver.TokenAuth(s.Admin.IdentityID)+"/tokens", testserver.Object{})
		},
		"a project role": func() testserver.Answer {
			return client.Post(t, "/api/v2/workspace/"+project.ID+"/identity-memberships/"+newcomer, testserver.Object{"role": "admin"})
		},
	}
	for what, grant := range grants {
		t.Run(what, func(t *testing.T) {
			answer := make(chan testserver.Answer, 1)
			changeBeside(t, s, func(tx *store.Tx, scope store.Scope) error {
				if err := models.LockGrants(tx, scope.OrgID); err != nil {
					return err
				}
				if err := setOrgRole(tx, scope, grantor.IdentityID, "no-access"); err != nil {
					return err
				}
				if _, err := store.Delete[models.ProjectMembership](tx, scope, "subject_id = ?", grantor.IdentityID); err != nil {
					return err
				}
				go func() { answer <- grant() }()
				waitForWaiter(t, tx)
				return nil
			})
			if got := <-answer; got.Status != 403 {
				t.Errorf("%s was handed out after it was taken: %d %s", what, got.Status, got.Body)
			}
			changeBeside(t, s, func(tx *store.Tx, scope store.Scope) error {
				return setOrgRole(tx, scope, grantor.IdentityID, "admin")
			})
			s.AsAdmin().AddMember(t, project, grantor.IdentityID, "admin")
		})
	}
}

// changeBeside changes the database as another replica would.
func changeBeside(t *testing.T, s *testserver.Server, change func(tx *store.Tx, scope store.Scope) error) {
	t.Helper()
	scope := store.Scope{OrgID: s.Admin.ID}
	if err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error { return change(tx, scope) }); err != nil {
		t.Fatal(err)
	}
}

func setOrgRole(tx *store.Tx, scope store.Scope, identityID, role string) error {
	row, err := store.First[models.OrgMembership](tx, scope, "subject_id = ?", identityID)
	if err != nil {
		return err
	}
	row.Role = role
	return store.Update(tx, scope, row, "role")
}

// waitForWaiter returns once another session waits for a lock that this
// transaction holds.
func waitForWaiter(t *testing.T, tx *store.Tx) {
	t.Helper()
	testserver.Eventually(t, "a request waits for the change", func() bool {
		var waiting int64
		err := tx.DB().Raw("SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))").Scan(&waiting).Error
		return err == nil && waiting > 0
	})
}
