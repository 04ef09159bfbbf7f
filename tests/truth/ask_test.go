package truth

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/engine/facts"
	"warder/handlers"
	"warder/handlers/pep"
	"warder/models"
	"warder/tests/database"
	"warder/tests/requests"
	"warder/tests/testserver"
)

// foretold is what a request would hear, as POST /api/v1/authz/ask says it.
type foretold struct {
	Key                string
	Permitted          bool
	Reasons            []any
	MissingPermissions []any
	Error              *struct {
		StatusCode int
		Message    any
	}
}

// foreseen is one request that is asked about, and then may be made.
type foreseen struct {
	requests.Case
	row    pep.Route
	caller string
}

func (a *foreseen) name() string { return a.row.Name() + " by " + a.caller }

// foreseenCases are the requests of requests.Cases, by those they are made for and by
// callers who may do little. Those that end what the others are about come last.
func foreseenCases(t *testing.T) []foreseen {
	t.Helper()
	var limited, able []foreseen
	rows := map[string]pep.Route{}
	for _, row := range handlers.Routes() {
		rows[row.Name()] = row
	}
	for _, one := range requests.Cases(t) {
		row, served := rows[one.Method+" "+one.Pattern]
		if !served {
			t.Errorf("%s %s is not served", one.Method, one.Pattern)
			continue
		}
		if row.Public() {
			one.By = "admin" // who asks what its own request would hear
		}
		able = append(able, foreseen{one, row, one.By})
		little := "bob"
		if slices.Contains(row.Modes, facts.ModeIdentity) {
			little = "viewer"
		}
		if !row.Public() {
			limited = append(limited, foreseen{one, row, little})
		}
	}
	all := slices.Concat(limited, able)
	slices.SortStableFunc(all, func(a, b foreseen) int { return ending(&a) - ending(&b) })
	return all
}

// ending is how much of the fixture ends with a request.
func ending(a *foreseen) int {
	switch name := a.row.Name(); {
	case strings.Contains(name, "users/me") || strings.HasPrefix(name, "DELETE /api/v2/organizations/:org") || name == "DELETE /api/v1/organization/:org",
		strings.Contains(name, "logout"), strings.Contains(name, "password"), strings.Contains(name, "select-organization"):
		return 4
	case name == "DELETE /api/v1/workspace/:project", name == "DELETE /api/v1/projects/:project", name == "DELETE /api/v1/identities/:identityId", strings.HasSuffix(name, "/leave"),
		strings.Contains(name, "trusted-ips"): // a list that holds nobody
		return 3
	case strings.Contains(name, "memberships"):
		return 2
	case a.Method == "DELETE" || strings.Contains(name, "move") || strings.Contains(name, "revoke"):
		return 1
	}
	return 0
}

func (f *asking) ask(t *testing.T, list []foreseen) []foretold {
	t.Helper()
	var all []foretold
	for len(list) > 0 {
		caller := list[0].caller
		n := slices.IndexFunc(list, func(a foreseen) bool { return a.caller != caller })
		if n < 0 {
			n = len(list)
		}
		n = min(n, 100)
		body := testserver.List{}
		for i := range list[:n] {
			one := testserver.Object{"key": list[i].name(), "method": list[i].Method, "path": f.Path(list[i].Pattern, list[i].With)}
			if list[i].Body != "" {
				one["body"] = json.RawMessage(f.Fill(list[i].Body, nil))
			}
			body = append(body, one)
		}
		answer := f.Callers[caller].Post(t, "/api/v1/authz/ask", testserver.Object{"requests": body}).Want(t, 200)
		var said struct{ Results []foretold }
		if err := json.Unmarshal([]byte(answer.Body), &said); err != nil || len(said.Results) != n {
			t.Fatalf("%v: %s", err, answer.Body)
		}
		all, list = append(all, said.Results...), list[n:]
	}
	return all
}

// agrees holds what was foretold to the answer of the request itself.
func (f *foretold) agrees(answer *testserver.Answer) bool {
	reasons, refused := answer.Value("details.reasons").([]any)
	switch {
	case refused:
		missing, _ := answer.Value("details.missingPermissions").([]any)
		return !f.Permitted && f.Error == nil && reflect.DeepEqual(f.Reasons, reasons) && reflect.DeepEqual(f.MissingPermissions, missing)
	case f.Error != nil:
		return !f.Permitted && f.Error.StatusCode == answer.Status && reflect.DeepEqual(f.Error.Message, answer.Value("message"))
	}
	// What was decided may still turn out to be in conflict with what is there.
	return f.Permitted && answer.Header.Get("X-Decision-Id") != ""
}

