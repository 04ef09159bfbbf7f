package truth

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/bundles"
	"warder/cmd/service"
	"warder/engine"
	"warder/engine/input"
)

// literals are what rules of one's own are made of: on every part of the input that
// a rule may read, and of each some that end in an error for some inputs.
var literals = []string{
	`input.resource.properties.secretName == "A"`, `startswith(input.resource.properties.secretName, "A")`,
	`input.resource.properties.secretName in {"B", "10"}`, `regex.match("^[A-C]+$", input.resource.properties.secretName)`,
	`not input.resource.properties.secretName`, `to_number(input.resource.properties.secretName) > 1`,
	`input.resource.properties.environment != "prod"`, `input.resource.properties.secretPath == "/a"`,
	`glob.match("/a/**", ["/"], input.resource.properties.secretPath)`, `count(split(input.resource.properties.secretPath, "/")) > 2`,
	`"x" in input.resource.properties.secretTags`, `count(input.resource.properties.secretTags) == 2`,
	`every tag in input.resource.properties.secretTags { tag != "y" }`, `some tag in input.resource.properties.secretTags; startswith(tag, "z")`,
	`input.resource.id == "s1"`, `input.resource.type == "secrets"`, `input.action.name in {"readValue", "create"}`,
	`input.request.name == "n"`, `input.request.ttl > 10`, `not input.request`, `1 / (input.request.ttl - 5) > 0`,
	`input.subject.id == "i1"`, `input.subject.metadata.team == "a"`, `not input.subject.metadata`,
	`net.cidr_contains("10.0.0.0/8", input.context.ip)`, `input.context.now % 2 == 0`, `contains(input.context.route, "list")`,
	`input.facts.target.known`, `not input.facts.target`, `count(input.facts.target.holdings) > 0`, `input.facts.membership.org_role == "admin"`,
	`_helper`, `not _helper`, `_short(input.resource.properties.secretName)`, `_level == "high"`, `count(_names) > 1`,
}

// ownRule draws a package of rules, with helpers of every kind.
func ownRule(r *rapid.T, name string) string {
	body := func() string {
		drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(literals[:len(literals)-5]), 1, 3, rapid.ID).Draw(r, "body")
		return strings.Join(drawn, "\n\t")
	}
	text := &strings.Builder{}
	fmt.Fprintf(text, "package authz.rules.%s\n\n_helper if {\n\t%s\n}\n\n_helper if {\n\t%s\n}\n\n", name, body(), body())
	fmt.Fprintf(text, "_short(text) if count(text) < 2\n\n_level := \"high\" if {\n\t%s\n} else := \"low\"\n\n", body())
	text.WriteString("_names contains input.resource.properties.secretName\n\n_names contains tag if some tag in input.resource.properties.secretTags\n\n")
	for i := range rapid.IntRange(1, 3).Draw(r, "rules") {
		whole := strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(literals), 1, 4, rapid.ID).Draw(r, "literals"), "\n\t")
		head := rapid.SampledFrom([]string{
			fmt.Sprintf(`deny contains {"code": "own_%d", "message": "no"}`, i),
			fmt.Sprintf(`deny contains {"code": "own_%d", "message": sprintf("%%s at %%s", [input.resource.properties.secretName, input.context.route])}`, i),
			fmt.Sprintf(`grant contains "own:%d"`, i), `obligation contains "reveal_reasons"`,
		}).Draw(r, "head")
		fmt.Fprintf(text, "%s if {\n\t%s\n}\n\n", head, whole)
	}
	return text.String()
}

