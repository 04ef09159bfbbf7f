package permissions

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"warder/engine/globs/globstest"
)

func pointer(text string) *string { return &text }

func TestKeys_of_a_place(t *testing.T) {
	for _, row := range []struct {
		name              string
		environment, path *string
		want              []string
	}{
		{"nothing_known", nil, nil, []string{"*:"}},
		{"environment_alone", pointer("dev"), nil, []string{"dev:", "*:"}},
		{"path_alone", nil, pointer("/"), []string{"*:/$", "*:/", "*:"}},
		{"root", pointer("dev"), pointer("/"), []string{"dev:/$", "dev:/", "dev:", "*:/$", "*:/", "*:"}},
		{"deep_folder", nil, pointer("/a/b"), []string{"*:/a/b$", "*:/a/*", "*:/a/b/", "*:/a/", "*:/", "*:"}},
		{"top_folder", nil, pointer("/a"), []string{"*:/a$", "*:/*", "*:/a/", "*:/", "*:"}},
		{"hidden_folder_is_reached_by_nothing_above", nil, pointer("/a/.h"), []string{"*:/a/.h$", "*:/a/.h/", "*:"}},
		{"below_a_hidden_folder", nil, pointer("/.h/x"), []string{"*:/.h/x$", "*:/.h/*", "*:/.h/x/", "*:/.h/", "*:"}},
		{"slash_at_the_end", nil, pointer("/a/"), []string{"*:/a/$", "*:/*", "*:/a/", "*:/", "*:"}},
		{"relative_path_is_in_no_folder", nil, pointer("a/b"), []string{"*:a/b$", "*:"}},
		{"empty_path_is_in_no_folder", nil, pointer(""), []string{"*:$", "*:"}},
		{"environment_with_a_colon", pointer("a:b"), nil, []string{"*:"}},
		{"environment_that_looks_like_any", pointer("*"), nil, []string{"*:"}},
		{"empty_environment", pointer(""), nil, []string{":", "*:"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Keys(row.environment, row.path); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// A regular glob and its key answer alike on every absolute path.
func TestKeys_answer_as_the_glob_does(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folder := rapid.SampledFrom([]string{"", "/a", "/a/b", "/.h", "/a/.h", "/a/.h/b", "/ab"}).Draw(t, "folder")
		pattern := folder + rapid.SampledFrom([]string{"/**", "/*", "/a", "/.a", "/a/"}).Draw(t, "end")
		pattern = rapid.SampledFrom([]string{pattern, pattern, pattern, "**", "/"}).Draw(t, "pattern")
		form, regular := globKey(pattern)
		if !regular {
			t.Fatalf("%q has no key", pattern)
		}
		for range 20 {
			path := globstest.Path(t)
			held := slices.Contains(Keys(nil, &path), "*:"+form)
			if held != globstest.Match(pattern, path) {
				t.Fatalf("%q against %q: by key %v", path, pattern, held)
			}
		}
	})
}

func TestKeys_are_only_for_regular_globs(t *testing.T) {
	for _, pattern := range []string{
		"*", "/a*", "/a**", "/*/**", "/**/a", "a/**", "a/*", "/a//**", "/a/**/*", "!/a", "!/a/**", "/{a,b}/**", "/a?/**", "/[a]/*", "./a", "/a@b/**", "",
	} {
		if form, regular := globKey(pattern); regular {
			t.Errorf("%q became the key %q", pattern, form)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	environment, path := "prod", "/team/service/db/primary"
	for b.Loop() {
		Keys(&environment, &path)
	}
}
