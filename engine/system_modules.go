package engine

import (
	"maps"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// guardrailsRoot is the folder whose rules hold beside every policy.
const guardrailsRoot = "authz/rules/guardrails"

// ownedRoots are the folders that a binary may keep for itself: guardrails,
// what they are computed with, and the entry point that heeds them.
var ownedRoots = []string{guardrailsRoot, "authz/lib", "authz/main"}

// reservedRoot is where the engine puts what it generates.
const reservedRoot = "warder"

// SystemModules picks from modules those that belong to the binary: guardrails,
// library and entry point. The composition root passes them, taken from the
// policy that the binary embeds, as Options.Guardrails.
func SystemModules(modules map[string]string) map[string]string {
	owned := map[string]string{}
	for path, source := range modules {
		if beneathAny(path, ownedRoots) {
			owned[path] = source
		}
	}
	return owned
}

// roots are the folders that the binary alone may declare rules in: the
// guardrails always, the others as far as the binary brings them.
func roots(guardrails map[string]string) []string {
	found := []string{reservedRoot, guardrailsRoot}
	for _, root := range ownedRoots[1:] {
		for path := range guardrails {
			if beneath(path, root) {
				found = append(found, root)
				break
			}
		}
	}
	return found
}

// Overlay is the policy as the engine would load it: the binary's modules in the
// place of the policy's own.
func Overlay(policy Policy, guardrails map[string]string) Policy {
	policy, _ = overlay(policy, guardrails)
	return policy
}

// overlay puts the binary's modules in the place of the policy's, and names
// those that differed, for the log.
func overlay(policy Policy, guardrails map[string]string) (Policy, []string) {
	var replaced []string
	modules := maps.Clone(policy.Modules)
	for path, source := range guardrails {
		if own, ok := modules[path]; ok && own != source {
			replaced = append(replaced, path)
		}
		modules[path] = source
	}
	policy.Modules = modules
	return policy, replaced
}

// checkShadows refuses every rule that adds to or replaces modules of the binary, in any
// file and any spelling of the path: by its package, or by a reference in a rule's head.
func checkShadows(modules map[string]*ast.Module, guardrails map[string]string) error {
	owned := roots(guardrails)
	var problems ast.Errors
	for path, module := range modules {
		if _, ours := guardrails[path]; ours {
			continue
		}
		problems = append(problems, shadows(module, owned)...)
	}
	return orNil(problems)
}

func shadows(module *ast.Module, owned []string) ast.Errors {
	for _, root := range owned {
		if beneath(refPath(module.Package.Path), root) {
			return ast.Errors{invalid(module.Package.Location, "%v lies in %s, which belongs to the server; "+
				"put rules of your own into another folder", module.Package, dotted(root))}
		}
	}
	var problems ast.Errors
	for _, rule := range module.Rules {
		for _, root := range owned {
			if mayReach(ruleRef(rule), root) {
				problems = append(problems, invalid(rule.Location, "rule %v may stand in for %s, which belongs to the server",
					rule.Head.Name, dotted(root)))
			}
		}
	}
	return problems
}

// mayReach reports whether a rule of this full reference could define
// something at, below or above root. A part of the reference that is only
// known when evaluating could be anything.
func mayReach(ref ast.Ref, root string) bool {
	parts := strings.Split(root, "/")
	for i, term := range ref[1:] {
		if i >= len(parts) {
			return true
		}
		name, literal := term.Value.(ast.String)
		if !literal {
			return true
		}
		if string(name) != parts[i] {
			return false
		}
	}
	return true
}
