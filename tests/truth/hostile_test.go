package truth

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/bundles"
	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

const hostilePath = "authz/rules/night/night.rego"

// hostile are rules that somebody sends to have them looked at.
var hostile = map[string]struct{ source string }{
	"a_loop": {`package authz.rules.night

deny contains {"code": "x", "message": "y"} if {
	count([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0
}
`},
	"a_string_of_ten_gigabytes": {`package authz.rules.night

deny contains {"code": "x", "message": "y"} if {
	long := replace("` + strings.Repeat("x", 100_000) + `", "x", "` + strings.Repeat("y", 100_000) + `")
	count(long) == 1
}
`},
	"dos-replay-string": {`package authz.rules.night

deny contains {"code": "x", "message": "x"} if count(_big) < 0

_k := concat("", ["aaaaaaaaaa" | some _ in numbers.range(1, 1000)])

_m := concat("", [_k | some _ in numbers.range(1, 1000)])

_big := concat("", [_m | some _ in numbers.range(1, 1000)])
`},
	"dos-check-brackets": {"package authz.rules.night\n\n_deep := " + strings.Repeat("[", 14_000) + strings.Repeat("]", 14_000) + "\n"},
	"deep_nesting":       {"package authz.rules.night\n\nx := " + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + "\n"},
}

func filesWith(t *testing.T, source string) testserver.Object {
	t.Helper()
	dir := t.TempDir()
	shippedIn(t, dir)
	read, err := bundles.ReadFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := maps.Clone(map[string]string(read))
	if source != "" {
		files[hostilePath] = source
	}
	object := testserver.Object{}
	for path, text := range files {
		object[path] = text
	}
	return object
}

func modulesWith(t *testing.T, source string) testserver.Object {
	t.Helper()
	modules := filesWith(t, source)
	maps.DeleteFunc(modules, func(path string, _ any) bool { return filepath.Ext(path) != ".rego" })
	return modules
}

func confinedServer(t *testing.T, changes ...func(*service.Config)) *testserver.Server {
	t.Helper()
	confine := func(c *service.Config) {
		c.Sandbox, c.InsecureUnconfined = []string{os.Args[0], examineHere}, false
	}
	return testserver.Start(t, database.SQLite(t), append([]func(*service.Config){confine}, changes...)...)
}

// A candidate that means harm ends with a message, and the server answers others
// meanwhile.
func TestHostile_candidates(t *testing.T) {
	s := confinedServer(t)
	p := s.AsAdmin().NewProject(t)
	s.AsAdmin().SetSecret(t, p, "FOO", "BAR")
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		c := hostile[name]
		for route, body := range map[string]testserver.Object{
			"/api/v1/authz/check":  {"files": filesWith(t, c.source)},
			"/api/v1/authz/replay": {"candidate": testserver.Object{"modules": modulesWith(t, c.source)}},
		} {
			answered := make(chan testserver.Answer, 1)
			go func() { answered <- s.AsAdmin().Post(t, route, body) }()
			answer := meanwhile(t, s, p, answered)
			switch {
			case strings.HasSuffix(route, "check"):
				// Brackets of this depth are read within the bounds; what is found then is enough.
				ended := limited(answer.Body) || name == "dos-check-brackets" && answer.Value("findings") != nil
				if answer.Status != 200 || answer.Value("passed") != false || !ended {
					t.Errorf("%s, %s: %d %.300s", name, route, answer.Status, answer.Body)
				}
			case answer.Status != 200 && answer.Status != 422:
				t.Errorf("%s, %s: %d %.300s", name, route, answer.Status, answer.Body)
			}
		}
	}
	good := testserver.Object{"candidate": testserver.Object{"modules": modulesWith(t, "")}}
	if answer := s.AsAdmin().Post(t, "/api/v1/authz/replay", good).Want(t, 200); answer.Number("replay.records") == 0 {
		t.Errorf("a candidate that is good replays nothing: %.300s", answer.Body)
	}
}

// limited is whether an answer says that a policy takes too much, or is none:
// which of the bounds a policy meets first depends on the machine.
func limited(body string) bool {
	return slices.ContainsFunc([]string{`"limits"`, `"unreadable"`, `"compile"`, `"format"`}, func(step string) bool { return strings.Contains(body, `"step":`+step) })
}

// meanwhile holds that others are answered until the answer comes.
func meanwhile(t *testing.T, s *testserver.Server, p testserver.Project, answered <-chan testserver.Answer) testserver.Answer {
	t.Helper()
	for {
		select {
		case answer := <-answered:
			return answer
		default:
			s.AsAdmin().Get(t, p.SecretPath("FOO")).Want(t, 200)
			time.Sleep(10 * time.Millisecond) //nolint:forbidigo // the candidate needs the processor, too
		}
	}
}

// Without bounds nothing that is sent runs.
func TestHostile_routes_that_run_policies_are_not_served_where_nothing_bounds_them(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), func(c *service.Config) { c.Sandbox, c.InsecureUnconfined = nil, false })
	s.AsAdmin().Post(t, "/api/v1/authz/check", testserver.Object{"files": filesWith(t, "")}).Want(t, 501)
	s.AsAdmin().Post(t, "/api/v1/authz/replay", testserver.Object{"candidate": testserver.Object{"modules": modulesWith(t, "")}}).Want(t, 501)
	s.AsAdmin().Post(t, "/api/v1/authz/check", testserver.Object{"files": filesWith(t, ""), "tests": true}).Want(t, 501)
	s.AsAdmin().Post(t, "/api/v1/authz/format", testserver.Object{"files": filesWith(t, "")}).Want(t, 501)
	s.AsAdmin().Post(t, "/api/v1/authz/simulate", testserver.Object{
		"subject": testserver.Object{"type": "identity", "id": s.Admin.IdentityID}, "action": "read", "resource": testserver.Object{"type": "role"},
		"draft": testserver.Object{"modules": modulesWith(t, "")},
	}).Want(t, 501)
}

// A caller that leaves takes the process along.
func TestHostile_a_caller_that_leaves_ends_what_it_started(t *testing.T) {
	policy, err := bundles.ReadFolder("../../policies")
	if err != nil {
		t.Fatal(err)
	}
	required := bundles.Requirements{Timeout: time.Hour, TestsPass: true}
	policy.Policy.Modules[hostilePath] = hostile["a_loop"].source
	ctx, cancel := context.WithCancel(t.Context())
	sandbox := bundles.NewSandbox([]string{os.Args[0], examineHere})
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Examine(ctx, policy.Policy, nil, required) }()
	cancel()
	if err := <-ended; err == nil {
		t.Error("it was examined to its end")
	}
}
