package vault_test

import (
	"errors"
	"slices"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/models/vault"
	"warder/tests/modelstest"
)

func Test_a_secret_is_stored_sealed_with_a_version_for_each_change(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		made := s.put(t, tx, "dev /", "A", "first", "")
		tag := &models.Tag{ID: "t", OrgID: s.scope.OrgID, ProjectID: s.scope.ProjectID, Slug: "t"}
		must(t, store.Create(tx, s.scope, tag))
		s.Actor = vault.Actor{Type: "identity", ID: "bob"}
		_, err := s.Change(tx, made.ID, vault.SecretChange{
			Name: "B", Fields: func(fields *models.SecretFields) { fields.SkipMultilineEncoding = true },
			Content: func(content *vault.Content) { content.Text.Value = "second" }, Tags: &vault.Tags{IDs: []string{"t"}, Found: []models.Tag{*tag}},
		})
		must(t, err)
		row, value := s.read(t, tx, made.ID)
		if row.Key != "B" || value != "second" || row.Version != 2 || row.ActorID != "bob" || !row.SkipMultilineEncoding || slices.Equal(row.Value, []byte("second")) {
			t.Errorf("stored %+v, %q", row, value)
		}
		tags, err := models.TagsOf(tx, s.scope, []string{made.ID})
		must(t, err)
		if len(tags[made.ID]) != 1 {
			t.Errorf("tags %v", tags)
		}
		versions, err := store.Find[models.SecretVersion](tx.OrderBy("version"), s.scope, "secret_id = ?", made.ID)
		must(t, err)
		for i, want := range []string{"first by ann", "second by bob"} {
			then := vault.SecretOfVersion(&versions[i])
			text, err := s.Open(&then)
			must(t, err)
			if got := text.Value + " by " + then.ActorID; got != want || text.Comment != "about A" {
				t.Errorf("version %d: %s, %s", i+1, got, text.Comment)
			}
		}
	})
}

func Test_what_may_not_be_stored_has_an_error_of_its_own(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		var s *safe
		var shared, personal *models.Secret
		modelstest.Write(t, db, func(tx *store.Tx) error {
			s = newSafe(t, tx, false)
			shared, personal = s.put(t, tx, "dev /", "A", "1", ""), s.put(t, tx, "dev /", "A", "2", "ann")
			s.put(t, tx, "dev /app", "A", "3", "")
			return nil
		})
		unknown := newSecret(s.folders["dev /"], "B", "", "")
		unknown.Tags.IDs = []string{"none"}
		for name, c := range map[string]struct {
			do   func(tx *store.Tx) error
			want error
		}{
			"the same name": {func(tx *store.Tx) error {
				_, err := s.Create(tx, newSecret(s.folders["dev /"], "A", "", ""))
				return err
			}, store.ErrDuplicate},
			"a personal value of no secret": {func(tx *store.Tx) error {
				_, err := s.Create(tx, newSecret(s.folders["prod /"], "A", "", "ann"))
				return err
			}, vault.ErrNothingToOverride},
			"a tag that is none": {func(tx *store.Tx) error { _, err := s.Create(tx, unknown); return err }, vault.ErrUnknownTag},
			"another name of a personal one": {func(tx *store.Tx) error {
				_, err := s.Change(tx, personal.ID, vault.SecretChange{Name: "B"})
				return err
			}, vault.ErrPersonalName},
			"a change to a tag that is none": {func(tx *store.Tx) error {
				_, err := s.Change(tx, shared.ID, vault.SecretChange{Tags: &vault.Tags{IDs: []string{"none"}}})
				return err
			}, vault.ErrUnknownTag},
			"moving to where one is": {func(tx *store.Tx) error { return s.Move(tx, shared, s.folders["dev /app"], false) }, vault.ErrExistsThere},
		} {
			if err := db.Write(t.Context(), c.do); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}

func Test_personal_values_go_where_their_secret_goes(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		shared, own := s.put(t, tx, "dev /", "A", "1", ""), s.put(t, tx, "dev /", "A", "2", "ann")
		shared, err := s.Change(tx, shared.ID, vault.SecretChange{Name: "B"})
		must(t, err)
		must(t, s.Move(tx, shared, s.folders["prod /app"], false))
		row, value := s.read(t, tx, own.ID)
		if row.Key != "B" || row.FolderID != s.folders["prod /app"].ID || value != "2" || row.Version != 3 {
			t.Errorf("%+v, %q", row, value)
		}
		shared, _ = s.read(t, tx, shared.ID)
		must(t, s.Remove(tx, shared))
		if left, err := store.Count[models.Secret](tx, s.scope, ""); err != nil || left != 0 {
			t.Errorf("left %d, %v", left, err)
		}
	})
}

func Test_a_move_that_overwrites_gives_its_value_to_the_secret_there(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		moved, there := s.put(t, tx, "dev /", "A", "new", ""), s.put(t, tx, "prod /", "A", "old", "")
		must(t, s.Move(tx, moved, s.folders["prod /"], true))
		row, value := s.read(t, tx, there.ID)
		if value != "new" || row.Version != 2 {
			t.Errorf("%q in version %d", value, row.Version)
		}
		if left, err := store.Count[models.Secret](tx, s.scope, ""); err != nil || left != 1 {
			t.Errorf("left %d, %v", left, err)
		}
	})
}

func Test_references_follow_new_names(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		target := s.put(t, tx, "dev /app", "A", "x", "")
		holder := s.put(t, tx, "prod /", "H", "${dev.app.A} ${A}", "")
		near := s.put(t, tx, "dev /app", "N", "${A}", "")
		plain := s.put(t, tx, "prod /", "P", "A dev app", "")

		_, err := s.Change(tx, target.ID, vault.SecretChange{Name: "B"})
		must(t, err)
		must(t, s.SecretsRenamed(tx, target.FolderID, map[string]string{"A": "B"}))
		names, err := s.Names(tx)
		must(t, err)
		must(t, models.RenameFolder(tx, s.scope, s.folders["dev /app"], "api", s.Now))
		must(t, names.FolderRenamed(tx, s.folders["dev /app"]))
		names, err = s.Names(tx)
		must(t, err)
		must(t, names.EnvironmentRenamed(tx, "dev", "test"))

		for id, want := range map[string]string{holder.ID: "${test.api.B} ${A}", near.ID: "${B}", plain.ID: "A dev app"} {
			if _, value := s.read(t, tx, id); value != want {
				t.Errorf("%q, want %q", value, want)
			}
		}
		if row, _ := s.read(t, tx, holder.ID); row.Version != 4 || row.ActorType != "platform" || row.ActorID != "" {
			t.Errorf("version %d by %s %s", row.Version, row.ActorType, row.ActorID)
		}
		if row, _ := s.read(t, tx, plain.ID); row.Version != 1 {
			t.Errorf("a text without references has version %d", row.Version)
		}
	})
}