// again starts the server anew on its database, for those who know the first one.
func again(t *testing.T, s *testserver.Server) {
	t.Helper()
	s.Stop(t)
	next := testserver.Launch(t, s.Config.Database().Reveal(), func(c *service.Config) { *c = s.Config })
	s.URL, s.OpsURL = next.URL, next.OpsURL
}

// everything is all that a database holds, by table.
func everything(t *testing.T, s *testserver.Server) map[string]string {
	t.Helper()
	held := map[string]string{}
	tx := s.Store(t).Statement(t.Context())
	var tables []string
	if err := tx.DB().Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables).Error; err != nil || len(tables) < len(models.Tables()) {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, name := range tables {
		if name == "servers" || name == "key_uses" { // what each says of itself, every few seconds
			continue
		}
		var rows []map[string]any
		if err := tx.DB().Table(name).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		lines := make([]string, 0, len(rows))
		for _, one := range rows {
			if line := fmt.Sprint(one); !strings.Contains(line, "upkeep.last") && !strings.HasSuffix(line, "tenant:]") { // a start looks after what is old
				lines = append(lines, line)
			}
		}
		slices.Sort(lines)
		held[name] = strings.Join(lines, "\n")
	}
	return held
}

func newAsking(t *testing.T) *asking {
	t.Helper()
	s := testserver.Start(t, database.SQLite(t))
	f := &asking{Fixture: requests.NewFixture(t, s)}
	viewer := s.NewMachine(t, "member", nil)
	f.Callers["person"].AddMember(t, testserver.Project{ID: f.Values["project"]}, viewer.IdentityID, "viewer")
	f.Callers["viewer"] = s.As(s.Token(t, viewer))
	return f
}

// countedDecisions are the kinds of decisions that were counted; others are shown with 0.
var countedDecisions = regexp.MustCompile(`(?m)^warder_decisions_total\{.*\} [1-9]`)

// TestAsk_changes_nothing asks about every request that is no GET, and then looks at
// all that is stored: with a record, a use or a session more it would differ.
func TestAsk_changes_nothing(t *testing.T) {
	f := newAsking(t)
	again(t, f.Server)
	f.Server.Metrics(t)
	before := everything(t, f.Server)
	for _, result := range f.ask(t, foreseenCases(t)) {
		if result.Error != nil && result.Error.StatusCode >= 500 {
			t.Errorf("%s: %v", result.Key, result.Error)
		}
	}
	decided := len(countedDecisions.FindAllString(f.Server.Metrics(t), -1))
	again(t, f.Server)
	for table, rows := range everything(t, f.Server) {
		if rows != before[table] {
			t.Errorf("%s was\n%s\nand is\n%s", table, before[table], rows)
		}
	}
	if decided > 1 { // the callers were heard
		t.Errorf("%d kinds of decisions were counted", decided)
	}
}

// TestAsk_foretells_what_the_request_hears asks about each request and then makes it.
func TestAsk_foretells_what_the_request_hears(t *testing.T) {
	f := newAsking(t)
	permitted, refused, ended := 0, 0, []string{}
	for _, one := range foreseenCases(t) {
		if f.Callers[one.caller].Post(t, "/api/v1/authz/ask", testserver.Object{"requests": testserver.List{testserver.Object{"key": "-", "method": "GET", "path": "/api/v1/user"}}}).Status == 401 {
			ended = append(ended, one.name()) // with the credential, by a request before
			continue
		}
		said := f.ask(t, []foreseen{one})[0]
		if one.row.Public() {
			if said.Permitted || said.Error == nil || said.Error.StatusCode != 400 {
				t.Errorf("%s takes no credential, and is foretold: %+v", one.name(), said)
			}
			continue
		}
		var body any
		if one.Body != "" {
			body = testserver.Raw(f.Fill(one.Body, nil))
		}
		answer := f.Callers[one.caller].Do(t, one.Method, f.Path(one.Pattern, one.With), body)
		if !said.agrees(&answer) {
			t.Errorf("%s hears %d %s, and was foretold %+v %+v", one.name(), answer.Status, answer.Body, said, said.Error)
		}
		if said.Permitted {
			permitted++
		} else {
			refused++
		}
	}
	t.Logf("%d are permitted, %d are not, nobody was left for %q", permitted, refused, ended)
	if permitted < 100 || refused < 100 {
		t.Errorf("%d are permitted and %d are not: too few to tell", permitted, refused)
	}
}
