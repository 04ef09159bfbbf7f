package facts

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

// Test_what_is_kept_is_what_is_read holds facts from memory, and those of one statement,
// to facts that are read, for every kind of caller and question, on both databases.
func Test_what_is_kept_is_what_is_read(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		w := newWorldOn(t, url)
		fillVault(w)
		for who, caller := range populate(w) {
			for what, question := range questionsOf(caller) {
				want := w.fresh(caller, question())
				for _, how := range []struct {
					name    string
					collect func(Caller, Question) (*State, error)
				}{{"read", w.within}, {"kept", w.within}, {"alone", w.alone}} {
					got, err := how.collect(caller, question())
					if errors.Is(err, store.ErrSecondStatement) && how.name == "alone" && !needsOneStatement(who, what) {
						continue
					}
					if err != nil {
						t.Errorf("%s, %s, %s: %v", who, what, how.name, err)
						continue
					}
					if !reflect.DeepEqual(content(got), content(want)) {
						t.Errorf("%s, %s, %s:\n got %+v\nwant %+v", who, what, how.name, content(got), content(want))
					}
				}
			}
		}
	})
}

// needsOneStatement tells the logins, and of one caller the questions about places that
// are named by the id of their project.
func needsOneStatement(who, what string) bool {
	more := []string{"by slug", "by the slug", "login", "wrong login", "imported", "list below"}
	if who == "nobody" {
		return strings.Contains(what, "login")
	}
	return who == "member" && !slices.ContainsFunc(more, func(start string) bool { return strings.HasPrefix(what, start) })
}

// content is a state without its functions, which are never equal, and without the way
// in which it was found.
func content(s *State) State {
	plain := *s
	plain.Question.Targets, plain.Question.Secrets, plain.Question.Single = nil, nil, false
	plain.cache, plain.proof, plain.fresh, plain.secrets, plain.read, plain.member = nil, proof{}, nil, nil, false, projectMember{}
	return plain
}

// fresh reads everything, secrets by queries.
func (w *world) fresh(caller Caller, question Question) *State {
	w.t.Helper()
	var s *State
	w.must(w.store.Snapshot(w.t.Context(), func(tx *store.Tx) (err error) {
		s, err = read(tx, caller, question)
		return err
	}))
	return s
}

func read(tx *store.Tx, caller Caller, question Question) (*State, error) {
	question.Secrets = nil
	s := newState(now, caller, question)
	return s, s.gather(tx)
}

func (w *world) within(caller Caller, question Question) (state *State, err error) {
	err = w.store.Snapshot(w.t.Context(), func(tx *store.Tx) error {
		state, err = Collect(tx, now, caller, question)
		return err
	})
	return state, err
}

// alone collects from one statement, as a rule.
func (w *world) alone(caller Caller, question Question) (state *State, err error) {
	if !question.SingleStatement(caller) {
		return nil, store.ErrSecondStatement
	}
	err = w.store.ReadSingle(w.t.Context(), func(tx *store.Tx) error {
		state, err = Collect(tx, now, caller, question)
		return err
	})
	return state, err
}

