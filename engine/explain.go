package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"warder/engine/input"
)

// Explanation says why the policy in force answers a request as it does.
type Explanation struct {
	Decision Decision    `json:"decision"`
	Rules    []FiredRule `json:"rules"`
	// Near are the grants that come close to the request, with what each lacks.
	Near []NearGrant `json:"near"`
}

// FiredRule is a rule that held, where it stands, and what it looked at.
type FiredRule struct {
	Package     string  `json:"package"`
	Rule        string  `json:"rule"`
	File        string  `json:"file"`
	Line        int     `json:"line"`
	Title       string  `json:"title,omitempty"`
	Description string  `json:"description,omitempty"`
	Code        string  `json:"code,omitempty"`
	Remediation string  `json:"remediation,omitempty"`
	Values      []Value `json:"values"`
	// Helpers are the rules and functions that the body names, as it calls them,
	// with what they gave; one that gave nothing is absent.
	Helpers []Value `json:"helpers,omitempty"`
}

// NearGrant is a role or privilege that speaks about the resource, but not for
// the request. It is what data.authz.explain.near says.
type NearGrant struct {
	Grant      string `json:"grant"`
	Effect     string `json:"effect"` // allow, or deny for an inverted rule that applies
	Actions    any    `json:"actions,omitempty"`
	Conditions any    `json:"conditions,omitempty"`
	Lacks      []Lack `json:"lacks"`
}

// Lack is one thing that the grant wants and the request is not.
type Lack struct {
	Field   string `json:"field"`
	Wants   any    `json:"wants"`
	Request any    `json:"request,omitempty"`
}

// explained are the exports of a rule package that an explanation names.
var explained = []string{exportDeny, exportGrant, exportMissing, exportObligation}

// maxNear bounds an answer, not a decision.
const maxNear = 50

// Explain decides a request again, watching. It costs many times what a
// decision does, so it is for people who ask why.
func (e *Engine) Explain(ctx context.Context, request *input.Request) Explanation {
	explanation := Explanation{Decision: e.Decide(ctx, request), Rules: []FiredRule{}, Near: []NearGrant{}}
	p := e.program()
	if p == nil {
		return explanation
	}
	input := request.Value()
	watch := &watcher{seen: map[*ast.Location]bool{}}
	if _, err := p.watched(ctx, "data.authz.main.decision", input, e.options, watch); err != nil {
		e.options.Logger.WarnContext(ctx, "a decision could not be watched", "cause", err)
	}
	for _, rule := range watch.fired {
		fired := p.describe(rule, input)
		fired.Helpers = p.helpersOf(ctx, rule, input, e.options)
		explanation.Rules = append(explanation.Rules, fired)
	}
	decisiveFirst(explanation.Rules, &explanation.Decision)
	if near, err := p.watched(ctx, "data.authz.explain.near", input, e.options, nil); err == nil {
		explanation.Near = nearGrants(near)
	} // a policy without the package has nothing to say about it
	return explanation
}

// ExplainUnder explains by the policy of a stage: an engine alone has the active one.
func (e *Engine) ExplainUnder(ctx context.Context, stage string, request *input.Request) (explanation Explanation, found bool) {
	if stage != StageActive {
		return Explanation{}, false
	}
	return e.Explain(ctx, request), true
}

// decisiveFirst puts the rule that refused first, in the order of the reasons,
// then the other denials, then the rest; of a permitted request, what granted it.
func decisiveFirst(rules []FiredRule, decision *Decision) {
	rank := func(rule FiredRule) int {
		at := slices.IndexFunc(decision.Reasons, func(reason Reason) bool { return reason.Rule == rule.Package && reason.Code == rule.Code })
		switch {
		case rule.Rule == exportDeny && at >= 0:
			return at
		case rule.Rule == exportDeny || rule.Rule == exportGrant && decision.Permitted:
			return len(decision.Reasons)
		}
		return len(decision.Reasons) + 1
	}
	slices.SortStableFunc(rules, func(a, b FiredRule) int { return cmp.Compare(rank(a), rank(b)) })
}

// watched prepares and evaluates its own question, because tracing would slow down the
// shared one.
func (p *program) watched(ctx context.Context, query string, input ast.Value, options Options, watch *watcher) (ast.Value, error) {
	question, err := p.question(query)
	if err != nil {
		return nil, err
	}
	watching := []topdown.QueryTracer{}
	if watch != nil {
		watching = append(watching, watch)
	}
	guard := borrowGuard(ctx, explainTimes*options.Timeout, options.Memory)
	answer, err := question.ask(ctx, p, ast.NewTerm(input), guard.cancel, watching...)
	return answer, guard.release(err)
}

// explainTimes is how much longer watching may take than deciding.
const explainTimes = 20

// watcher notes which rules of rule packages held, each once, in order.
type watcher struct {
	fired []*ast.Rule
	seen  map[*ast.Location]bool
}

var _ topdown.QueryTracer = (*watcher)(nil)

// Enabled says that events are wanted.
func (w *watcher) Enabled() bool { return true }

// Config says that the values of local variables are not.
func (w *watcher) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent notes a rule whose body held.
func (w *watcher) TraceEvent(event topdown.Event) {
	rule, isRule := event.Node.(*ast.Rule)
	if !isRule || event.Op != topdown.ExitOp || w.seen[rule.Location] {
		return
	}
	path := refPath(ruleRef(rule))
	name := path[strings.LastIndex(path, "/")+1:]
	if !beneath(path, rulesRoot) || !slices.Contains(explained, name) {
		return
	}
	w.seen[rule.Location] = true
	w.fired = append(w.fired, rule)
}

// describe says what a rule is, from its METADATA, and what it looked at.
func (p *program) describe(rule *ast.Rule, input ast.Value) FiredRule {
	fired := FiredRule{
		Package: strings.TrimPrefix(rule.Module.Package.Path.String(), "data."), Rule: string(rule.Head.Name),
		File: rule.Location.File, Line: rule.Location.Row, Values: p.valuesOf(rule, input),
	}
	about := p.about(rule)
	if about == nil {
		return fired
	}
	fired.Title, fired.Description = about.Title, strings.TrimSpace(about.Description)
	fired.Code, fired.Remediation = customText(about, "code"), customText(about, "remediation")
	return fired
}

// about is the METADATA that stands above a rule, or above its siblings for
// the whole document; nil if there is none.
func (p *program) about(rule *ast.Rule) *ast.Annotations {
	for _, entry := range p.compiler.GetAnnotationSet().Chain(rule) {
		if found := entry.Annotations; found != nil && (found.Scope == "rule" || found.Scope == "document") {
			return found
		}
	}
	return nil
}

func customText(about *ast.Annotations, name string) string {
	text, _ := about.Custom[name].(string)
	return strings.TrimSpace(text)
}
