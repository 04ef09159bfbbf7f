package vault_test

import (
	"errors"
	"strings"
	"testing"

	"warder/models/references"
	"warder/models/store"
	"warder/models/vault"
)

func Test_no_value_is_stored_that_is_larger_than_a_value_may_be(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		largest := strings.Repeat("x", vault.MaxValue)
		row := s.put(t, tx, "dev /app", "A", largest, "")
		if _, err := s.Create(tx, newSecret(s.folders["dev /app"], "B", largest+"x", "")); !errors.Is(err, vault.ErrValueTooLarge) {
			t.Errorf("created: %v", err)
		}
		larger := vault.SecretChange{Content: func(c *vault.Content) { c.Text.Value += "x" }}
		if _, err := s.Change(tx, row.ID, larger); !errors.Is(err, vault.ErrValueTooLarge) {
			t.Errorf("changed: %v", err)
		}
	})
}

func Test_a_new_name_does_not_make_values_grow_beyond_their_limit(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		target := s.put(t, tx, "dev /app", "Z", "z", "")
		holder := s.put(t, tx, "dev /app", "H", strings.Repeat("${Z}", 200_000), "")
		err := s.SecretsRenamed(tx, target.FolderID, map[string]string{"Z": strings.Repeat("L", 255)})
		if !errors.Is(err, references.ErrTooLong) {
			t.Errorf("a name of 255 letters: %v", err)
		}
		if row, value := s.read(t, tx, holder.ID); row.Version != 1 || len(value) != 800_000 {
			t.Errorf("version %d of %d bytes", row.Version, len(value))
		}
	})
}

func Test_what_follows_one_new_name_is_bounded(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		s.put(t, tx, "dev /app", "Z", "z", "")
		s.put(t, tx, "prod /", "H1", "${dev.app.Z}", "")
		s.put(t, tx, "prod /", "H2", "${dev.app.Z}", "")
		names, err := s.Names(tx)
		must(t, err)
		names.Limit(len("${test.app.Z}")) // of one
		if err := names.EnvironmentRenamed(tx, "dev", "test"); !errors.Is(err, vault.ErrTooManyFollow) {
			t.Errorf("one of two: %v", err)
		}
	})
}

func Test_a_slug_takes_no_reference_from_the_secret_that_it_names(t *testing.T) {
	in(t, false, func(t *testing.T, tx *store.Tx, s *safe) {
		s.put(t, tx, "dev /app", "api.KEY", "here", "")
		s.put(t, tx, "dev /app", "H", "a ${api.KEY}", "")
		s.put(t, tx, "dev /app", "OTHER", "${web.KEY}", "") // which names nothing yet
		s.put(t, tx, "prod /", "FAR", "${api.KEY}${web.KEY}", "")
		names, err := s.Names(tx)
		must(t, err)
		for slug, want := range map[string]error{"api": vault.ErrCaptured, "ap": nil, "web": nil, "new": nil} {
			if err := names.MayBeSlug(tx, slug); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", slug, err, want)
			}
		}
	})
}
