package truth

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/engine/input"
	"warder/handlers/audit"
	"warder/models"
	"warder/tests/api"
	"warder/tests/database"
)

// probed is where the requests of this test come from. A rule refuses all of
// them, so that every one is decided and recorded, and none changes anything.
const probed = "203.0.113.7"

const probeRule = `# METADATA
# title: Probe
# description: What comes from one address is decided, and refused.
package authz.rules.probe

# METADATA
# title: Probed
# description: Requests of the test of input.request are refused.
# custom:
#   code: probed
#   status: 403
#   remediation: None.
deny contains {"code": "probed", "message": "Refused by the probe"} if {
	input.context.ip == "` + probed + `"
	input.action.name != "authenticate"
}
`

// canary is in every field of a body that holds a value of a secret, a comment, a
// credential or its ciphertext. It is base64, too.
const canary = "c4n4ryc4"

// ask is one request and what the policy hears of it.
type ask struct {
	method, pattern string
	by, body        string
	with            map[string]string // values for this request alone
	request         string            // input.request; "-" if nothing is asked for
	members         []string          // that of each member instead
	kind            string            // input.resource.properties.kind
}

// TestRequests_say_what_they_ask_for sends one request to each route that is no
// GET. testdata/requests.txt says, for one route or several:
//
//	METHOD PATTERN
//	by WHO                     admin (an identity) if it is left out
//	with NAME=VALUE ...        other values of parameters
//	body JSON
//	request JSON               what input.request is then, or -
//	member JSON                of each member of a batch, in their order
//	kind KIND                  input.resource.properties.kind, if there is one
//
// $NAME is a value of the fixture, as are the parameters of patterns.
func TestRequests_say_what_they_ask_for(t *testing.T) {
	s := api.Start(t, database.SQLite(t), withRule(t, "probe", probeRule), api.BehindProxy)
	f := newAsking(t, s)
	asks := readAsks(t)
	decided := make([]string, len(asks))
	for i := range asks {
		decided[i] = f.send(t, &asks[i])
	}
	s.Stop(t)
	f.store = s.Store(t)
	for i := range asks {
		if decided[i] != "" {
			t.Run(asks[i].method+asks[i].pattern, func(t *testing.T) { f.compare(t, &asks[i], decided[i]) })
		}
	}
	f.nothingLeaks(t)
	everyRouteAsks(t, asks)
}

// everyRouteAsks fails for a route that has no case.
func everyRouteAsks(t *testing.T, asks []ask) {
	t.Helper()
	served, err := os.ReadFile("../../docs/api.md") // which a test holds to the route table
	if err != nil {
		t.Fatal(err)
	}
	routes := regexp.MustCompile("(?m)^\\| `([A-Z]+) ([^`]+)`").FindAllStringSubmatch(string(served), -1)
	if len(routes) < 250 {
		t.Fatalf("the table has %d routes only", len(routes))
	}
	for _, route := range routes {
		known := slices.ContainsFunc(asks, func(a ask) bool { return a.method == route[1] && a.pattern == route[2] })
		if route[1] != "GET" && !known {
			t.Errorf("testdata/requests.txt says nothing of %s %s", route[1], route[2])
		}
	}
}

func readAsks(t *testing.T) []ask {
	t.Helper()
	text, err := os.ReadFile("testdata/requests.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []ask
	for _, block := range strings.Split(string(text), "\n\n") {
		var patterns [][2]string
		shared := ask{by: "admin", with: map[string]string{}}
		for line := range strings.Lines(block) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "GET", "POST", "PUT", "PATCH", "DELETE":
				patterns = append(patterns, [2]string{word, rest})
			case "by":
				shared.by = rest
			case "with":
				for _, pair := range strings.Fields(rest) {
					name, value, _ := strings.Cut(pair, "=")
					shared.with[name] = value
				}
			case "body":
				shared.body = rest
			case "request":
				shared.request = rest
			case "member":
				shared.members = append(shared.members, rest)
			case "kind":
				shared.kind = rest
			case "", "#":
			default:
				t.Fatalf("no line of a request: %s", line)
			}
		}
		for _, pattern := range patterns {
			if shared.request == "" && shared.members == nil {
				t.Errorf("%s %s: nothing is said of its request", pattern[0], pattern[1])
			}
			one := shared
			one.method, one.pattern = pattern[0], pattern[1]
			list = append(list, one)
		}
	}
	return list
}

