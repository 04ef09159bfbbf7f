package input

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

// term converts the parameters by reflection, so that no field can be forgotten. Only
// changes have parameters, so reads do not pay for it.
func (r *Requested) term(b *builder) *ast.Term { return b.reflected(reflect.ValueOf(r)) }

// Nothing reports whether no field is filled in.
func (r *Requested) Nothing() bool { return reflect.ValueOf(r).Elem().IsZero() }

func (b *builder) reflected(v reflect.Value) *ast.Term {
	if conditions, ok := v.Interface().(permissions.Conditions); ok {
		return conditions.Term()
	}
	switch v.Kind() {
	case reflect.Pointer:
		return b.reflected(v.Elem())
	case reflect.Struct:
		return b.structured(v)
	case reflect.String:
		return b.word(v.String())
	case reflect.Bool:
		return boolean(v.Bool())
	case reflect.Int64:
		return b.number(v.Int())
	case reflect.Slice:
		return b.listed(v)
	case reflect.Map:
		return b.mapped(v)
	}
	return ast.InternedNullTerm // a test fills every field, and finds no other kind
}

func (b *builder) structured(v reflect.Value) *ast.Term {
	fields := make([]item, 0, v.NumField())
	for field, value := range v.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if options != "" && value.IsZero() {
			continue
		}
		fields = append(fields, item{b.word(name), b.reflected(value)})
	}
	return b.object(fields...)
}

func (b *builder) listed(v reflect.Value) *ast.Term {
	if v.IsNil() {
		return ast.InternedNullTerm
	}
	members := make([]*ast.Term, v.Len())
	for i := range members {
		members[i] = b.reflected(v.Index(i))
	}
	return b.term(ast.NewArray(members...))
}

func (b *builder) mapped(v reflect.Value) *ast.Term {
	if v.IsNil() {
		return ast.InternedNullTerm
	}
	fields := make([]item, 0, v.Len())
	for entry := v.MapRange(); entry.Next(); {
		fields = append(fields, item{b.str(entry.Key().String()), b.reflected(entry.Value())})
	}
	return b.object(fields...)
}

// Requested writes the parameters as JSON, which is complete and has a stable order.
func (b Written) Requested(r *Requested) Written {
	if r == nil {
		return b.flag(false)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return b.flag(false) // strings, numbers and lists of them always marshal
	}
	return b.flag(true).Text(string(text))
}
