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
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/requests"
	"warder/tests/testserver"
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

// asking is the fixture, and where its records are looked at.
type asking struct {
	*requests.Fixture
	store *store.Store
}

// TestRequests_say_what_they_ask_for sends one request to each route that is no
// GET, see requests.Cases, and looks at what was recorded.
func TestRequests_say_what_they_ask_for(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), withRule(t, "probe", probeRule), testserver.BehindProxy)
	f := &asking{Fixture: requests.NewFixture(t, s)}
	asks := requests.Cases(t)
	decided := make([]string, len(asks))
	for i := range asks {
		decided[i] = f.send(t, &asks[i])
	}
	s.Stop(t)
	f.store = s.Store(t)
	for i := range asks {
		if decided[i] != "" {
			t.Run(asks[i].Method+asks[i].Pattern, func(t *testing.T) { f.compare(t, &asks[i], decided[i]) })
		}
	}
	f.nothingLeaks(t)
	everyRouteAsks(t, asks)
}

// everyRouteAsks fails for a route that has no case.
func everyRouteAsks(t *testing.T, asks []requests.Case) {
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
		known := slices.ContainsFunc(asks, func(a requests.Case) bool { return a.Method == route[1] && a.Pattern == route[2] })
		if route[1] != "GET" && !known && route[2] != "/api/v1/authz/ask" { // which asks the questions of others; see TestAsk
			t.Errorf("tests/requests/testdata/requests.txt says nothing of %s %s", route[1], route[2])
		}
	}
}

func (f *asking) send(t *testing.T, a *requests.Case) (decision string) {
	t.Helper()
	path := f.Path(a.Pattern, a.With)
	caller, known := f.Callers[a.By]
	if !known || strings.Contains(path, "$") {
		t.Errorf("%s %s by %s: an unknown subject or thing: %s", a.Method, a.Pattern, a.By, path)
		return ""
	}
	var body any
	if a.Body != "" {
		body = testserver.Raw(f.Fill(a.Body, nil))
	}
	answer := caller.From(probed).Do(t, a.Method, path, body)
	if decision = answer.Header.Get("X-Decision-Id"); decision == "" {
		t.Errorf("%s %s was not decided: %d %s", a.Method, a.Pattern, answer.Status, answer.Body)
	}
	return decision
}

// compare looks at what was recorded.
func (f *asking) compare(t *testing.T, a *requests.Case, decision string) {
	t.Helper()
	record := f.record(t, decision)
	codes := []string{}
	for _, reason := range record.Decision.Reasons {
		codes = append(codes, reason.Code)
	}
	if record.Decision.Permitted || !slices.Contains(codes, "probed") {
		t.Errorf("was not refused by the probe, but for %v", codes)
	}
	if a.Members == nil {
		f.equal(t, a.Request, record.Request.Requested)
	} else if len(record.Members) != len(a.Members) {
		t.Errorf("has %d members, want %d", len(record.Members), len(a.Members))
	} else {
		for i := range a.Members {
			single := record.Request.About(&record.Members[i])
			f.equal(t, a.Members[i], single.Requested)
		}
	}
	kind := ""
	if said := record.Telling().Resource.Properties.Kind; said != nil {
		kind = *said
	}
	if kind != a.Kind {
		t.Errorf("the kind is %q, want %q", kind, a.Kind)
	}
	if about := record.Telling().Resource; about.Type == "identity" && a.Kind != "identity" && about.Properties.IdentityID == nil {
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
	if want = f.Fill(want, nil); want == string(got) {
		return
	}
	var expected, found any
	if json.Unmarshal([]byte(want), &expected) != nil || json.Unmarshal(got, &found) != nil || !reflect.DeepEqual(expected, found) {
		t.Errorf("input.request is\n%s\nwant\n%s", f.named(string(got)), want)
	}
}

// named is a text with the names of values, for people.
func (f *asking) named(text string) string {
	for name, value := range f.Values {
		if len(value) > 12 {
			text = strings.ReplaceAll(text, value, "$"+name)
		}
	}
	return text
}

func (f *asking) record(t *testing.T, decision string) *audit.Record {
	t.Helper()
	record, err := audit.ReadRecord([]byte(testserver.Recorded(t, f.store, decision).Record))
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// nothingLeaks looks for canaries and credentials in everything that the server
// wrote: its log, and the files of its database with all records.
func (f *asking) nothingLeaks(t *testing.T) {
	t.Helper()
	written := map[string]string{"the log": f.Server.Log.String()}
	files, err := filepath.Glob(strings.TrimPrefix(f.Server.Config.Database().Reveal(), "sqlite:") + "*")
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
		for _, secret := range append(f.Credentials, requests.Canary) {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s holds %q: %q", where, secret, text[max(0, at-200):min(len(text), at+100)])
			}
		}
	}
}
