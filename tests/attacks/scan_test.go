package attacks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/requests"
	"warder/tests/testserver"
)

// scan is a server whose project has values that its caller may not read.
type scan struct {
	*requests.Fixture
	caller testserver.Client
	values canaries
}

// blindRole is all that the project's admin has, but for reading values.
func blindRole(t *testing.T) testserver.List {
	t.Helper()
	var built struct {
		Project struct {
			Admin map[string][]string `json:"admin"`
		} `json:"project"`
	}
	text, err := os.ReadFile("../../policies/authz/roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &built); err != nil {
		t.Fatal(err)
	}
	rules := testserver.List{}
	for subject, actions := range built.Project.Admin {
		if subject == "secrets" {
			before := len(actions)
			actions = slices.DeleteFunc(actions, func(action string) bool { return action == "readValue" || action == "read" })
			if len(actions) == before {
				t.Fatal("the admin's role does not name readValue")
			}
		}
		rules = append(rules, testserver.Object{"subject": subject, "action": actions})
	}
	return rules
}

// prepare hides values in every place that keeps one: secrets, their older
// versions, deleted ones, other folders, behind references and imports, and the
// personal secret of another person.
func (s *scan) prepare(t *testing.T) {
	t.Helper()
	s.values = canaries{}
	admin, person := s.Callers["admin"], s.Callers["person"]
	set := func(by testserver.Client, method, name, environment, path, value string, more testserver.Object) {
		body := testserver.Object{"workspaceId": s.Values["project"], "environment": environment, "secretPath": path, "secretValue": value, "type": "shared"}
		for field, value := range more {
			body[field] = value
		}
		by.Do(t, method, "/api/v3/secrets/raw/"+name, body).Want(t, 200)
	}
	hidden := func(what string) string {
		s.values[what] = "hidden-" + strings.ReplaceAll(what, " ", "-") + "-71c0ffee"
		return s.values[what]
	}
	set(admin, http.MethodPatch, "S", "dev", "/", hidden("older version"), nil)
	set(admin, http.MethodPatch, "S", "dev", "/", hidden("value"), nil)
	set(admin, http.MethodPost, "DEEP", "dev", "/app", hidden("value in a folder"), nil)
	set(admin, http.MethodPost, "IMPORTED", "staging", "/", hidden("imported value"), nil)
	set(admin, http.MethodPost, "GONE", "dev", "/", hidden("deleted value"), nil)
	set(admin, http.MethodPost, "REFERS", "dev", "/", "${S} and ${dev.app.DEEP} and ${staging.IMPORTED}", nil)
	set(person, http.MethodPost, "S", "dev", "/", hidden("personal value"), testserver.Object{"type": "personal"})
	admin.Delete(t, "/api/v3/secrets/raw/GONE", testserver.Object{"workspaceId": s.Values["project"], "environment": "dev", "secretPath": "/", "type": "shared"}).Want(t, 200)
	s.Values["userId"], s.Values["roleSlug"], s.Values["privilegeSlug"], s.Values["tagSlug"] = s.Values["bob"], "reader", "more", "blue"
	s.Values["decisionId"] = admin.Get(t, "/api/v4/secrets/S?environment=dev&secretPath=/&projectId="+s.Values["project"]).Want(t, 200).Header.Get("X-Decision-Id")
}

// blind gives the role to a member of the project.
func (s *scan) blind(t *testing.T) {
	t.Helper()
	s.Callers["admin"].Post(t, "/api/v2/workspace/"+s.Values["project"]+"/roles", testserver.Object{"slug": "blind", "name": "Blind", "permissions": blindRole(t)}).Want(t, 200)
}

