package pep

import (
	"testing"

	"warder/models"
)

func Test_paths_have_one_form(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"", "/"},
		{"/", "/"},
		{"   ", "/"},
		{"/a", "/a"},
		{"a", "/a"},
		{"/a/", "/a"},
		{"a/b/", "/a/b"},
		{" /a ", "/a"},
		{"/a//", "/a/"},
		{"//", "/"},
		{"//a", "//a"},
		{"/a/b c", "/a/b c"},
		{"\t/a\n", "/a"},
	} {
		if got := NormalizePath(c.sent); got != c.want {
			t.Errorf("%q became %q, want %q", c.sent, got, c.want)
		}
	}
}

func Test_values_are_trimmed_but_for_one_final_newline(t *testing.T) {
	for _, c := range []struct{ sent, want string }{
		{"", ""},
		{"v", "v"},
		{"  v\t", "v"},
		{"v\n", "v\n"},
		{"v\n\n", "v\n"},
		{"v \n", "v\n"},
		{"v\r\n", "v\n"},
		{"\nv", "v"},
		{"v\n ", "v"},
		{"a\nb", "a\nb"},
		{"\n", "\n"},
		{" ", ""},
	} {
		if got := normalValue(c.sent); got != c.want {
			t.Errorf("%q became %q, want %q", c.sent, got, c.want)
		}
	}
}

func Test_trim_skips_what_was_not_sent(t *testing.T) {
	sent := " a "
	Trim(nil, &sent)
	if sent != "a" {
		t.Errorf("%q", sent)
	}
}

// The vectors are those of docs/contract.md 7, "Slugs".
func Test_slugs_follow_the_contracts_vectors(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"My Role", "my-role"},
		{"a_b", "a-b"},
		{"a--b", "a-b"},
		{"camelCase", "camel-case"},
		{"a.b", "a-b"},
		{"", ""},
		{"-a-", "a"},
		{"a9B", "a9-b"},
		{"ÄÖ", ""},
		{"my-role", "my-role"},
		{"  x  ", "x"},
		{"HTTP", "http"},
	} {
		got := slugify(c.name)
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.name, got, c.want)
		}
		if valid := IsSlug(c.name); valid != (c.name != "" && c.name == got) {
			t.Errorf("%q is a slug: %v, but slugified it is %q", c.name, valid, got)
		}
	}
}

// FuzzSlugify holds IsSlug to its definition: unchanged by slugify.
func FuzzSlugify(f *testing.F) {
	for _, seed := range []string{"My Role", "a--b", "-", "", "camelCase", "ẞ", "a\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		slug := slugify(name)
		if again := slugify(slug); again != slug {
			t.Fatalf("%q became %q and then %q", name, slug, again)
		}
		if IsSlug(name) != (name != "" && slug == name) {
			t.Fatalf("%q is a slug: %v, slugified %q", name, IsSlug(name), slug)
		}
	})
}

// FuzzNormalizePath holds that a path which is accepted has only the form that it is
// brought into.
func FuzzNormalizePath(f *testing.F) {
	for _, seed := range []string{"/", "/a/b", "/a/", "/a/../b", "/a ", "//", "/.", "a", "/a\u2028", "/%2e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		if again := NormalizePath(sent); models.IsPath(sent) && again != sent {
			t.Fatalf("%q becomes %q", sent, again)
		}
	})
}
