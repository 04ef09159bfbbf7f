package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// handledAction is one action on one type of resource.
type handledAction struct{ resourceType, action string }

// indexActions evaluates what the rule packages say they decide:
//
//	handles := {"secrets": {"readValue", "create"}}
//
// It must not depend on the input, for there is none yet.
func (p *program) indexActions(ctx context.Context, packages []string) (map[handledAction][]string, error) {
	found := map[handledAction][]string{}
	if len(packages) == 0 {
		return found, nil
	}
	query, err := p.question("{name: handles | handles := data.authz.rules[name].handles}")
	if err != nil {
		return nil, err
	}
	answer, err := query.ask(ctx, p, nil, topdown.NewCancel())
	if err != nil {
		return nil, fmt.Errorf("%w: handles: %w", ErrPolicyInvalid, err)
	}
	byPackage, _ := answer.(ast.Object)
	for _, name := range packages {
		if err := addActions(found, name, byPackage); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func addActions(found map[handledAction][]string, name string, byPackage ast.Object) error {
	wrong := fmt.Errorf("%w: %v must be an object of type to set of actions, independent of the input",
		ErrPolicyInvalid, export(name, exportHandles))
	if byPackage == nil {
		return wrong
	}
	term := byPackage.Get(ast.StringTerm(name))
	if term == nil {
		return wrong
	}
	types, ok := term.Value.(ast.Object)
	if !ok {
		return wrong
	}
	return types.Iter(func(resourceType, actions *ast.Term) error {
		names, err := stringList(actions.Value)
		typed, ok := resourceType.Value.(ast.String)
		if err != nil || !ok {
			return wrong
		}
		for action := range slices.Values(names) {
			h := handledAction{string(typed), action}
			found[h] = append(found[h], name)
		}
		return nil
	})
}

// ActionsOn lists the actions that the policy in force decides on a type of
// resource, sorted.
func (e *Engine) ActionsOn(resourceType string) []string {
	actions := []string{}
	if p := e.program(); p != nil {
		for one := range p.handled {
			if one.resourceType == resourceType {
				actions = append(actions, one.action)
			}
		}
	}
	slices.Sort(actions)
	return actions
}