// scanners are who must not see a value, by how they come to be. least is how many
// of the requests are permitted at the least: a caller that is refused everything
// proves little.
var scanners = map[string]struct {
	be    func(t *testing.T, s *scan) testserver.Client
	least int
}{
	"without a credential": {func(_ *testing.T, s *scan) testserver.Client { return s.Server.Anonymous() }, 1},
	"an administrator of another organization": {func(t *testing.T, s *scan) testserver.Client {
		_, admin := s.Server.SecondOrganization(t)
		return admin
	}, 20},
	"an administrator of the organization, not of the project": {func(t *testing.T, s *scan) testserver.Client {
		return s.Server.As(s.Server.Token(t, s.Server.NewMachine(t, "admin", nil)))
	}, 50},
	"an identity that may do everything but read values": {func(t *testing.T, s *scan) testserver.Client {
		s.blind(t)
		m := s.Server.NewMachine(t, "admin", nil)
		s.Callers["admin"].AddMember(t, testserver.Project{ID: s.Values["project"]}, m.IdentityID, "blind")
		return s.Server.As(s.Server.Token(t, m))
	}, 110},
	"a person who may do everything but read values": {func(t *testing.T, s *scan) testserver.Client {
		s.blind(t)
		p := s.Server.NewPerson(t, "admin")
		s.Callers["admin"].Post(t, "/api/v1/projects/"+s.Values["project"]+"/memberships", testserver.Object{"emails": testserver.List{p.Email}, "roleSlugs": testserver.List{"blind"}}).Want(t, 200)
		return p.Client
	}, 110},
	"a service token that writes": {func(t *testing.T, s *scan) testserver.Client {
		made := s.Callers["person"].Post(t, "/api/v2/service-token", testserver.Object{
			"name": "writes", "workspaceId": s.Values["project"], "scopes": testserver.List{testserver.Object{"environment": "dev", "secretPath": "/"}},
			"encryptedKey": "a2V5", "iv": "aXY=", "tag": "dGFn", "expiresIn": nil, "permissions": testserver.List{"write"},
		}).Want(t, 200)
		return s.Server.As(made.Text("serviceToken"))
	}, 10},
}

// Every route is called by everyone who may not read a value, in the ways that
// show most. No answer, log line, metric or record may hold one.
func TestScan_no_route_shows_a_value_to_a_caller_who_may_not_read_it(t *testing.T) {
	for name, scanner := range scanners {
		t.Run(name, func(t *testing.T) {
			s := newScan(t)
			s.caller = scanner.be(t, s)
			if permitted := s.callEverything(t); permitted < scanner.least {
				t.Errorf("%d requests were answered with success, want %d at least", permitted, scanner.least)
			}
			s.nothingIsWritten(t)
		})
	}
}

// The scan finds what it looks for: a reader sees each value, by several routes.
func TestScan_finds_the_values_that_a_reader_sees(t *testing.T) {
	s := newScan(t)
	s.caller = s.Callers["admin"]
	shown := map[string]int{}
	for _, path := range s.reads(t) {
		for _, what := range s.values.in(s.caller.Get(t, path).Body) {
			shown[what]++
		}
	}
	for what := range s.values {
		if reader := what != "personal value" && what != "deleted value"; reader && shown[what] < 2 {
			t.Errorf("%d answers show the %s to a reader", shown[what], what)
		}
	}
}

func newScan(t *testing.T) *scan {
	t.Helper()
	lines := filepath.Join(t.TempDir(), "decisions.jsonl")
	server := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.DecisionLog = lines })
	s := &scan{Fixture: requests.NewFixture(t, server)}
	s.prepare(t)
	return s
}