// fill puts values in the place of their names, the longest name first.
func (f *asking) fill(text string, with map[string]string) string {
	names := []string{}
	for name := range f.values {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		text = strings.ReplaceAll(text, "$"+name, f.values[name])
	}
	for name, value := range with {
		text = strings.ReplaceAll(text, "$"+name, value)
	}
	return text
}

var parameters = regexp.MustCompile(`:(\w+)`)

func (f *asking) send(t *testing.T, a *ask) (decision string) {
	t.Helper()
	path := parameters.ReplaceAllStringFunc(a.pattern, func(parameter string) string {
		if value, said := a.with[parameter[1:]]; said {
			return f.fill(value, nil)
		}
		return f.fill("$"+parameter[1:], nil)
	})
	caller, known := f.callers[a.by]
	if !known || strings.Contains(path, "$") {
		t.Errorf("%s %s by %s: an unknown subject or thing: %s", a.method, a.pattern, a.by, path)
		return ""
	}
	var body any
	if a.body != "" {
		body = api.Raw(f.fill(a.body, nil))
	}
	answer := caller.From(probed).Do(t, a.method, path, body)
	if decision = answer.Header.Get("X-Decision-Id"); decision == "" {
		t.Errorf("%s %s was not decided: %d %s", a.method, a.pattern, answer.Status, answer.Body)
	}
	return decision
}

// compare looks at what was recorded.
func (f *asking) compare(t *testing.T, a *ask, decision string) {
	t.Helper()
	record := f.record(t, decision)
	codes := []string{}
	for _, reason := range record.Decision.Reasons {
		codes = append(codes, reason.Code)
	}
	if record.Decision.Permitted || !slices.Contains(codes, "probed") {
		t.Errorf("was not refused by the probe, but for %v", codes)
	}
	if a.members == nil {
		f.equal(t, a.request, record.Request.Requested)
	} else if len(record.Members) != len(a.members) {
		t.Errorf("has %d members, want %d", len(record.Members), len(a.members))
	} else {
		for i := range a.members {
			single := record.Request.About(&record.Members[i])
			f.equal(t, a.members[i], single.Requested)
		}
	}
	kind := ""
	if said := record.Telling().Resource.Properties.Kind; said != nil {
		kind = *said
	}
	if kind != a.kind {
		t.Errorf("the kind is %q, want %q", kind, a.kind)
	}
	if about := record.Telling().Resource; about.Type == "identity" && a.kind != "identity" && about.Properties.IdentityID == nil {
		t.Errorf("conditions on identities do not see which one it is about")
	}
}

func (f *asking) equal(t *testing.T, want string, asked *input.Requested) {
	t.Helper()
	got, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	if asked == nil {
		got = []byte("-")
	}
	if want = f.fill(want, nil); want == string(got) {
		return
	}
	var expected, found any
	if json.Unmarshal([]byte(want), &expected) != nil || json.Unmarshal(got, &found) != nil || !reflect.DeepEqual(expected, found) {
		t.Errorf("input.request is\n%s\nwant\n%s", f.named(string(got)), want)
	}
}

// named is a text with the names of values, for people.
func (f *asking) named(text string) string {
	for name, value := range f.values {
		if len(value) > 12 {
			text = strings.ReplaceAll(text, value, "$"+name)
		}
	}
	return text
}

func (f *asking) record(t *testing.T, decision string) *audit.Record {
	t.Helper()
	row, err := models.First[models.DecisionRecord](f.store.Statement(t.Context()), models.Installation, "id = ?", decision)
	if err != nil {
		t.Fatal(err)
	}
	record, err := audit.ReadRecord([]byte(row.Record))
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// nothingLeaks looks for canaries and credentials in everything that the server
// wrote: its log, and the files of its database with all records.
func (f *asking) nothingLeaks(t *testing.T) {
	t.Helper()
	written := map[string]string{"the log": f.server.Log.String()}
	files, err := filepath.Glob(strings.TrimPrefix(f.server.Config.Database().Reveal(), "sqlite:") + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no file of the database (%v)", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		written[filepath.Base(file)] = string(text)
	}
	for where, text := range written {
		for _, secret := range append(f.credentials, canary) {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s holds %q: %q", where, secret, text[max(0, at-200):min(len(text), at+100)])
			}
		}
	}
}
