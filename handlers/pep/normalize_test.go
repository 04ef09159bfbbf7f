package pep

import (
	"path"
	"strings"
	"testing"
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
		if got := NormalPath(c.sent); got != c.want {
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

func Test_a_path_names_one_place_in_one_way(t *testing.T) {
	for _, good := range []string{"/", "/a", "/a/b", "/.hidden", "/a.b", "/...", "/a b", "/ä/ß", "/a*", "/a?b", "/" + strings.Repeat("a", MaxPath-1)} {
		if !IsPath(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{
		"", "a", "//", "/a/", "/a//b", "/.", "/..", "/a/..", "/a/../b", "/./a", "/a\\b", "/a%2fb", "/a%", "/a\x00", "/a\n", "/a\x7f", "/a\u0085",
		"/a\xff", " /a", "/a ", "/ ", "/a\u00a0", "/" + strings.Repeat("a", MaxPath),
	} {
		if IsPath(bad) {
			t.Errorf("accepted %q", bad)
		}
	}
}

// FuzzIsPath holds that a path which is accepted has no second spelling.
func FuzzIsPath(f *testing.F) {
	for _, seed := range []string{"/", "/a/b", "/a/", "/a/../b", "/a ", "//", "/.", "a", "/a\u2028", "/%2e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		if !IsPath(sent) {
			return
		}
		if clean := path.Clean(sent); clean != sent {
			t.Fatalf("%q is also %q", sent, clean)
		}
		if again := NormalPath(sent); again != sent {
			t.Fatalf("%q becomes %q", sent, again)
		}
	})
}

func Test_folder_names_are_one_segment(t *testing.T) {
	for _, good := range []string{"a", "A-b_c", ".hidden", "a.b", "a b", strings.Repeat("a", maxName)} {
		if !isFolderName(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{"", "/", "a/b", "/a", "a/", ".", "..", `a\b`, "a%b", "a\nb", "a\x00", "\xff", strings.Repeat("a", maxName+1)} {
		if isFolderName(bad) {
			t.Errorf("accepted %q", bad)
		}
	}
}

func Test_secret_names_hold_no_slash_colon_space_or_control_character(t *testing.T) {
	for _, good := range []string{"A", "DB_URL", "a.b-c", "ключ", ".env", "a*", "..", strings.Repeat("a", maxName)} {
		if !IsSecretName(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{"", " ", "A B", "A:B", "A/B", "/", "A\tB", "A\n", "A\x00", "A\x7f", "A\u009f", "\xff", strings.Repeat("a", maxName+1)} {
		if IsSecretName(bad) {
			t.Errorf("accepted %q", bad)
		}
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