// ownQuestion draws a list, or a single request, by an identity of a project.
func ownQuestion(r *rapid.T, base input.Request) *engine.List {
	shared := base
	shared.Context.Now += rapid.Int64Range(0, 1).Draw(r, "now")
	shared.Context.IP = rapid.SampledFrom([]string{"10.1.2.3", "192.0.2.7", ""}).Draw(r, "address")
	shared.Context.Route = rapid.SampledFrom([]string{"GET /list", "GET /single"}).Draw(r, "route")
	shared.Subject.Metadata = rapid.SampledFrom([]map[string]string{nil, {"team": "a"}, {"team": "b"}}).Draw(r, "metadata")
	list := &engine.List{Shared: &shared, Needs: engine.NeedsSome}
	targets := []*input.Target{nil, newOwnTarget(true), newOwnTarget(false)}
	for range rapid.IntRange(0, 12).Draw(r, "members") {
		member := input.Member{Resource: shared.Resource, Target: rapid.SampledFrom(targets).Draw(r, "target")}
		member.Resource.ID = rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(r, "id")
		properties := &member.Resource.Properties
		properties.Environment = new(rapid.SampledFrom([]string{"dev", "prod"}).Draw(r, "environment"))
		properties.SecretPath = new(rapid.SampledFrom([]string{"/", "/a", "/a/b"}).Draw(r, "path"))
		if name := rapid.SampledFrom([]string{"", "A", "AB", "B", "10", "-"}).Draw(r, "name"); name != "" {
			properties.SecretName = &name
		}
		properties.SecretTags = rapid.SampledFrom([][]string{nil, {}, {"x"}, {"x", "y"}, {"zz"}}).Draw(r, "tags")
		if ttl := rapid.Int64Range(0, 20).Draw(r, "ttl"); ttl > 0 {
			member.Requested = &input.Requested{TTL: &ttl, Name: new("n")}
		}
		list.Members = append(list.Members, member)
	}
	return list
}

func newOwnTarget(known bool) *input.Target {
	return &input.Target{Known: known, Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{}}
}

// What the engine answers to lists and to single requests, by the shipped policy
// with any rules added, is what plain OPA answers. More by
// -rapid.checks.
func TestOwnRules_mean_what_plain_OPA_means(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("12"); err != nil { // each compiles a policy twice
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
	}
	plain := newOPA(t, shippedPolicy)
	options, err := service.EngineOptions(patient)
	if err != nil {
		t.Fatal(err)
	}
	canaries, err := bundles.CanaryRequests()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		own := map[string]string{}
		for _, name := range []string{"aa", "zz"} {
			own["authz/rules/"+name+"/"+name+".rego"] = ownRule(r, name)
		}
		query, problems := plain.with(context.Background(), own)
		if problems != nil {
			r.Fatalf("%v\n%v", problems, own)
		}
		changed := options
		changed.Policy.Modules = maps.Clone(options.Policy.Modules)
		maps.Copy(changed.Policy.Modules, own)
		decider, err := engine.New(context.Background(), changed)
		if err != nil {
			r.Fatalf("%v\n%v", err, own)
		}
		if standing := decider.Standing(); standing.Evaluator != engine.Plan {
			r.Fatalf("not planned: %s", standing.Reason)
		}
		for range 10 {
			list := ownQuestion(r, rapid.SampledFrom(canaries).Draw(r, "about"))
			answer := list.Ask(context.Background(), decider)
			for i := range list.Members {
				about := list.Shared.About(&list.Members[i])
				input := documentOf(t, &about)
				if want, got := plainly(context.Background(), query, input), served(&answer.Members[i]); !agree(want, got) {
					r.Fatalf("member %d, %v\nplain OPA: %s\nengine:    %s\n%v", i, input, want, got, own)
				}
			}
			if len(list.Members) > 0 {
				continue
			}
			for _, name := range []string{"", "A", "B"} { // of the same place, for which a decision may be kept
				single := *list.Shared
				if name != "" {
					single.Resource.ID, single.Resource.Properties.SecretName = name, &name
				}
				decision := decider.Decide(context.Background(), &single)
				if want, got := plainly(context.Background(), query, documentOf(t, &single)), served(&decision); !agree(want, got) {
					r.Fatalf("plain OPA: %s\nengine:    %s\n%v", want, got, own)
				}
			}
		}
	})
}
