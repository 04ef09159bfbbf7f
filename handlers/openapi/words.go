package openapi

import (
	"fmt"
	"slices"
	"strings"
)

// Name is the name of the referenced component, or empty.
func (s *Schema) Name() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// Words describes a schema for people.
func (s *Schema) Words() string {
	switch {
	case s.Ref != "":
		return s.Name()
	case len(s.Enum) > 0:
		return "one of " + strings.Trim(fmt.Sprint(s.Enum), "[]")
	case len(s.AnyOf) > 0:
		words := make([]string, 0, len(s.AnyOf))
		for _, choice := range s.AnyOf {
			words = append(words, choice.Words())
		}
		return strings.Join(words, " or ")
	}
	name := s.typeWords()
	if s.Format != "" && s.Format != "int64" {
		name = s.Format
	}
	if bounds := s.bounds(); bounds != "" {
		name += ", " + bounds
	}
	return name
}

func (s *Schema) typeWords() string {
	switch of := s.Type.(type) {
	case string:
		return s.single(of)
	case []string:
		words := make([]string, 0, len(of))
		for _, one := range of {
			words = append(words, s.single(one))
		}
		return strings.Join(words, " or ")
	}
	return "anything"
}

func (s *Schema) single(name string) string {
	switch {
	case name == typeArray && s.Items != nil:
		return "list of " + s.Items.Words()
	case name == typeObject && s.AdditionalProperties != nil:
		return "object of " + s.AdditionalProperties.Words()
	}
	return name
}

// bounds describes a schema's limits.
func (s *Schema) bounds() string {
	for _, pair := range []struct {
		low, high *int64
		unit      string
	}{
		{s.Minimum, s.Maximum, ""}, {s.MinLength, s.MaxLength, " characters"}, {s.MinItems, s.MaxItems, " items"}, {s.MinProperties, s.MaxProperties, " fields"},
	} {
		switch {
		case pair.low != nil && pair.high != nil:
			return fmt.Sprintf("%d to %d%s", *pair.low, *pair.high, pair.unit)
		case pair.high != nil:
			return fmt.Sprintf("at most %d%s", *pair.high, pair.unit)
		case pair.low != nil:
			return fmt.Sprintf("at least %d%s", *pair.low, pair.unit)
		}
	}
	return ""
}

// Field is a property of an object, for people.
type Field struct {
	Name     string
	Schema   *Schema
	Required bool
}

// Fields are the properties of an object, or of the referenced component, required ones first.
func (d *Document) Fields(s *Schema) []Field {
	if s == nil {
		return nil
	}
	if s.Ref != "" {
		s = d.Components.Schemas[s.Name()]
	}
	var fields []Field
	for name, property := range s.Properties {
		fields = append(fields, Field{name, property, slices.Contains(s.Required, name)})
	}
	slices.SortFunc(fields, func(a, b Field) int {
		if a.Required != b.Required {
			if a.Required {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return fields
}
