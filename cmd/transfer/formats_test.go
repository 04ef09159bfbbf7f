package transfer

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"pgregory.net/rapid"
)

// anyValue draws what is hard to quote more often than what is not.
func anyValue() *rapid.Generator[string] {
	nasty := rapid.StringMatching("[ a0'\"$\\\\\n\r\t#=:;&|{}()\\[\\]!*?~`%<>^é☃-]{0,14}")
	return rapid.OneOf(nasty, rapid.String(), rapid.SampledFrom([]string{
		"", "007", "true", "null", "~", "1e3", "- a", "${KEY}", "${dev.path.KEY}", "$(id)", "`id`", "-----BEGIN KEY-----\nab+/=\n-----END KEY-----\n", "{\"a\": \"b\"}",
	})).Filter(func(value string) bool { return !strings.ContainsRune(value, 0) })
}

func anyName() *rapid.Generator[string] { return rapid.StringMatching("[A-Za-z_][A-Za-z0-9_]{0,8}") }

// values are what Parse and Write agree on for formats of names and values.
func values(items []Item) map[string]string {
	values := map[string]string{}
	for _, item := range items {
		values[item.Key] = item.Value
	}
	return values
}

func TestDotenv_reads_back_what_was_written(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.MapOf(anyName(), anyValue()).Draw(t, "values")
		var items []Item
		for key, value := range want {
			items = append(items, Item{Secret: Secret{Key: key, Value: value}})
		}
		text, _, err := Write(Dotenv, items)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(Dotenv, text)
		if err != nil || !reflect.DeepEqual(values(got), want) {
			t.Fatalf("%q gave %q (%v), want %q", text, values(got), err, want)
		}
	})
}

// What is exported means the same to another reader of dotenv files, which expands what it
// can, and to a shell that sources the file.
func TestDotenv_means_the_same_to_other_readers(t *testing.T) {
	expanded := func(string) (string, bool) { return "EXPANDED", true }
	fixed := []string{`it's "$HOME"`, `it's \$HOME`, "it's `id`", "it's $(id)", "it's\nthree\nlines", `back\`, `it's \n no line`, `# it's`, "a # b", `"`, `'`, `'"$\`, "${KEY}", `'${KEY}'`, "a\nKEY='x'", "'\nOTHER=\"x\\$\"", `\'\"`}
	check := func(t interface{ Fatalf(string, ...any) }, value string) {
		text, _, err := Write(Dotenv, []Item{{Secret: Secret{Key: "KEY", Value: value}}})
		if err != nil {
			t.Fatalf("%v", err)
		}
		back, err := Parse(Dotenv, text)
		if err != nil || values(back)["KEY"] != value || len(back) != 1 {
			t.Fatalf("%q gave %q (%v), want %q", text, values(back), err, value)
		}
		if got, err := dotenv.UnmarshalWithLookup(string(text), expanded); !strings.Contains(string(text), "\\`") && (err != nil || got["KEY"] != value) {
			t.Fatalf("another reader makes %q of %q (%v), want %q", got, text, err, value)
		}
		if strings.Contains(value, "\r") {
			return // which a shell has no way to write between double quotes
		}
		command := exec.CommandContext(context.Background(), "bash", "-c", `. /dev/stdin; printf '%s.' "$KEY"`)
		command.Stdin = bytes.NewReader(text)
		if got, err := command.CombinedOutput(); err != nil || string(got) != value+"." {
			t.Fatalf("a shell makes %q of %q (%v), want %q", got, text, err, value)
		}
	}
	for _, value := range fixed {
		check(t, value)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, anyValue().Draw(t, "value")) })
}

func TestShell_gives_every_value_to_a_shell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := anyValue().Draw(t, "value")
		text, _, err := Write(Shell, []Item{{Secret: Secret{Key: "KEY", Value: value}}})
		if err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), "sh", "-c", string(text)+`printf '%s.' "$KEY"`)
		got, err := command.Output()
		if err != nil || string(got) != value+"." {
			t.Fatalf("%q gave %q (%v), want %q", text, got, err, value)
		}
	})
}

