package layout

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plainFolders are the folders whose comments are held to plain English, with the
// constructions that they avoid.
var plainFolders = map[string][]construction{
	"handlers": allConstructions, "cmd": allConstructions,
	"engine": needASecondReading, "bundles": needASecondReading, "models": needASecondReading,
}

// plainDocuments are the documents that are held to needASecondReading.
var plainDocuments = []string{
	"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/auth-methods.md", "docs/backup.md", "docs/bundles.md",
	"docs/clients.md", "docs/comparison.md", "docs/console.md", "docs/contract.md", "docs/encryption.md", "docs/high-availability.md",
	"docs/import.md", "docs/index.md", "docs/install.md", "docs/keys.md", "docs/log-export.md", "docs/metrics.md",
	"docs/migrating.md", "docs/observability.md", "docs/operating.md", "docs/policies.md", "docs/review.md", "docs/secrets.md",
	"docs/upgrading.md", "docs/tutorials/auditor.md", "docs/tutorials/index.md", "docs/tutorials/operator.md",
}

// construction is a wording that needs a second reading, and its replacement.
type construction struct {
	pattern *regexp.Regexp
	instead string
}

// needASecondReading are the constructions that no comment uses.
var needASecondReading = []construction{
	wording(`what (is|was|are|were)`, "the noun that it stands for"),
	wording(`nobody|somebody|whoever|whatever|whosoever`, "the caller, the operator, no client"),
	wording(`of which|of whom`, "a sentence of its own"),
	wording(`nothing but`, "only"),
	wording(`(has|have|had) (had )?(its|their) time`, "expired"),
	wording(`on a way`, "in progress, queued, sent"),
	wording(`is whether`, "reports whether"),
}

var allConstructions = slices.Concat(needASecondReading, []construction{
	wording(`what (has|had|it|they|must|may|can|cannot|could|no|none)`, "the noun that it stands for"),
	wording(`who (is|was|asks|may|has) \w+ed`, "the caller, the user or the client"),
	wording(`none of (its|their|them|these|those|the|it|ours)`, "a verb that is negated: contains no secret"),
	wording(`as it is|as they are`, "unchanged"),
	wording(`that there (is|are)`, "all, or the noun alone"),
	wording(`on its way|on their way`, "in progress, queued, sent"),
	wording(`are whether`, "reports whether"),
	wording(`(is|are|was|were|be) told`, "receives, is logged, reports"),
	wording(`hears?|hearing`, "receives"),
	wording(`said to be|says of itself`, "the field that holds it"),
	wording(`at the door`, "before the decision"),
	wording(`for good`, "permanently"),
	wording(`stands still|comes to nothing|comes of it`, "is suspended, has no effect"),
})

func wording(pattern, instead string) construction {
	return construction{regexp.MustCompile(`(?i)\b(` + pattern + `)\b`), instead}
}

// riddles are the constructions in the comments of a file, with their places.
func riddles(t *testing.T, path string, source any, avoided []construction) (found []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, comment := range file.Comments {
		found = append(found, riddlesIn(files.Position(comment.Pos()).String(), comment.Text(), avoided)...)
	}
	return found
}

// riddlesIn looks at a comment or paragraph as one line, because a construction may span two.
func riddlesIn(place, text string, avoided []construction) (found []string) {
	text = strings.Join(strings.Fields(text), " ")
	for _, c := range avoided {
		if wrong := c.pattern.FindString(text); wrong != "" {
			found = append(found, place+`: "`+wrong+`" in "`+text+`", write `+c.instead)
		}
	}
	return found
}

func TestEnglish_comments_are_plain(t *testing.T) {
	for folder, avoided := range plainFolders {
		read := 0
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			read++
			source, err := os.ReadFile(path) //nolint:gosec // a file of the repository
			if err != nil {
				return err
			}
			for _, riddle := range riddles(t, path, source, avoided) {
				t.Error(riddle)
			}
			return nil
		})
		if err != nil || read == 0 {
			t.Errorf("%s: read %d files: %v", folder, read, err)
		}
	}
}

func TestEnglish_comments_of_the_policy_are_plain(t *testing.T) {
	read := 0
	err := filepath.WalkDir(filepath.Join(root, "policies"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		read++
		source, err := os.ReadFile(path) //nolint:gosec // a file of the repository
		for _, riddle := range riddlesOfRego(path, string(source)) {
			t.Error(riddle)
		}
		return err
	})
	if err != nil || read < 50 {
		t.Errorf("read %d files: %v", read, err)
	}
}

// riddlesOfRego looks at the comments that stand together, METADATA too.
func riddlesOfRego(path, source string) (found []string) {
	var comment []string
	for line := range strings.SplitSeq(source+"\n", "\n") {
		if text, is := strings.CutPrefix(strings.TrimSpace(line), "#"); is {
			comment = append(comment, text)
			continue
		}
		found = append(found, riddlesIn(path, strings.Join(comment, " "), allConstructions)...)
		comment = nil
	}
	return found
}

func TestEnglish_documents_are_plain(t *testing.T) {
	for _, path := range plainDocuments {
		text, err := os.ReadFile(filepath.Join(root, path)) //nolint:gosec // a file of the repository
		if err != nil {
			t.Fatal(err)
		}
		for _, riddle := range riddlesOfDocument(path, string(text)) {
			t.Error(riddle)
		}
	}
}

func riddlesOfDocument(path, text string) (found []string) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		found = append(found, riddlesIn(path, paragraph, needASecondReading)...)
	}
	return found
}

func TestEnglish_riddles_of_the_policy_are_found(t *testing.T) {
	for source, wrong := range map[string]bool{
		"# METADATA\n# title: Reads what\n#   is stored\nallow if {\n\ttrue\n}\n": true,
		"allow if {\n\t# what it holds\n\ttrue\n}":                                true,
		"x := \"what is it\"\n# A rule.\n":                                        false,
	} {
		if found := riddlesOfRego("a.rego", source); len(found) > 0 != wrong {
			t.Errorf("%q: found %q", source, found)
		}
	}
}

func TestEnglish_riddles_of_documents_are_found(t *testing.T) {
	for text, wrong := range map[string]bool{
		"# Lists\n\nA list shows what\nis stored.\n": true,
		"# Lists\n\nA list shows rows.\n":            false,
	} {
		if found := riddlesOfDocument("a.md", text); len(found) > 0 != wrong {
			t.Errorf("%q: found %q", text, found)
		}
	}
}

func TestEnglish_riddles_are_found(t *testing.T) {
	for comment, wrong := range map[string]bool{
		"// f counts the rows.":                     false,
		"// f counts what is\n// stored.":           true,
		"// f refuses whoever asks.":                true,
		"// f has keys, none of them secret.":       true,
		"// f is whether the caller may\n// do so.": true,
		"// f reports whether the caller may.":      false,
	} {
		if found := riddles(t, "f.go", "package f\n\n"+comment+"\nfunc f() {}\n", plainFolders["cmd"]); len(found) > 0 != wrong {
			t.Errorf("%q: found %q", comment, found)
		}
	}
}
