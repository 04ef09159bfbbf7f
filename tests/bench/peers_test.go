// Package bench measures decisions beside those of other engines. It is a
// module of its own, so that the server never depends on them.
package bench

import (
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/tests/speed"
)

// contestant answers one request of the workload: a read of the next place of
// the ring.
type contestant struct {
	name string
	ask  func() bool
	want bool
	cost []time.Duration // of one answer, by round
	made float64         // allocations of one answer
}

const (
	rounds    = 25
	perRound  = 30 * time.Millisecond
	modelText = `[request_definition]
r = sub, env, path, act%s
[policy_definition]
p = sub, env, path, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && r.env == p.env && r.act == p.act && keyMatch(r.path, p.path)
`
)

func ours(t *testing.T, name string, requests []*input.Request, want bool, changes ...func(*engine.Options)) *contestant {
	e, err := speed.Shipped(t.Context(), changes...)
	if err != nil {
		t.Fatal(err)
	}
	next := inTurn(requests)
	return &contestant{name: name, want: want, ask: func() bool { return e.Decide(t.Context(), next()).Permitted }}
}

// inTurn returns one after the other, for ever.
func inTurn[T any](all []T) func() T {
	i := -1
	return func() T {
		i = (i + 1) % len(all)
		return all[i]
	}
}

func one(request *input.Request) []*input.Request { return []*input.Request{request} }

// ourList is a list of 1000 secrets in 20 folders.
func ourList(t *testing.T, name string, changes ...func(*engine.Options)) *contestant {
	e, err := speed.Shipped(t.Context(), changes...)
	if err != nil {
		t.Fatal(err)
	}
	list := speed.ListSecrets(200, 1000, 20)
	return &contestant{name: name, want: true, ask: func() bool { return list.Ask(t.Context(), e).Permitted }}
}

// readingNames adds a rule of a team's own that has to be asked about each name.
func readingNames(options *engine.Options) {
	options.Policy.Modules = maps.Clone(options.Policy.Modules)
	options.Policy.Modules["authz/rules/names/names.rego"] = `package authz.rules.names

deny contains {"code": "named", "message": "named"} if {
	input.resource.type == "secrets"
	endswith(input.resource.properties.secretName, "_ROOT")
}
`
}

func anew(options *engine.Options) { options.Forgetful = true }

// casbinPeer is told who wants what.
func casbinPeer(t *testing.T, rules []speed.Rule, cached bool) *contestant {
	enforce, next, name := casbinEnforcer(t, rules, cached, 0), inTurn(speed.Ring()), "casbin v2"
	if cached {
		name += ", cached"
	}
	return &contestant{name: name, want: true, ask: func() bool {
		place := next()
		permitted, err := enforce("i1", place.Environment, place.Path, "readValue")
		return err == nil && permitted
	}}
}

// informedCasbin is told every fact of the requests besides, so that its cache
// knows as much as ours does: one that left them out would answer for a token
// that was revoked meanwhile. No rule looks at them, and they are words already.
func informedCasbin(t *testing.T, rules []speed.Rule, requests []*input.Request) *contestant {
	asked := [][]any{}
	for i, place := range speed.Ring() {
		asked = append(asked, append([]any{"i1", place.Environment, place.Path, "readValue"}, factsOf(reflect.ValueOf(*requests[i]))...))
	}
	enforce, next := casbinEnforcer(t, rules, true, len(asked[0])-4), inTurn(asked)
	return &contestant{name: "casbin v2, cached, every fact", want: true, ask: func() bool {
		permitted, err := enforce(next()...)
		return err == nil && permitted
	}}
}

