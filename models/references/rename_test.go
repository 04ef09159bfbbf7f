package references

import (
	"errors"
	"testing"
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
