package facts

import (
	"fmt"
	"os"
	"testing"
	"time"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

func TestMain(m *testing.M) { os.Exit(database.MainWithoutLeaks(m)) }

const epoch = int64(1795312800)

var now = time.Unix(epoch, 250_000_000)

// in is a moment so many seconds from now.
func in(seconds int64) *store.Time {
	at := store.At(time.Unix(epoch+seconds, 0))
	return &at
}

// Two organizations that know nothing of each other, a project in each, and
// another one in the first.
var (
	ours      = store.Scope{OrgID: "org-1"}
	theirs    = store.Scope{OrgID: "org-2"}
	inProject = store.Scope{OrgID: "org-1", ProjectID: "project-1"}
	inSecond  = store.Scope{OrgID: "org-1", ProjectID: "project-2"}
	inTheirs  = store.Scope{OrgID: "org-2", ProjectID: "project-3"}
)

// world is a store with the tenants above.
type world struct {
	t     *testing.T
	store *store.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, database.SQLite(t))
}

func newWorldOn(t *testing.T, url string) *world {
	t.Helper()
	db := modelstest.Open(t, url)
	w := &world{t, db}
	for _, scope := range []store.Scope{ours, theirs} {
		add(w, store.Installation, &models.Organization{ID: scope.OrgID, Name: scope.OrgID, Slug: scope.OrgID})
	}
	for _, scope := range []store.Scope{inProject, inSecond, inTheirs} {
		add(w, store.Scope{OrgID: scope.OrgID}, &models.Project{ID: scope.ProjectID, OrgID: scope.OrgID, Name: scope.ProjectID, Slug: "slug-" + scope.ProjectID, Version: 3})
	}
	return w
}

// write is a transaction that has to succeed.
func (w *world) write(run func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.Write(w.t.Context(), run); err != nil {
		w.t.Fatal(err)
	}
}

func add[T any](w *world, scope store.Scope, rows ...*T) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error { return store.Create(tx, scope, rows...) })
}

// identity is a machine of an organization, a member with a role if it has one.
func (w *world) identity(scope store.Scope, id, role string) {
	w.t.Helper()
	add(w, scope, &models.Identity{ID: id, OrgID: scope.OrgID, Name: "machine " + id})
	if role != "" {
		add(w, scope, orgMember(scope, models.SubjectIdentity, id, role))
	}
}

func orgMember(scope store.Scope, subjectType, id, role string) *models.OrgMembership {
	return &models.OrgMembership{
		ID: scope.OrgID + ":" + id, OrgID: scope.OrgID, SubjectType: subjectType, SubjectID: id, Role: role, Status: models.StatusAccepted, IsActive: true,
	}
}

// user is a person with an account, a member of organizations with a role.
func (w *world) user(id, role string, scopes ...store.Scope) {
	w.t.Helper()
	add(w, store.Installation, &models.User{ID: id, Email: id + "@example.com", Username: id, IsAccepted: true, KeyMaterial: "{}"})
	for _, scope := range scopes {
		add(w, scope, orgMember(scope, models.SubjectUser, id, role))
	}
}

// member makes somebody a member of a project, with roles.
func (w *world) member(scope store.Scope, subjectType, id string, roles ...models.MembershipRole) string {
	w.t.Helper()
	row := &models.ProjectMembership{ID: scope.ProjectID + ":" + id, OrgID: scope.OrgID, ProjectID: scope.ProjectID, SubjectType: subjectType, SubjectID: id}
	add(w, scope, row)
	for i := range roles {
		roles[i].ID, roles[i].OrgID, roles[i].ProjectID = fmt.Sprintf("%s:%d", row.ID, i), scope.OrgID, scope.ProjectID
		roles[i].MembershipID = row.ID
		add(w, scope, &roles[i])
	}
	return row.ID
}

func role(slug string) models.MembershipRole { return models.MembershipRole{Role: slug} }

// during is a role that counts from and until so many seconds from now.
func during(slug string, from, until int64) models.MembershipRole {
	return models.MembershipRole{Role: slug, Temporary: between(from, until)}
}

func between(from, until int64) models.Temporary {
	return models.Temporary{IsTemporary: true, TemporaryAccessStartTime: in(from), TemporaryAccessEndTime: in(until)}
}

// session gives a user a session and answers its caller.
func (w *world) session(userID, orgID string) Caller {
	w.t.Helper()
	add(w, store.Installation, &models.Session{ID: "session:" + userID, UserID: userID, AccessVersion: 1})
	return Caller{
		Mode: ModeUser, Subject: input.Subject{Type: input.SubjectUser, ID: userID}, WellFormed: true, OrgID: orgID,
		CredentialID: "session:" + userID, AccessVersion: 1, ExpiresAt: epoch + 600, Address: "10.0.0.9",
	}
}

// collect collects the facts of a question in a snapshot.
func (w *world) collect(caller Caller, question Question) *State {
	w.t.Helper()
	var state *State
	err := w.store.Snapshot(w.t.Context(), func(tx *store.Tx) (err error) {
		state, err = Collect(tx, now, caller, question)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// held are grants as text, such as "role viewer 0-0".
func held(grants []input.Grant) []string {
	list := []string{}
	for _, grant := range grants {
		starts, ends := grant.Starts, grant.Ends
		if starts != 0 {
			starts -= epoch
		}
		if ends != 0 {
			ends -= epoch
		}
		list = append(list, fmt.Sprintf("%s %s%s %d..%d", grant.Source, grant.Role, grant.ID, starts, ends))
	}
	return list
}

// places are holdings as text.
func places(holdings []input.Holding) []string {
	list := []string{}
	for _, holding := range holdings {
		list = append(list, fmt.Sprint(holding.Scope, " ", holding.ID, " ", held(holding.Grants)))
	}
	return list
}
