package bundles

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine"
)

// Change is one difference between two policies.
type Change struct {
	Mark string // + came, - went, ~ changed
	Kind string // file, rule, code or data
	Name string
	// Text shows what changed, line by line: what went, "- ", what came, "+ ", and
	// what stands around it. It is empty for what came or went as a whole, and for
	// rules, which their files show.
	Text string
}

// Diff is what differs between two policies: files, rules by their full name,
// reason codes, and data by its path.
func Diff(before, after engine.Policy) ([]Change, error) {
	old, err := contentsOf(before)
	if err != nil {
		return nil, err
	}
	fresh, err := contentsOf(after)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, kind := range []string{"file", "rule", "code", "data"} {
		names := maps.Clone(old[kind])
		maps.Copy(names, fresh[kind])
		for _, name := range slices.Sorted(maps.Keys(names)) {
			was, had := old[kind][name]
			is, has := fresh[kind][name]
			switch {
			case !had:
				changes = append(changes, Change{Mark: "+", Kind: kind, Name: name})
			case !has:
				changes = append(changes, Change{Mark: "-", Kind: kind, Name: name})
			case was != is:
				change := Change{Mark: "~", Kind: kind, Name: name}
				if kind != "rule" {
					change.Text = changedLines(was, is)
				}
				changes = append(changes, change)
			}
		}
	}
	return changes, nil
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

// leaves lists data by the paths of what is no object.
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
