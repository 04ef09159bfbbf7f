package engine

import (
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// compared is a part of the input that a rule holds to be equal to a text.
type compared struct {
	path string
	text string
}

// mostCompared bounds how many comparisons are tried one by one.
const mostCompared = 300

// comparisons are those of the policy's rules. No generated word meets the one
// field that a rule asks about as surely as these do.
func (p *program) comparisons() []compared {
	found := map[compared]bool{}
	for _, module := range p.compiler.Modules {
		ast.WalkExprs(module, func(expr *ast.Expr) bool {
			if expr.IsEquality() || expr.IsCall() && expr.Operator().Equal(ast.Equal.Ref()) {
				for i := range 2 {
					ref, isRef := expr.Operand(i).Value.(ast.Ref)
					text, isText := expr.Operand(1 - i).Value.(ast.String)
					if isRef && isText && ref.HasPrefix(ast.InputRootRef) && ref.IsGround() {
						found[compared{refPath(ref), string(text)}] = true
					}
				}
			}
			return false
		})
	}
	all := make([]compared, 0, len(found))
	for one := range found {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b compared) int { return strings.Compare(a.path+a.text, b.path+b.text) })
	return all[:min(mostCompared, len(all))]
}

// set writes a text at a path of the request; fields of other types are left alone.
func set(v reflect.Value, path []string, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() && v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.ValueOf(&text))
			return
		}
		if !v.IsNil() {
			changed := reflect.New(v.Type().Elem()) // others share what it points at
			changed.Elem().Set(v.Elem())
			v.Set(changed)
			set(changed.Elem(), path, text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if len(path) > 0 && name == path[0] {
				set(v.Field(i), path[1:], text)
			}
		}
	case reflect.String:
		if len(path) == 0 {
			v.SetString(text)
		}
	default:
	}
}
