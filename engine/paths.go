package engine

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// ruleRef is a rule's full reference, data.<package>.<name>...
func ruleRef(rule *ast.Rule) ast.Ref {
	ref := rule.Module.Package.Path.Copy()
	for i, term := range rule.Head.Ref() {
		if name, ok := term.Value.(ast.Var); ok && i == 0 {
			term = ast.StringTerm(string(name))
		}
		ref = append(ref, term)
	}
	return ref
}

// refPath is the literal beginning of a reference as a path, without data.
func refPath(ref ast.Ref) string {
	var parts []string
	for _, term := range ref[1:] {
		name, ok := term.Value.(ast.String)
		if !ok {
			break
		}
		parts = append(parts, string(name))
	}
	return strings.Join(parts, "/")
}

func beneathAny(path string, roots []string) bool {
	for _, root := range roots {
		if beneath(path, root) {
			return true
		}
	}
	return false
}

// beneath reports whether path is root or lies in it, by whole segments.
func beneath(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}

func dotted(path string) string { return "data." + strings.ReplaceAll(path, "/", ".") }

func segments(path string) []string { return strings.Split(path, "/") }
