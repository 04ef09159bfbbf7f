package truth

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/engine/input"
	"warder/tests/requests"
)

var update = flag.Bool("update", false, "rewrite the table of what requests ask for in policies/README.md")

const (
	readme   = "../../policies/README.md"
	askBegin = "<!-- what is asked for: made from tests/requests/testdata/requests.txt by go test ./tests/truth -run README -update -->\n"
	askEnd   = "<!-- end of what is asked for -->\n"
)

// decidedAs are the action and the resource type of each route.
func decidedAs(t *testing.T) map[string][2]string {
	t.Helper()
	served, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	routes := map[string][2]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]* \\| `([^`]+)` on `([^`]+)` \\|").FindAllStringSubmatch(string(served), -1) {
		routes[row[1]] = [2]string{row[3], row[2]}
	}
	return routes
}

// askedTable says, for each action on each kind of thing, which fields its
// requests may have.
func askedTable(t *testing.T) string {
	t.Helper()
	routes, fields := decidedAs(t), map[string]map[string]bool{}
	for _, a := range requests.Cases(t) {
		decided := routes[a.Method+" "+a.Pattern]
		about := "`" + decided[0] + "`"
		if a.Kind != "" {
			about += " of kind `" + a.Kind + "`"
		}
		row := about + " | `" + decided[1] + "`"
		for _, request := range append(slices.Clone(a.Members), a.Request) {
			var asked map[string]any
			if json.Unmarshal([]byte(request), &asked) != nil {
				continue // nothing is asked for
			}
			if fields[row] == nil {
				fields[row] = map[string]bool{}
			}
			for name := range asked {
				fields[row][name] = true
			}
		}
	}
	var table strings.Builder
	table.WriteString("| resource | action | fields of `input.request` |\n|---|---|---|\n")
	for _, row := range slices.Sorted(maps.Keys(fields)) {
		table.WriteString("| " + row + " | `" + strings.Join(slices.Sorted(maps.Keys(fields[row])), "` `") + "` |\n")
	}
	return table.String()
}

func TestREADME_says_what_each_request_asks_for(t *testing.T) {
	raw, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(raw), askBegin)
	written, after, ends := strings.Cut(rest, askEnd)
	if !begins || !ends {
		t.Fatal("policies/README.md has no place for the table of what is asked for")
	}
	want := askedTable(t)
	if *update {
		if err := os.WriteFile(readme, []byte(before+askBegin+want+askEnd+after), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if written != want {
		t.Error("the table is not what tests/requests/testdata/requests.txt says; run this test with -update")
	}
	for field := range reflect.TypeFor[input.Requested]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !strings.Contains(want, "`"+name+"`") {
			t.Errorf("no request of tests/requests/testdata/requests.txt asks for %s", name)
		}
		if !strings.Contains(before+after, "`"+name+"`") {
			t.Errorf("policies/README.md does not say what %s means", name)
		}
	}
	for _, kind := range input.Kinds() {
		if !strings.Contains(before+after, "| `"+kind+"` |") {
			t.Errorf("policies/README.md does not say what the kind %s is", kind)
		}
	}
}
