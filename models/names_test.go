package models_test

import (
	"path"
	"strings"
	"testing"

	"warder/models"
)

func Test_a_path_names_one_place_in_one_way(t *testing.T) {
	for _, good := range []string{"/", "/a", "/a/b", "/.hidden", "/a.b", "/...", "/a b", "/ä/ß", "/a*", "/a?b", "/" + strings.Repeat("a", models.MaxPath-1)} {
		if !models.IsPath(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{
		"", "a", "//", "/a/", "/a//b", "/.", "/..", "/a/..", "/a/../b", "/./a", "/a\\b", "/a%2fb", "/a%", "/a\x00", "/a\n", "/a\x7f", "/a\u0085",
		"/a\xff", " /a", "/a ", "/ ", "/a\u00a0", "/" + strings.Repeat("a", models.MaxPath),
	} {
		if models.IsPath(bad) {
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
		if !models.IsPath(sent) {
			return
		}
		if clean := path.Clean(sent); clean != sent {
			t.Fatalf("%q is also %q", sent, clean)
		}
	})
}

func Test_folder_names_are_one_segment(t *testing.T) {
	for _, good := range []string{"a", "A-b_c", ".hidden", "a.b", "a b", strings.Repeat("a", 255)} {
		if !models.IsFolderName(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{"", "/", "a/b", "/a", "a/", ".", "..", `a\b`, "a%b", "a\nb", "a\x00", "\xff", strings.Repeat("a", 255+1)} {
		if models.IsFolderName(bad) {
			t.Errorf("accepted %q", bad)
		}
	}
}

func Test_secret_names_hold_no_slash_colon_space_or_control_character(t *testing.T) {
	for _, good := range []string{"A", "DB_URL", "a.b-c", "ключ", ".env", "a*", "..", strings.Repeat("a", 255)} {
		if !models.IsSecretName(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{"", " ", "A B", "A:B", "A/B", "/", "A\tB", "A\n", "A\x00", "A\x7f", "A\u009f", "\xff", strings.Repeat("a", 255+1)} {
		if models.IsSecretName(bad) {
			t.Errorf("accepted %q", bad)
		}
	}
}
