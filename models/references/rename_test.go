package references

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func Test_references_follow_a_renaming_in_the_form_they_have(t *testing.T) {
	secret := OfSecrets("prod", "/here", map[string]string{"A": "B"})
	folder, environment := OfFolder("dev", "/x", "/z"), OfEnvironment("dev", "test")
	for _, c := range []struct {
		name       string
		to         Renaming
		text, want string
	}{
		{"nothing to rename", secret, "plain", "plain"},
		{"by name alone", secret, "x ${A} y", "x ${B} y"},
		{"by its place", secret, "${prod.here.A}", "${prod.here.B}"},
		{"of another folder", secret, "${dev.here.A}${prod.A}", "${dev.here.A}${prod.A}"},
		{"another name", secret, "${AA}${A:-x}", "${AA}${A:-x}"},
		{"a folder", folder, "${dev.x.A}", "${dev.z.A}"},
		{"below a folder", folder, "${dev.x.y.A}", "${dev.z.y.A}"},
		{"a folder that begins alike", folder, "${dev.xx.A}", "${dev.xx.A}"},
		{"a folder of another environment", folder, "${prod.x.A}", "${prod.x.A}"},
		{"an environment", environment, "${dev.x.A}${dev.A}${prod.A}", "${test.x.A}${test.A}${prod.A}"},
		{"the folder of the secret", OfFolder("prod", "/here", "/there"), "${A}${prod.here.A}", "${A}${prod.there.A}"},
		{"the environment of the secret", OfEnvironment("prod", "live"), "${A}${prod.here.A}", "${A}${live.here.A}"},
	} {
		got, err := c.to.Rewrite(c.text, here, devAndPro, 100)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func Test_a_new_name_that_a_reference_cannot_spell_is_refused(t *testing.T) {
	for _, c := range []struct{ text, name string }{
		{"${A}", "B{"}, {"${A}", "dev.B"}, {"${prod.here.A}", "B.C"}, {"${A}", "B$"}, {"${A}", "a..b"},
	} {
		_, err := OfSecrets("prod", "/here", map[string]string{"A": c.name}).Rewrite(c.text, here, devAndPro, 100)
		if !errors.Is(err, ErrUnspellable) {
			t.Errorf("%s to %s: %v", c.text, c.name, err)
		}
	}
	if got, err := OfSecrets("prod", "/here", map[string]string{"A": "B.C"}).Rewrite("${A}", here, devAndPro, 100); err != nil || got != "${B.C}" {
		t.Errorf("a dot in a name of the same folder: %q, %v", got, err)
	}
}

func Test_names_that_references_cannot_spell_are_refused_where_none_refers(t *testing.T) {
	for _, c := range []struct {
		name string
		to   Renaming
		at   SecretRef
		want error
	}{
		{"spelled after", OfSecrets("prod", "/here", map[string]string{"A": "B"}), SecretRef{"prod", "/here", "A"}, nil},
		{"a dot", OfSecrets("prod", "/here", map[string]string{"A": "B.C"}), SecretRef{"prod", "/here", "A"}, ErrUnspellable},
		{"a brace", OfSecrets("prod", "/here", map[string]string{"A": "B}"}), SecretRef{"prod", "/here", "A"}, ErrUnspellable},
		{"spelled alone only, before and after", OfSecrets("prod", "/here", map[string]string{"A.B": "B.C"}), SecretRef{"prod", "/here", "A.B"}, nil},
		{"never spelled", OfSecrets("prod", "/here", map[string]string{"A{": "B}"}), SecretRef{"prod", "/here", "A{"}, nil},
		{"a folder with a dot", OfFolder("prod", "/here", "/x.y"), here, ErrUnspellable},
		{"a folder that had one", OfFolder("prod", "/x.y", "/here.z"), SecretRef{"prod", "/x.y", "A"}, nil},
		{"a slug", OfEnvironment("prod", "live"), SecretRef{"prod", "/", "A"}, nil},
	} {
		if err := c.to.Spells(c.at, devAndPro); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// The answer to a rename must not depend on references that the caller may not see.
func Test_spelling_is_decided_without_the_references(t *testing.T) {
	names := rapid.StringMatching(`[A-C.{}$]{1,4}`)
	rapid.Check(t, func(t *rapid.T) {
		at := SecretRef{rapid.SampledFrom([]string{"dev", "prod"}).Draw(t, "env"), rapid.SampledFrom([]string{"/", "/here", "/x/y", "/x.y"}).Draw(t, "path"), names.Draw(t, "old")}
		to := OfSecrets(at.Environment, at.Path, map[string]string{at.Name: names.Draw(t, "new")})
		if rapid.Bool().Draw(t, "folder") {
			to = OfFolder(at.Environment, at.Path, "/"+names.Draw(t, "folder name"))
		}
		text := rapid.SampledFrom([]string{"${" + at.Name + "}", "${" + at.Environment + strings.ReplaceAll(strings.TrimSuffix(at.Path, "/"), "/", ".") + "." + at.Name + "}"}).Draw(t, "reference")
		holder := rapid.SampledFrom([]SecretRef{at, {"dev", "/", "H"}, {"prod", "/x", "H"}}).Draw(t, "holder")
		if to.Spells(at, devAndPro) != nil {
			return
		}
		if _, err := to.Rewrite(text, holder, devAndPro, 1000); err != nil {
			t.Fatalf("%s in %v: %v", text, holder, err)
		}
	})
}

func Test_a_renaming_makes_no_text_longer_than_it_may_be(t *testing.T) {
	to := OfSecrets("prod", "/here", map[string]string{"A": "LONG"})
	for _, c := range []struct {
		text string
		most int
		want error
	}{
		{"${A}${A}", 14, nil}, {"${A}${A}", 13, ErrTooLong}, {"${A} and more", 10, ErrTooLong}, {"${B}, which stays", 5, nil},
	} {
		if _, err := to.Rewrite(c.text, here, devAndPro, c.most); !errors.Is(err, c.want) {
			t.Errorf("%s within %d: %v", c.text, c.most, err)
		}
	}
}
