// Package bench measures decisions beside those of other engines. It is a
// module of its own, so that the server never depends on them.
package bench

import (
	"fmt"
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
	rounds    = 15
	perRound  = 20 * time.Millisecond
	modelText = `[request_definition]
r = sub, env, path, act
[policy_definition]
p = sub, env, path, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && r.env == p.env && r.act == p.act && keyMatch(r.path, p.path)
`
)

func ours(t *testing.T, name string, requests []*engine.Request, want bool, changes ...func(*engine.Options)) *contestant {
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

func one(request *engine.Request) []*engine.Request { return []*engine.Request{request} }

func anew(options *engine.Options) { options.Forgetful = true }

func casbinPeer(t *testing.T, rules []speed.Rule, cached bool) *contestant {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		t.Fatal(err)
	}
	var enforce func(...any) (bool, error)
	var add func([][]string) (bool, error)
	name := "casbin v2"
	if cached {
		e, err := casbin.NewCachedEnforcer(m)
		if err != nil {
			t.Fatal(err)
		}
		name, enforce, add = "casbin v2, cached", e.Enforce, e.AddPolicies
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
	next := inTurn(speed.Ring())
	return &contestant{name: name, want: true, ask: func() bool {
		place := next()
		permitted, err := enforce("i1", place.Environment, place.Path, "readValue")
		return err == nil && permitted
	}}
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

func (c *contestant) median() float64 {
	sorted := slices.Sorted(slices.Values(c.cost))
	return float64(sorted[len(sorted)/2]) / 1e3
}

func report(t *testing.T, title string, contestants []*contestant) {
	measure(t, contestants)
	t.Log(title)
	for _, c := range contestants {
		t.Logf("  %-28s %9.2f µs CPU %8.0f allocations", c.name, c.median(), c.made)
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
	few := 0.0
	for _, n := range []int{10, 50, 200} {
		denied := speed.ReadSecrets(n)
		for _, request := range denied {
			request.Facts.Token.Revoked = true
		}
		all := []*contestant{
			ours(t, "warder, uncached", speed.ReadSecrets(n), true, anew), ours(t, "warder, cached", speed.ReadSecrets(n), true),
			ours(t, "warder, denied, uncached", denied, false, anew),
			casbinPeer(t, speed.Rules(n), false), casbinPeer(t, speed.Rules(n), true), cedarPeer(t, speed.Rules(n)),
		}
		report(t, fmt.Sprintf("one secret, a role of %d rules", n), all)
		if n == 10 {
			few = all[0].median()
		}
		if n == 200 {
			budget(t, "uncached / cedar-go", all[0].median()/all[5].median(), 1.6)
			budget(t, "uncached / casbin", all[0].median()/all[3].median(), 0.35)
			budget(t, "200 rules / 10 rules", all[0].median()/few, 1.1)
			budget(t, "uncached, allocations", all[0].made, 300)
			budget(t, "cached / casbin's cache", all[1].median()/all[4].median(), 1)
			budget(t, "cached, allocations", all[1].made, 1.5)
		}
	}
}

func TestLists_and_comparisons(t *testing.T) {
	cedars := cedarPeer(t, speed.Rules(200))
	all := []*contestant{
		ours(t, "list of 1000 in 20 folders", one(speed.ListSecrets(200, 1000, 20)), true, anew),
		{name: "cedar-go, 1000 requests", want: true, ask: func() bool {
			permitted := true
			for range 1000 {
				permitted = cedars.ask() && permitted
			}
			return permitted
		}},
		ours(t, "change an identity, equal", one(speed.ChangeIdentity(200, false)), true, anew),
		ours(t, "change an identity, 10 % narrower", one(speed.ChangeIdentity(200, true)), true, anew),
	}
	report(t, "200 rules", all)
	budget(t, "list / cedar-go", all[0].median()/all[1].median(), 0.2)
	budget(t, "comparison, equal, µs (whole decision)", all[2].median(), 40)
	budget(t, "comparison, 10 % narrower, µs (whole decision)", all[3].median(), 150)
}
