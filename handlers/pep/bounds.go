package pep

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Every text, list and map in a body must have a bound. Bind rejects a struct that lacks one,
// so the first test request finds it. A field declares its bound with the tag validate, or
// with the tag bound, which names the code that enforces it.

// boundedRules are the rules of the tag validate that bound a text.
var boundedRules = []string{"max", "len", "oneof", "eq", "folder", "secretname", "path"}

// checkedBodies caches the result of the check by type: nil or an error.
var checkedBodies sync.Map

// bounded returns an error if a field of the body has no size bound.
func bounded(body any) error {
	of := reflect.TypeOf(body)
	if known, found := checkedBodies.Load(of); found {
		err, _ := known.(error)
		return err
	}
	err := boundedType(of, "", false)
	checkedBodies.Store(of, err)
	return err
}

func boundedFields(of reflect.Type, at string) error {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.Anonymous && (name == "" || name == "-") {
			continue // not decoded
		}
		if _, held := field.Tag.Lookup("bound"); held {
			continue
		}
		if err := boundedBy(field.Type, strings.Split(field.Tag.Get("validate"), ","), at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

// boundedBy checks a type against the rules before dive, and its elements against the rules
// after it.
func boundedBy(of reflect.Type, rules []string, at string) error {
	own, elements, dives := rules, []string(nil), false
	if at := slices.Index(rules, "dive"); at >= 0 {
		own, elements, dives = rules[:at], rules[at+1:], true
	}
	holds := slices.ContainsFunc(own, func(rule string) bool {
		name, _, _ := strings.Cut(rule, "=")
		return slices.Contains(boundedRules, name)
	})
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch of.Kind() {
	case reflect.Slice, reflect.Map:
		if !holds || !dives {
			return fmt.Errorf("%s: a list or map without max and dive", at)
		}
		if end := slices.Index(elements, "endkeys"); of.Kind() == reflect.Map {
			if end < 0 {
				return fmt.Errorf("%s: a map whose keys have no bound", at)
			}
			if err := boundedBy(of.Key(), elements[1:end], at+".key"); err != nil {
				return err
			}
			elements = elements[end+1:]
		}
		return boundedBy(of.Elem(), elements, at+"[]")
	}
	return boundedType(of, at, holds)
}

// unmarshals is the interface of types that decode themselves; they declare their limit with
// the tag bound.
var unmarshals = reflect.TypeFor[json.Unmarshaler]()

func boundedType(of reflect.Type, at string, holds bool) error {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch {
	case of.Kind() == reflect.Struct && of.PkgPath() != "time" && !(at != "" && reflect.PointerTo(of).Implements(unmarshals)):
		return boundedFields(of, at)
	case of.Kind() == reflect.Struct && of.PkgPath() != "time", of.Kind() == reflect.String && !holds, of.Kind() == reflect.Interface:
		return fmt.Errorf("%s: %s without a bound", at, of)
	}
	return nil
}