// reads are the addresses of everything that is got, with each parameter that
// shows more.
func (s *scan) reads(t *testing.T) (paths []string) {
	t.Helper()
	at := "environment=dev&secretPath=/&path=/&workspaceId=$project&projectId=$project&workspaceSlug=$slug&projectSlug=$slug&organizationId=$org&" +
		"identityId=$identityId&subjectType=identity&subjectId=$identityId&action=readValue&resource=secrets&secretName=S&viewSecretValue=true&"
	variants := []string{
		"expandSecretReferences=true&include_imports=true&includeImports=true&recursive=true&includePersonalOverrides=true", "version=1", "version=2",
		"expandSecretReferences=false&secretName=DEEP&type=personal", "asOf=2026-12-01T09:00:00Z&recursive=true",
	}
	for _, row := range table(t) {
		if row.method != http.MethodGet {
			continue
		}
		several := variants
		if !strings.Contains(row.path, "secret") {
			several = variants[:1]
		}
		for _, variant := range several {
			with := map[string]string{}
			if strings.Contains(row.path, "environments/slug/:slug") {
				with["slug"] = "dev"
			}
			names := []string{"S"}
			if strings.Contains(row.path, ":secretName") {
				names = []string{"S", "REFERS", "IMPORTED", "GONE"}
			}
			for _, name := range names {
				with["secretName"] = name
				path := s.Path(row.path, with) + "?" + s.Fill(at+variant, nil)
				if strings.Contains(path, "$") {
					t.Fatalf("the fixture has no value for a part of %s", path)
				}
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// callEverything says how many requests succeeded. What ends the things that
// others need comes last.
func (s *scan) callEverything(t *testing.T) (permitted int) {
	t.Helper()
	look := func(answer testserver.Answer) {
		if found := s.values.in(answer.Body + fmt.Sprint(answer.Header)); len(found) > 0 {
			t.Errorf("%s answers %d and shows %s: %s", answer.Request, answer.Status, strings.Join(found, ", "), answer.Body)
		}
		if answer.Status < 300 {
			permitted++
		}
	}
	for _, path := range s.reads(t) {
		look(s.caller.Get(t, path))
	}
	cases := requests.Cases(t)
	slices.SortStableFunc(cases, func(a, b requests.Case) int { return ends(a) - ends(b) })
	for _, one := range cases {
		bodies := []string{one.Body}
		if without := newValue.ReplaceAllString(one.Body, ""); without != one.Body && one.Method == http.MethodPatch {
			bodies = append(bodies, without) // which leaves the value as it was
		}
		for _, text := range bodies {
			var body any
			if text != "" {
				body = testserver.Raw(s.Fill(text, nil))
			}
			if strings.Contains(one.Pattern, "secret") || strings.Contains(one.Pattern, "folder") {
				s.restore(t)
			}
			look(s.caller.Do(t, one.Method, s.Path(one.Pattern, one.With), body))
		}
	}
	return permitted
}

// newValue is the field of a body that overwrites what is looked for.
var newValue = regexp.MustCompile(`"secretValue":"[^"]*",?`)

// restore puts the values back that a request before may have changed or deleted,
// where their places are left.
func (s *scan) restore(t *testing.T) {
	t.Helper()
	for what, place := range map[string][3]string{"value": {"S", "dev", "/"}, "value in a folder": {"DEEP", "dev", "/app"}, "imported value": {"IMPORTED", "staging", "/"}} {
		body := testserver.Object{"workspaceId": s.Values["project"], "environment": place[1], "secretPath": place[2], "secretValue": s.values[what]}
		answer := s.Callers["admin"].Patch(t, "/api/v3/secrets/raw/"+place[0], body)
		if answer.Status == http.StatusNotFound {
			answer = s.Callers["admin"].Post(t, "/api/v3/secrets/raw/"+place[0], body)
		}
		if id := answer.Text("secret.id"); id != "" && what == "value" {
			s.Values["secretId"] = id
		}
	}
	renamed := testserver.Object{"workspaceId": s.Values["project"], "environment": "dev", "secretPath": "/"} // cases rename S to N
	s.Callers["admin"].Delete(t, "/api/v3/secrets/raw/N", renamed)
}

// ends orders requests: secrets first, what ends a thing after what changes it, and
// what ends the caller's own session, the project or more last.
func ends(c requests.Case) int {
	last := strings.HasSuffix(c.Pattern, "/:project") || strings.HasSuffix(c.Pattern, "/:org") || strings.Contains(c.Pattern, "/me") ||
		strings.Contains(c.Pattern, "logout") || strings.Contains(c.Pattern, "revoke") || strings.Contains(c.Pattern, "leave")
	switch {
	case strings.Contains(c.Pattern, "/secrets"):
		return 0
	case c.Method != http.MethodDelete && !last:
		return 1
	case !last:
		return 2
	}
	return 3
}

func (s *scan) nothingIsWritten(t *testing.T) {
	t.Helper()
	metrics := s.Server.Metrics(t)
	s.Server.Stop(t)
	written := map[string]string{
		"the log": s.Server.Log.String(), "the metrics": metrics, "the decision log": read(t, s.Server.Config.DecisionLog),
		"the decision records": strings.Join(records(t, s.Server), "\n"),
	}
	for place, text := range written {
		if found := s.values.in(text); len(found) > 0 || len(text) < 500 {
			t.Errorf("%s, of %d bytes, shows %s", place, len(text), strings.Join(found, ", "))
		}
	}
}
