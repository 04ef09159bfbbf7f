package facts

import (
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// A change that depends on what others hold, or on how many administrators there
// are, is alone in its organization: LockGrants counts it.
func TestLock_is_taken_by_changes_that_compare(t *testing.T) {
	for _, c := range []struct {
		resource, action string
		reads            bool
		want             int64
	}{
		{"identity", "create", false, 1},
		{"member", "edit", false, 1},
		{"role", "edit", false, 1},
		{"groups", "edit", false, 1},
		{"service-tokens", "create", false, 1},
		{"organization", "delete", false, 1},
		{"account", "delete", false, 1},
		{"workspace", "leave", false, 1},
		{"workspace", "delete", false, 1},
		{"role", "read", true, 0},
		{"organization", "edit", false, 0},
		{"account", "changePassword", false, 0},
		{"workspace", "edit", false, 0},
		{"secrets", "create", false, 0},
	} {
		t.Run(c.resource+" "+c.action, func(t *testing.T) {
			w := newWorld(t)
			w.user("u", "admin", ours)
			caller := w.session("u", ours.OrgID)
			question := Question{Action: c.action, Resource: input.Resource{Type: c.resource}, Changes: !c.reads}
			w.write(func(tx *store.Tx) error {
				_, err := Collect(tx, now, caller, question)
				return err
			})
			org, err := store.First[models.Organization](w.store.Statement(t.Context()), store.Installation, "id = ?", ours.OrgID)
			if err != nil {
				t.Fatal(err)
			}
			if counted := org.GrantsVersion - 1; counted != c.want {
				t.Errorf("%d changes were counted, want %d", counted, c.want)
			}
		})
	}
}