// populate adds callers of every kind, with every kind of grant.
func populate(w *world) map[string]Caller {
	w.t.Helper()
	secret(w, "app", "MINE", models.SecretPersonal, "plain", "t1")
	eight := 8
	add(w, inProject, &models.ProjectTrustedIP{ID: "ip-1", OrgID: "org-1", ProjectID: "project-1", IPAddress: "10.0.0.0", Prefix: ptr(int64(eight)), IsActive: true},
		&models.ProjectTrustedIP{ID: "ip-2", OrgID: "org-1", ProjectID: "project-1", IPAddress: "10.9.0.0", Prefix: ptr(int64(eight))})
	add(w, store.Installation, &models.Setting{Name: SettingInitialized, Value: "true"})
	add(w, inProject, projectRole("r1", `[{"action":"read","subject":"secrets"}]`, 1), projectRole("r2", `[{"action":"edit","subject":"secrets"}]`, 2))
	add(w, inSecond, &models.ProjectRole{ID: "r3", OrgID: "org-1", ProjectID: "project-2", Slug: "r3", Permissions: "[]", Form: 2, Version: 1})
	add(w, ours, &models.OrgRole{ID: "o1", OrgID: "org-1", Slug: "o1", Permissions: `[{"action":"read","subject":"role"}]`, Version: 1})
	callers := map[string]Caller{
		"nobody":                       {Mode: ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}, Address: "10.0.0.9"},
		"plain":                        w.token("plain", ours, nil),
		"member":                       w.token("member", ours, nil),
		"many roles":                   w.token("many", ours, nil),
		"elsewhere":                    w.token("elsewhere", ours, nil),
		"stranger":                     w.token("stranger", theirs, nil),
		"revoked":                      w.token("revoked", ours, func(row *models.AccessToken) { row.IsRevoked = true }),
		"limited":                      w.token("limited", ours, func(row *models.AccessToken) { row.NumUses, row.NumUsesLimit = 3, 3 }),
		"user":                         w.session("ann", "org-1"),
		"session without organization": w.session("bob", ""),
	}
	w.member(inProject, models.SubjectIdentity, "member", role("viewer"))
	many := w.member(inProject, models.SubjectIdentity, "many", role("viewer"), custom("r2"), during("member", -10, 10), custom("r1"), custom("r2"), during("admin", -10, -5))
	for i, form := range []int64{1, 2} {
		add(w, inProject, &models.Privilege{
			ID: fmt.Sprint("privilege-", form), OrgID: "org-1", ProjectID: "project-1", MembershipID: many, Slug: fmt.Sprint(i),
			Permissions: `[{"action":"read","subject":"tags"}]`, Form: form, Version: 4, CreatedAt: store.At(now.Add(-1)),
		})
	}
	w.member(inSecond, models.SubjectIdentity, "elsewhere", custom("r3"))
	w.member(inProject, models.SubjectUser, "ann", custom("r1"))
	w.write(func(tx *store.Tx) error {
		return errors.Join(set[models.OrgMembership](tx, "org-1:many", "role", models.RoleCustom), set[models.OrgMembership](tx, "org-1:many", "role_id", "o1"),
			set[models.OrgMembership](tx, "org-1:plain", "is_active", false), models.DeleteIdentity(tx, ours, "revoked"))
	})
	add(w, inProject, &models.ServiceToken{
		ID: "st", OrgID: "org-1", ProjectID: "project-1", Hash: "hash", Permissions: []string{"read"},
		Scopes: []models.ServiceTokenScope{{Environment: "dev", SecretPath: "/**"}},
	})
	add(w, store.Installation, &models.APIKey{ID: "key", UserID: "ann", Hash: "hash"})
	for name, c := range map[string]struct{ mode, id, hash string }{
		"service token": {ModeServiceToken, "st", "hash"}, "forged service token": {ModeServiceToken, "st", "other"},
		"no service token": {ModeServiceToken, "other", "hash"}, "API key": {ModeAPIKey, "key", "hash"},
	} {
		callers[name] = Caller{Mode: c.mode, Subject: input.Subject{Type: input.SubjectServiceToken, ID: c.id}, WellFormed: true, CredentialID: c.id, CredentialHashes: []string{c.hash}}
	}
	for name, change := range map[string]func(c *Caller){
		"malformed": func(c *Caller) { c.WellFormed = false }, "without a row": func(c *Caller) { c.CredentialID = "other" },
		"of others": func(c *Caller) { c.OrgID = "org-2" }, "of another identity": func(c *Caller) { c.Subject.ID = "plain" },
		"with a use spent": func(c *Caller) { c.UseSpent = true },
	} {
		caller := callers["member"]
		change(&caller)
		callers[name] = caller
	}
	return callers
}

func ptr[T any](v T) *T { return &v }

