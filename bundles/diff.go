package bundles

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine"
)

// PolicyChange is one difference between two policies.
type PolicyChange struct {
	Mark string // + came, - went, ~ changed
	Kind string // file, rule, code or data
	Name string
	// Text shows what changed, line by line: what went, "- ", what came, "+ ", and
	// what stands around it. It is empty for what came or went as a whole, and for
	// rules, which their files show.
	Text string
	// Lines are those of Text, and of a file that came or went as a whole.
	Lines []Line
	// Cut reports whether lines are left out because there are too many.
	Cut bool
}

// DiffLimits bound what a comparison may take.
type DiffLimits struct {
	Changes, Lines int
	// Work is the sum of the products of the numbers of lines that are compared.
	Work int
}

// Diff is what differs between two policies: files, rules by their full name,
// reason codes, and data by its path.
func Diff(before, after engine.Policy) ([]PolicyChange, error) {
	changes, _, err := DiffWithin(context.Background(), before, after, DiffLimits{Changes: math.MaxInt, Lines: math.MaxInt, Work: math.MaxInt})
	return changes, err
}

// DiffWithin is Diff within limits. The result is complete unless a limit was reached.
func DiffWithin(ctx context.Context, before, after engine.Policy, limits DiffLimits) (changes []PolicyChange, complete bool, err error) {
	old, err := contentsOf(before)
	if err != nil {
		return nil, false, err
	}
	fresh, err := contentsOf(after)
	if err != nil {
		return nil, false, err
	}
	complete = true
	for _, kind := range []string{"file", "rule", "code", "data"} {
		names := maps.Clone(old[kind])
		maps.Copy(names, fresh[kind])
		for _, name := range slices.Sorted(maps.Keys(names)) {
			was, had := old[kind][name]
			is, has := fresh[kind][name]
			if had && has && was == is {
				continue
			}
			if ctx.Err() != nil || len(changes) >= limits.Changes {
				return changes, false, ctx.Err()
			}
			change := changeOf(kind, name, was, is, had, has, &limits)
			changes, complete = append(changes, change), complete && !change.Cut
		}
	}
	return changes, complete, nil
}

// changeOf describes one difference, and takes from the limits what that costs.
func changeOf(kind, name, was, is string, had, has bool, limits *DiffLimits) PolicyChange {
	change := PolicyChange{Mark: "~", Kind: kind, Name: name}
	switch {
	case !had:
		change.Mark = "+"
	case !has:
		change.Mark = "-"
	}
	switch {
	case kind == "rule" || kind != "file" && change.Mark != "~":
		return change
	case change.Mark != "~":
		change.Lines = wholeText(was+is, has)
	default:
		work := (strings.Count(was, "\n") + 1) * (strings.Count(is, "\n") + 1)
		if change.Cut = work > limits.Work; change.Cut {
			return change
		}
		limits.Work -= work
		change.Lines = changedLines(was, is)
		change.Text = textOf(change.Lines)
	}
	if change.Cut = len(change.Lines) > limits.Lines; change.Cut {
		change.Lines = change.Lines[:limits.Lines]
	}
	limits.Lines -= len(change.Lines)
	return change
}

// contentsOf takes a policy apart: by kind and name, what it is.
func contentsOf(policy engine.Policy) (map[string]map[string]string, error) {
	contents := map[string]map[string]string{"file": policy.Modules, "rule": {}, "code": {}, "data": {}}
	for _, path := range slices.Sorted(maps.Keys(policy.Modules)) { // the parts of a rule in one order
		module, err := ast.ParseModuleWithOpts(path, policy.Modules[path], ast.ParserOptions{RegoVersion: ast.RegoV1, ProcessAnnotation: true})
		if err != nil {
			return nil, err
		}
		for _, rule := range module.Rules {
			name := rule.Module.Package.Path.String() + "." + strings.TrimPrefix(rule.Head.Ref().ConstantPrefix().String(), "data.")
			contents["rule"][name] += rule.String() + "\n"
		}
		for _, annotation := range module.Annotations {
			if code, ok := annotation.Custom["code"].(string); ok {
				contents["code"][code] = fmt.Sprint(annotation.Custom["status"])
			}
		}
	}
	return contents, leaves(contents["data"], "data", policy.Data)
}

// leaves lists the values of data that are not objects, by path.
func leaves(into map[string]string, path string, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		var text bytes.Buffer
		if err := json.NewEncoder(&text).Encode(value); err != nil {
			return err
		}
		into[path] = text.String()
		return nil
	}
	for name, member := range object {
		if err := leaves(into, path+"."+name, member); err != nil {
			return err
		}
	}
	return nil
}