func anyItem() *rapid.Generator[Item] {
	return rapid.Custom(func(t *rapid.T) Item {
		item := Item{Secret: Secret{Key: anyName().Draw(t, "key"), Value: anyValue().Draw(t, "value")}}
		item.Path = rapid.SampledFrom([]string{"", "/db", "/db/replica"}).Draw(t, "path")
		if comment := anyValue().Draw(t, "comment"); comment != "" {
			item.Comment = &comment
		}
		if rapid.Bool().Draw(t, "tagged") {
			item.Tags = []Tag{{Slug: "blue", Name: "Blue", Color: "#00f"}, {Slug: "red"}}
			item.Metadata = []Entry{{Key: "owner", Value: anyValue().Draw(t, "metadata")}}
			on := true
			item.SkipMultilineEncoding = &on
		}
		return item
	})
}

func TestDocuments_read_back_what_was_written(t *testing.T) {
	for _, format := range []Format{JSON, YAML} {
		t.Run(string(format), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				byKey := func(item Item) string { return item.Path + "/" + item.Key }
				want := sorted(rapid.SliceOfDistinct(anyItem(), byKey).Draw(t, "items"), func(item Item) string { return item.Path + "\x00" + item.Key })
				text, _, err := Write(format, want)
				if err != nil {
					t.Fatal(err)
				}
				got, err := Parse(format, text)
				if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
					t.Fatalf("%s gave %+v (%v), want %+v", text, got, err, want)
				}
			})
		})
	}
}

func TestParse_understands(t *testing.T) {
	for _, c := range []struct {
		name   string
		format Format
		text   string
		want   map[string]string
	}{
		{"values_over_several_lines", Dotenv, "A=\"x\ny\"\nB='x\ny'\n", map[string]string{"A": "x\ny", "B": "x\ny"}},
		{"export_comments_and_blanks", Dotenv, "# a comment\n\nexport A=b # why\n B = c \n", map[string]string{"A": "b", "B": "c"}},
		{"blanks_inside_a_bare_value", Dotenv, "A=hello world", map[string]string{"A": "hello world"}},
		{"an_address_that_is_not_quoted", Dotenv, "A=p://u:p@h/d?a=1&b=2#c", map[string]string{"A": "p://u:p@h/d?a=1&b=2#c"}},
		{"references_as_they_are", Dotenv, "A=${B}x\nB=\"$C\"\nD='${dev.A}'", map[string]string{"A": "${B}x", "B": "$C", "D": "${dev.A}"}},
		{"escapes_between_double_quotes", Dotenv, `A="a\nb\"c\\d"`, map[string]string{"A": "a\nb\"c\\d"}},
		{"empty_values", Dotenv, "A=\nB=''\nC=\"\"", map[string]string{"A": "", "B": "", "C": ""}},
		{"a_byte_order_mark", Dotenv, "\ufeffA=1", map[string]string{"A": "1"}},
		{"line_ends_of_windows", Dotenv, "A=1\r\nB=2\r\n", map[string]string{"A": "1", "B": "2"}},
		{"an_object", JSON, `{"A": "x", "B": 007.5e3, "C": true}`, nil},
		{"numbers_as_written", JSON, `{"A": "x", "B": 1.50, "C": true}`, map[string]string{"A": "x", "B": "1.50", "C": "true"}},
		{"a_list", JSON, `[{"key": "A", "value": "x", "metadata": {"a": "b"}, "tags": ["blue"]}]`, map[string]string{"A": "x"}},
		{"pairs_of_surrogates", JSON, `{"A": "\ud83d\ude00"}`, map[string]string{"A": "😀"}},
		{"scalars_as_written", YAML, "A: 007\nB: yes\nC: 1.0\nD: |\n  x\n  y\n", map[string]string{"A": "007", "B": "yes", "C": "1.0", "D": "x\ny\n"}},
		{"nothing", YAML, "# nothing\n", map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			items, err := Parse(c.format, []byte(c.text))
			if c.want == nil {
				if !errors.Is(err, ErrFormat) {
					t.Errorf("gave %q, %v", values(items), err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(values(items), c.want) {
				t.Errorf("gave %q, %v, want %q", values(items), err, c.want)
			}
		})
	}
}

// What is wrong is told by its line or its name, and never repeats a value.
func TestParse_complains_without_repeating_values(t *testing.T) {
	for _, c := range []struct {
		name   string
		format Format
		text   string
		want   string
	}{
		{"an_open_quote", Dotenv, "A=1\nB=\"s3cret\n", "quotes that are closed"},
		{"text_after_a_quote", Dotenv, "A='it'\"s3cret\"'s'\n", "line 1: want KEY=value"},
		{"a_name_alone", Dotenv, "A=s3cret\nLONELY\n", "LONELY has no value"},
		{"a_value_alone", Dotenv, "=s3cret\n", "a value has no name"},
		{"bytes_that_are_no_text", Dotenv, "A=s3cret\xff\n", "not UTF-8"},
		{"broken_json", JSON, `{"A": "s3cret"`, "not JSON"},
		{"json_after_json", JSON, `{"A": "s3cret"} {}`, "more follows"},
		{"a_text", JSON, `"s3cret"`, "want an object"},
		{"an_object_in_an_object", JSON, `{"A": {"B": "s3cret"}}`, "the value of A"},
		{"null", JSON, `{"A": null}`, "the value of A"},
		{"an_unknown_field", JSON, `[{"key": "A", "value": "s3cret", "coment": "x"}]`, "entry 1: coment"},
		{"no_value", JSON, `[{"key": "A"}]`, "entry 1: key and value are required"},
		{"twice", JSON, `[{"key": "A", "value": "s3cret"}, {"key": "A", "value": "x", "path": "/"}]`, "entry 2: /A is there twice"},
		{"a_name_twice", JSON, `{"A": "s3cret", "B": "", "A": "x"}`, "A is there twice"},
		{"a_field_twice", JSON, `[{"key": "A", "value": "s3cret", "value": "x"}]`, "value is there twice"},
		{"a_path_that_leads_out", JSON, `[{"key": "A", "value": "s3cret", "path": "../../outside"}]`, "entry 1: path leads out"},
		{"a_path_that_leads_out_in_the_end", YAML, "- {key: A, value: s3cret, path: /a/../../outside}\n", "entry 1: path leads out"},
		{"twice_in_yaml", YAML, "A: s3cret\nA: x\n", "line 2"},
		{"an_alias", YAML, "A: &x s3cret\nB: *x\n", "line 2 has an alias"},
		{"broken_yaml", YAML, "A: [s3cret\n", "not YAML"},
		{"shell", Shell, "A=s3cret", "only written"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.format, []byte(c.text))
			if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("complained %v, want %q", err, c.want)
			}
		})
	}
}