func casbinEnforcer(t *testing.T, rules []speed.Rule, cached bool, further int) func(...any) (bool, error) {
	facts := ""
	for i := range further {
		facts += fmt.Sprintf(", fact%d", i)
	}
	m, err := model.NewModelFromString(fmt.Sprintf(modelText, facts))
	if err != nil {
		t.Fatal(err)
	}
	var enforce func(...any) (bool, error)
	var add func([][]string) (bool, error)
	if cached {
		e, err := casbin.NewCachedEnforcer(m)
		if err != nil {
			t.Fatal(err)
		}
		enforce, add = e.Enforce, e.AddPolicies
	} else {
		e, err := casbin.NewEnforcer(m)
		if err != nil {
			t.Fatal(err)
		}
		enforce, add = e.Enforce, e.AddPolicies
	}
	policies := [][]string{}
	for _, rule := range rules {
		effect := "allow"
		if rule.Inverted {
			effect = "deny"
		}
		policies = append(policies, []string{"i1", rule.Environment, rule.Folder + "/*", "readValue", effect})
	}
	if _, err := add(policies); err != nil {
		t.Fatal(err)
	}
	return enforce
}

// factsOf are the texts, numbers and flags of a request, as words.
func factsOf(v reflect.Value) (facts []any) {
	switch v.Kind() {
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() && field.Type != reflect.TypeFor[*permissions.Compiled]() {
				facts = append(facts, factsOf(value)...)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			facts = factsOf(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			facts = append(facts, factsOf(v.Index(i))...)
		}
	default:
		facts = []any{fmt.Sprint(v.Interface())}
	}
	return facts
}

func cedarPeer(t *testing.T, rules []speed.Rule) *contestant {
	var text strings.Builder
	for _, rule := range rules {
		effect := "permit"
		if rule.Inverted {
			effect = "forbid"
		}
		fmt.Fprintf(&text, "%s (principal == Identity::\"i1\", action == Action::\"readValue\", resource) when { context.env == %q && context.path like %q };\n",
			effect, rule.Environment, rule.Folder+"/*")
	}
	text.WriteString(`forbid (principal, action, resource) unless { context.known && !context.revoked && context.now < context.expires };
forbid (principal, action, resource) unless { context.address.isInRange(ip("192.168.0.0/16")) || context.address.isInRange(ip("10.0.0.0/8")) };
forbid (principal, action, resource) unless { context.member && context.projectOrg == context.org };
forbid (principal, action, resource) when { context.raw && context.e2ee };
`)
	policies, err := cedar.NewPolicySetFromBytes("bench.cedar", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	address, err := types.ParseIPAddr("10.1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	principal, action, resource := cedar.NewEntityUID("Identity", "i1"), cedar.NewEntityUID("Action", "readValue"), cedar.NewEntityUID("Secret", "s1")
	next := inTurn(speed.Ring())
	return &contestant{name: "cedar-go", want: true, ask: func() bool {
		place := next()
		permitted, _ := cedar.Authorize(policies, cedar.EntityMap{}, cedar.Request{
			Principal: principal, Action: action, Resource: resource,
			Context: cedar.NewRecord(cedar.RecordMap{
				"env": cedar.String(place.Environment), "path": cedar.String(place.Path), "known": cedar.True, "revoked": cedar.False,
				"now": cedar.Long(1795312800), "expires": cedar.Long(1795316400), "address": address, "member": cedar.True,
				"org": cedar.String("o1"), "projectOrg": cedar.String("o1"), "raw": cedar.True, "e2ee": cedar.False,
			}),
		})
		return permitted == cedar.Allow
	}}
}

// processTime is what the process has cost so far, garbage collection included.
func processTime(t *testing.T) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// measure lets the contestants take turns, so that a busy moment meets all.
func measure(t *testing.T, contestants []*contestant) {
	for range rounds {
		for _, c := range contestants {
			runtime.GC()
			answers, before, allocated := 0, processTime(t), mallocs()
			for start := time.Now(); time.Since(start) < perRound; {
				for range 8 {
					if c.ask() != c.want {
						t.Fatalf("%s: the answer is not %v", c.name, c.want)
					}
					answers++
				}
			}
			c.cost = append(c.cost, (processTime(t)-before)/time.Duration(answers))
			c.made = float64(mallocs()-allocated) / float64(answers)
		}
	}
}

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}

// calm is the cost of one answer in µs, in a round as calm as the calmer quarter:
// what other processes of the machine do makes a round dearer and never cheaper.
func (c *contestant) calm() float64 {
	sorted := slices.Sorted(slices.Values(c.cost))
	return float64(sorted[len(sorted)/4]) / 1e3
}

func report(t *testing.T, title string, contestants []*contestant) {
	measure(t, contestants)
	t.Log(title)
	for _, c := range contestants {
		t.Logf("  %-30s %9.2f µs CPU %8.0f allocations", c.name, c.calm(), c.made)
	}
}

func budget(t *testing.T, what string, value, most float64) {
	mark := "within budget"
	if value > most {
		mark = "BUDGET MISSED"
	}
	t.Logf("  %-52s %8.2f, at most %.2f  %s", what, value, most, mark)
}

func TestDecisions_beside_those_of_peers(t *testing.T) {
	for _, n := range []int{10, 50, 200} {
		denied := speed.ReadSecrets(n)
		for _, request := range denied {
			request.Facts.Token.Revoked = true
		}
		all := []*contestant{
			ours(t, "warder, uncached", speed.ReadSecrets(n), true, anew), ours(t, "warder, cached", speed.ReadSecrets(n), true),
			ours(t, "warder, denied, uncached", denied, false, anew),
			casbinPeer(t, speed.Rules(n), false), casbinPeer(t, speed.Rules(n), true), cedarPeer(t, speed.Rules(n)),
			informedCasbin(t, speed.Rules(n), speed.ReadSecrets(n)),
		}
		if n == 200 { // in turns with each other, so that a busy moment meets both
			all = append(all, ours(t, "warder, uncached, 10 rules", speed.ReadSecrets(10), true, anew))
		}
		report(t, fmt.Sprintf("one secret, a role of %d rules", n), all)
		if n == 200 {
			budget(t, "uncached / cedar-go", all[0].calm()/all[5].calm(), 1.6)
			budget(t, "uncached / casbin", all[0].calm()/all[3].calm(), 0.45)
			budget(t, "refusal with all reasons / permission", all[2].calm()/all[0].calm(), 3)
			budget(t, "200 rules / 10 rules", all[0].calm()/all[7].calm(), 1.1)
			budget(t, "uncached, allocations", all[0].made, 300)
			budget(t, "cached / casbin's cache", all[1].calm()/all[4].calm(), 1)
			budget(t, "cached / casbin's cache of every fact", all[1].calm()/all[6].calm(), 1)
			budget(t, "cached, allocations", all[1].made, 1.5)
		}
	}
}

func TestLists_and_comparisons(t *testing.T) {
	cedars := cedarPeer(t, speed.Rules(200))
	all := []*contestant{
		ourList(t, "list of 1000 in 20 folders", anew),
		{name: "cedar-go, 1000 requests", want: true, ask: func() bool {
			permitted := true
			for range 1000 {
				permitted = cedars.ask() && permitted
			}
			return permitted
		}},
		ours(t, "change an identity, equal", one(speed.ChangeIdentity(200, false)), true, anew),
		ours(t, "change an identity, 10 % narrower", one(speed.ChangeIdentity(200, true)), true, anew),
		ourList(t, "the list, with a rule that reads names", anew, readingNames),
	}
	report(t, "200 rules", all)
	budget(t, "list / cedar-go", all[0].calm()/all[1].calm(), 0.2)
	budget(t, "list with a rule that reads names / cedar-go", all[4].calm()/all[1].calm(), 2)
	budget(t, "comparison, equal, µs (whole decision)", all[2].calm(), 40)
	budget(t, "comparison, 10 % narrower, µs (whole decision)", all[3].calm(), 150)
}
