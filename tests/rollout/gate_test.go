package rollout

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/bundles"
	"warder/cmd/service"
	"warder/models/durable"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// way is how a policy gets from its author into a server.
type way struct {
	source string
	// give hands over what the author's folder holds.
	give func()
	set  func(*service.Config)
}

// ways are all that there are but publishing. Each has an author of its own,
// whose policy is there when the server starts.
func ways(t *testing.T) map[string]func(*author) way {
	t.Helper()
	revision := uint64(6)
	next := func(a *author) []byte {
		revision++
		return a.bundle(revision)
	}
	return map[string]func(*author) way{
		"folder": func(a *author) way { return way{a.dir, func() {}, func(*service.Config) {}} },
		"file": func(a *author) way {
			path := filepath.Join(t.TempDir(), "bundle.tar.gz")
			return way{path, func() {
				if err := durable.WriteFile(path, next(a)); err != nil {
					t.Error(err)
				}
			}, func(*service.Config) {}}
		},
		"http": func(a *author) way {
			o := serveBundle(t, nil)
			return way{o.URL, func() { o.set(next(a), 0) }, func(*service.Config) {}}
		},
		"oci": func(a *author) way {
			r := startRegistry(t)
			return way{r.source(), func() {
				if err := r.push(next(a), "team:"+registryPassword); err != nil {
					t.Error(err)
				}
			}, func(c *service.Config) {
				c.PolicyToken, c.InsecureRegistry = seal.NewText("team:"+registryPassword), true
			}}
		},
	}
}

const testPath = "authz/rules/night/night_test.rego"

// refusals are what is wrong with a policy that one can make a bundle of, and
// what is said about it.
var refusals = []struct {
	name, cause, text string
	files             map[string]string // "" takes one away
}{
	{"a_call_to_the_network", bundles.CauseCompile, nightPath + ":3", map[string]string{
		nightPath: "package authz.rules.night\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if http.send({}).status_code == 1\n",
	}},
	{"a_rule_in_the_guardrails", bundles.CauseCompile, "belongs to the server", map[string]string{nightPath: "package authz.rules.guardrails\n\nok := true\n"}},
	{"a_package_left_out", bundles.CauseMissing, "tokens", map[string]string{"authz/rules/tokens/tokens.rego": ""}},
	{"a_rule_that_loops", bundles.CauseLimits, "in time", map[string]string{
		nightPath: "package authz.rules.night\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if {\n\tcount([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0\n}\n",
	}},
	{"nobody_may_mend_it", bundles.CauseCanary, "changes the policy\\\" must be permitted", map[string]string{
		nightPath: "package authz.rules.night\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"}\n",
	}},
	{"a_canary_of_its_own", bundles.CauseCanary, "no request at all", map[string]string{
		"authz/canaries/data.json": `[{"name": "no request at all", "permitted": true, "request": {}}]`,
	}},
	{"a_test_of_its_own", bundles.CauseTests, testPath + ":3", map[string]string{testPath: "package authz.rules.night_test\n\ntest_day if false\n"}},
	{"a_test_that_reaches_out", bundles.CauseTests, testPath + ":3", map[string]string{testPath: "package authz.rules.night_test\n\ntest_day if http.send({})\n"}},
}

// Wherever a policy comes from, it has to get through the same gate.
func TestGate_is_the_same_for_every_source(t *testing.T) {
	for name, begin := range ways(t) {
		t.Run(name, func(t *testing.T) {
			a := newAuthor(t)
			a.write(nightPath, noFOO)
			way := begin(a)
			way.give()
			i := install(t, database.SQLite(t), a.from(way.source), way.set, func(c *service.Config) { c.PolicyTimeout = time.Second })
			i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
			before := i.policy(t).Text("policy.digest")
			for _, c := range refusals {
				t.Run(c.name, func(t *testing.T) {
					tokens := a.read("authz/rules/tokens/tokens.rego")
					for path, content := range c.files {
						a.write(path, content)
					}
					way.give()
					testserver.Eventually(t, "readiness says why", func() bool { return strings.Contains(i.Ready(t).Want(t, 200).Body, c.text) })
					i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
					i.read(t, "OTHER").Want(t, 200)
					if policy := i.policy(t); policy.Text("policy.digest") != before {
						t.Errorf("in force is %s", policy.Body)
					}
					if metric(t, i.Server, `warder_bundle_refusals_total{cause="`+c.cause+`"}`) == "" || metric(t, i.Server, "warder_policy_reload_successful") != "0" {
						t.Errorf("the metrics do not say that it was refused for %s", c.cause)
					}
					for path := range c.files {
						a.write(path, "")
					}
					a.write(nightPath, noFOO)
					a.write("authz/rules/tokens/tokens.rego", tokens)
				})
			}
			a.write(nightPath, "")
			way.give()
			testserver.Eventually(t, "a mended policy is in force", func() bool { return i.read(t, "FOO").Status == 200 })
			testserver.Eventually(t, "readiness is content", func() bool { return !strings.Contains(i.Ready(t).Body, "degraded") })
		})
	}
}
