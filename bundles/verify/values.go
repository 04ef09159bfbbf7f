package verify

import (
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine"
	"warder/engine/permissions"
)

// ProbeValues are what properties of requests may be. The first of each is the
// plainest. They come from the conditions of rules: what the policy, a role or
// an assertion compares with is tried, and something that it does not name.
type ProbeValues struct {
	Environments, Paths, Names, Addresses []string
	Moments                               []int64
}

// fields are the ends of references whose comparisons tell a value.
var fields = map[string]func(*ProbeValues) *[]string{
	"environment": func(v *ProbeValues) *[]string { return &v.Environments },
	"secretPath":  func(v *ProbeValues) *[]string { return &v.Paths },
	"secretName":  func(v *ProbeValues) *[]string { return &v.Names },
	"ip":          func(v *ProbeValues) *[]string { return &v.Addresses },
}

// hints are the names of custom.domain in the METADATA of an assertion.
var hints = map[string]string{"environments": "environment", "paths": "secretPath", "names": "secretName", "addresses": "ip"}

func valuesOf(verifier *engine.AssertionVerifier, roles []Role) ProbeValues {
	v := ProbeValues{
		Environments: []string{"dev", "prod"}, Paths: []string{"/", "/app"}, Names: []string{""},
		Addresses: []string{address}, Moments: []int64{now},
	}
	for _, path := range sorted(verifier.Modules()) {
		v.compared(verifier.Modules()[path])
	}
	for _, role := range roles {
		for _, rule := range role.Rules {
			v.conditions(rule.Conditions)
		}
	}
	for _, assertion := range verifier.Assertions() {
		v.hinted(assertion.Domain)
	}
	return v
}

// add puts a value in its list, once. A pattern stands for something it matches.
func (v *ProbeValues) add(field, value string) {
	list := fields[field](v)
	value = strings.NewReplacer("**", "any", "*", "any", "?", "x").Replace(value)
	if field == "secretPath" && !strings.HasPrefix(value, "/") || value == "" {
		return
	}
	if !slices.Contains(*list, value) {
		*list = append(*list, value)
	}
}

// compared collects the constants that stand in one expression with a field.
// The library speaks of fields in general, and compares with none.
func (v *ProbeValues) compared(module *ast.Module) {
	if strings.HasPrefix(module.Package.Path.String(), "data.authz.lib.") {
		return
	}
	ast.WalkExprs(module, func(expr *ast.Expr) bool {
		var named, texts []string
		ast.WalkTerms(expr, func(term *ast.Term) bool {
			switch value := term.Value.(type) {
			case ast.Ref:
				if last, isText := value[len(value)-1].Value.(ast.String); isText && fields[string(last)] != nil {
					named = append(named, string(last))
				}
				return true
			case ast.String:
				texts = append(texts, string(value))
			}
			return false
		})
		for _, field := range named {
			for _, text := range texts {
				v.add(field, text)
			}
		}
		return false
	})
}

func (v *ProbeValues) conditions(conditions permissions.Conditions) {
	for field, operators := range conditions {
		if fields[field] == nil {
			continue
		}
		for _, operand := range operators {
			switch operand := operand.(type) {
			case string:
				v.add(field, operand)
			case []string:
				for _, one := range operand {
					v.add(field, one)
				}
			case []any:
				for _, one := range operand {
					if text, isText := one.(string); isText {
						v.add(field, text)
					}
				}
			}
		}
	}
}

func (v *ProbeValues) hinted(domain map[string][]string) {
	for name, values := range domain {
		for _, value := range values {
			if field, known := hints[name]; known {
				v.add(field, value)
			}
			if moment, err := time.Parse(time.RFC3339, value); err == nil && name == "moments" {
				v.Moments = append(v.Moments, moment.Unix())
			}
		}
	}
}
