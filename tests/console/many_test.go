//go:build console

package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"warder/models"
	"warder/models/store"
)

// manyIdentities is how many there are in the list that is scrolled.
const manyIdentities = 10_000

// setUp makes the organization of e2e/admin.json and gives its id.
func setUp(t *testing.T, url string) string {
	t.Helper()
	admin, err := os.ReadFile(filepath.Join(root, "console", "e2e", "admin.json"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(url+"/api/v1/admin/bootstrap", "application/json", bytes.NewReader(admin))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var made struct{ Organization struct{ ID string } }
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || answer.StatusCode != http.StatusOK || made.Organization.ID == "" {
		t.Fatalf("the server was not set up: %d %v", answer.StatusCode, err)
	}
	return made.Organization.ID
}

// fillWithMany puts identities into the database of a running server, which takes a
// second where as many requests take minutes.
func fillWithMany(t *testing.T, url, database string) {
	t.Helper()
	org := setUp(t, url)
	db, err := store.Open(t.Context(), database, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := store.At(time.Now())
	identities, members := make([]models.Identity, 0, manyIdentities), make([]models.OrgMembership, 0, manyIdentities)
	for i := range manyIdentities {
		id := store.NewID()
		identities = append(identities, models.Identity{ID: id, OrgID: org, Name: fmt.Sprintf("id-%05d", i), CreatedAt: now, UpdatedAt: now})
		members = append(members, models.OrgMembership{
			ID: store.NewID(), OrgID: org, SubjectType: models.SubjectIdentity, SubjectID: id, Role: "no-access", Status: "accepted", IsActive: true, CreatedAt: now, UpdatedAt: now,
		})
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.DB().CreateInBatches(identities, 500).Error; err != nil {
			return err
		}
		return tx.DB().CreateInBatches(members, 500).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}
