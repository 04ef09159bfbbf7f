package engine

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/permissions"
)

// list reads an array, or a set in its sorted order, member by member.
func list[T any](value ast.Value, member func(ast.Value) (T, error)) ([]T, error) {
	collection, ok := value.(interface {
		Foreach(func(*ast.Term))
		Len() int
	})
	if !ok {
		return nil, fmt.Errorf("%w: want a list", errDocument)
	}
	if collection.Len() == 0 {
		return []T{}, nil
	}
	read, err := make([]T, 0, collection.Len()), error(nil)
	collection.Foreach(func(term *ast.Term) {
		one, problem := member(term.Value)
		if problem != nil {
			err = problem
			return
		}
		read = append(read, one)
	})
	return read, err
}

func stringList(value ast.Value) ([]string, error) { return list(value, text) }

func text(value ast.Value) (string, error) {
	s, ok := value.(ast.String)
	if !ok {
		return "", fmt.Errorf("%w: want a string", errDocument)
	}
	return string(s), nil
}

// valueOf is the value of an object's field, or nil.
func valueOf(object ast.Object, field *ast.Term) ast.Value {
	term := object.Get(field)
	if term == nil {
		return nil
	}
	return term.Value
}

// fieldText is a string that an object must have.
func fieldText(object ast.Object, field *ast.Term) (string, error) {
	s, err := text(valueOf(object, field))
	if err != nil {
		return "", fmt.Errorf("%v: %w", field, err)
	}
	return s, nil
}

func reason(value ast.Value) (r Reason, err error) {
	object, ok := value.(ast.Object)
	if !ok {
		return r, fmt.Errorf("%w: want an object", errDocument)
	}
	if r.Code, err = fieldText(object, input.NameCode); err != nil {
		return r, err
	}
	if r.Message, err = fieldText(object, input.NameMessage); err != nil {
		return r, err
	}
	if object.Get(input.NameRule) != nil {
		r.Rule, err = fieldText(object, input.NameRule)
	}
	if err == nil && r.Code == "" {
		err = fmt.Errorf("%w: a reason without a code", errDocument)
	}
	return r, err
}

func missing(value ast.Value) (m Missing, err error) {
	object, ok := value.(ast.Object)
	if !ok {
		return m, fmt.Errorf("%w: want an object", errDocument)
	}
	if m.Action, err = fieldText(object, input.NameAction); err != nil {
		return m, err
	}
	if m.Subject, err = fieldText(object, input.NameSubject); err != nil {
		return m, err
	}
	if given := valueOf(object, input.NameConditions); given != nil {
		m.Conditions, err = conditions(given)
	}
	return m, err
}

// conditions reads what Conditions documents: a string or a list of strings
// by operator by field.
func conditions(value ast.Value) (permissions.Conditions, error) {
	read := permissions.Conditions{}
	return read, eachField(value, func(field string, operators ast.Value) error {
		read[field] = map[string]any{}
		return eachField(operators, func(operator string, operand ast.Value) (err error) {
			if s, ok := operand.(ast.String); ok {
				read[field][operator] = string(s)
				return nil
			}
			read[field][operator], err = stringList(operand)
			return err
		})
	})
}

func eachField(value ast.Value, do func(name string, value ast.Value) error) error {
	object, ok := value.(ast.Object)
	if !ok {
		return fmt.Errorf("%w: want an object", errDocument)
	}
	return object.Iter(func(name, field *ast.Term) error {
		key, err := text(name.Value)
		if err != nil {
			return err
		}
		return do(key, field.Value)
	})
}