// token makes an identity with a token of its own.
func (w *world) token(id string, scope store.Scope, change func(row *models.AccessToken)) Caller {
	w.t.Helper()
	w.identity(scope, id, "member")
	eight := 8
	add(w, scope, &models.AuthMethod{
		ID: "m-" + id, OrgID: scope.OrgID, IdentityID: id, Method: models.MethodUniversalAuth, ClientID: ptr("client-" + id), LockoutEnabled: true, LockoutThreshold: 3,
		AccessTokenTrustedIPs: []models.TrustedIP{{IPAddress: "10.0.0.0", Type: "ipv4", Prefix: &eight}},
	})
	add(w, scope, &models.ClientSecret{ID: "s-" + id, OrgID: scope.OrgID, IdentityID: id, AuthMethodID: "m-" + id, Prefix: "abcd", Hash: "hash", ExpiresAt: in(5)},
		&models.ClientSecret{ID: "s2-" + id, OrgID: scope.OrgID, IdentityID: id, AuthMethodID: "m-" + id, Prefix: "abcd", Hash: "other"})
	add(w, store.Installation, &models.LoginFailures{LoginKey: "m-" + id, Address: "10.0.0.9", OrgID: scope.OrgID, Failures: 2, LastFailure: store.At(now)})
	row := &models.AccessToken{ID: "t-" + id, OrgID: scope.OrgID, IdentityID: id, AuthMethodID: "m-" + id, Method: models.MethodUniversalAuth, ExpiresAt: in(100)}
	if id != "plain" {
		row.ClientSecretID = ptr("s-" + id)
	}
	if change != nil {
		change(row)
	}
	add(w, scope, row)
	return Caller{
		Mode: ModeIdentity, Subject: input.Subject{Type: input.SubjectIdentity, ID: id}, WellFormed: true, OrgID: scope.OrgID,
		CredentialID: row.ID, ExpiresAt: epoch + 600, Address: "10.0.0.9",
	}
}

// questionsOf are questions of every kind that may be answered by one statement; each is made anew,
// because targets keep what they found.
func questionsOf(caller Caller) map[string]func() Question {
	questions := map[string]func() Question{}
	for name, ref := range map[string]ProjectRef{
		"": {ID: "project-1"}, "by slug, ": {Slug: "slug-project-1"}, "of others, ": {ID: "project-3"}, "by the slug of others, ": {Slug: "slug-project-3"},
		"missing, ": {ID: "x"}, "without project, ": {}, "elsewhere, ": {ID: "project-2"},
	} {
		search := func(path, key, kind string, imports, overrides bool) func() Question {
			return func() Question {
				x := &SecretSearch{Environment: "dev", Path: path, Name: key, Type: kind, Imports: imports, Overrides: overrides}
				return Question{Project: ref, Targets: []TargetLoader{x.Read}, Single: true, Secrets: x.Query(caller.Subject.ID)}
			}
		}
		list := func(l SecretList) func() Question {
			return func() Question {
				l := l
				return Question{Project: ref, Targets: []TargetLoader{l.Read}, Single: l.Single(), Secrets: l.Query(caller.Subject.ID)}
			}
		}
		questions[name+"secret"] = search("/", "B", models.SecretShared, false, false)
		questions[name+"own secret"] = search("/app", "MINE", models.SecretPersonal, false, true)
		questions[name+"either secret"] = search("/", "A", models.SecretShared, false, true)
		questions[name+"no secret"] = search("/", "X", models.SecretShared, false, false)
		questions[name+"no folder"] = search("/x", "B", models.SecretShared, false, false)
		questions[name+"list"] = list(SecretList{Environment: "dev", Path: "/"})
		questions[name+"list of nothing"] = list(SecretList{Environment: "prod", Path: "/"})
		questions[name+"folder"] = func() Question {
			return Question{Project: ref, Targets: []TargetLoader{OnFolder("dev", "/app/db")}, Single: true}
		}
	}
	questions["imported secret"] = func() Question {
		x := &SecretSearch{Environment: "dev", Path: "/", Name: "X", Type: models.SecretShared, Imports: true}
		return Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{x.Read}, Single: true, Secrets: x.Query(caller.Subject.ID)}
	}
	questions["list below"] = func() Question {
		l := &SecretList{Environment: "dev", Path: "/", Recursive: true}
		return Question{Project: ProjectRef{ID: "project-1"}, Targets: []TargetLoader{l.Read}, Single: l.Single(), Secrets: l.Query(caller.Subject.ID)}
	}
	for name, login := range map[string][3]string{
		"login": {"client-member", "abcd", "hash"}, "login of others": {"client-stranger", "abcd", "hash"}, "wrong login": {"client-member", "abcd", "x"},
		"login of nobody": {"x", "abcd", "hash"}, "login with another start": {"client-member", "abce", "hash"},
	} {
		questions[name] = func() Question {
			return Question{OrgLess: true, Targets: []TargetLoader{OnUniversalAuth(login[0], "", login[1], login[2])}, Single: true}
		}
	}
	return questions
}