// A secret of an odd name does not keep the others from being exported.
func TestWrite_names_what_a_format_cannot_say(t *testing.T) {
	odd := []string{"-n", "1X", "A=B", "a\u202eb", "$(id)", "q'uote", "é"}
	for format, c := range map[Format]struct {
		text string
		left []string
	}{
		Dotenv: {"A=1\nB.C-D=1\n", odd},
		Shell:  {"export A=1\n", append([]string{"B.C-D"}, odd...)},
	} {
		var items []Item
		for _, key := range append([]string{"A", "B.C-D"}, odd...) {
			items = append(items, Item{Secret: Secret{Key: key, Value: "1"}})
		}
		text, left, err := Write(format, items)
		slices.Sort(left)
		slices.Sort(c.left)
		if err != nil || string(text) != c.text || !slices.Equal(left, c.left) {
			t.Errorf("%s: got %q, left %q, %v", format, text, left, err)
		}
		if format == Dotenv {
			back, err := Parse(format, text)
			if err != nil || len(back) != 2 {
				t.Errorf("read back as %v, %v", back, err)
			}
		}
	}
}

func TestWrite_refuses_one_name_of_two_folders(t *testing.T) {
	item := func(path, key string) Item { return Item{Path: path, Secret: Secret{Key: key}} }
	for _, format := range []Format{Dotenv, Shell} {
		if _, _, err := Write(format, []Item{item("", "A"), item("/db", "A")}); err == nil || !strings.Contains(err.Error(), "several folders") {
			t.Errorf("%s wrote one name twice: %v", format, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"A=1\n", "A='x\ny' # z\n", `A="\"`, `{"A": 1}`, `[{"key": "A", "value": "b", "tags": [{"slug": "c"}]}]`, "A: &a [1, *a]\n", "- key: A\n  value: b\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range []Format{Dotenv, JSON, YAML} {
			items, err := Parse(format, []byte(text))
			if err != nil {
				if !errors.Is(err, ErrFormat) {
					t.Errorf("%s: %v", format, err)
				}
				continue
			}
			for _, item := range items {
				if item.Key == "" {
					t.Errorf("%s: a secret without a name", format)
				}
			}
		}
	})
}
