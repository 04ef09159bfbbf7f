package openapi

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"warder/engine/permissions"
	"warder/models/store"
)

// Schema is the part of JSON Schema 2020-12 that Go types need.
type Schema struct {
	Ref                  string             `json:"$ref,omitempty"`
	Type                 any                `json:"type,omitempty"` // a name, or a list of names
	Format               string             `json:"format,omitempty"`
	Enum                 []any              `json:"enum,omitempty"`
	Default              any                `json:"default,omitempty"`
	Minimum              *int64             `json:"minimum,omitempty"`
	Maximum              *int64             `json:"maximum,omitempty"`
	MinLength            *int64             `json:"minLength,omitempty"`
	MaxLength            *int64             `json:"maxLength,omitempty"`
	MinItems             *int64             `json:"minItems,omitempty"`
	MaxItems             *int64             `json:"maxItems,omitempty"`
	MinProperties        *int64             `json:"minProperties,omitempty"`
	MaxProperties        *int64             `json:"maxProperties,omitempty"`
	Items                *Schema            `json:"items,omitempty"`
	Properties           map[string]*Schema `json:"properties,omitempty"`
	Required             []string           `json:"required,omitempty"`
	AdditionalProperties *Schema            `json:"additionalProperties,omitempty"`
	AnyOf                []*Schema          `json:"anyOf,omitempty"`
	Description          string             `json:"description,omitempty"`

	names *string // of a reference, filled in when all types are known
}

// Types of JSON.
const (
	typeString  = "string"
	typeInteger = "integer"
	typeNumber  = "number"
	typeBoolean = "boolean"
	typeArray   = "array"
	typeObject  = "object"
	typeNull    = "null"
)

// direction distinguishes bodies from responses: validation rules determine the required
// fields of a body, the JSON form those of a response.
type direction bool

const (
	sent     direction = false
	answered direction = true
)

// component is a named type in one direction.
type component struct {
	of  reflect.Type
	way direction
}

// schemas makes schemas of Go types. Named structs become components.
type schemas struct {
	made  map[component]*Schema
	names map[component]*string
}

func newSchemas() *schemas {
	return &schemas{map[component]*Schema{}, map[component]*string{}}
}

// own are types that encode themselves.
var own = map[reflect.Type]Schema{
	reflect.TypeFor[store.Time]():      {Type: typeString, Format: "date-time"},
	reflect.TypeFor[time.Time]():       {Type: typeString, Format: "date-time"},
	reflect.TypeFor[json.RawMessage](): {},
	reflect.TypeFor[permissions.Rule](): {Type: typeObject, Required: []string{"action", "inverted", "subject"}, Properties: map[string]*Schema{
		"action":     {Type: typeArray, Items: &Schema{Type: typeString}},
		"subject":    {AnyOf: []*Schema{{Type: typeString}, {Type: typeArray, Items: &Schema{Type: typeString}}}},
		"conditions": {Type: typeObject, AdditionalProperties: &Schema{}},
		"inverted":   {Type: typeBoolean},
		"reason":     {Type: typeString},
	}},
}

// described is a type that decodes itself, and returns a sample of the accepted types.
type described interface{ ReadsJSON() any }

// of is the schema of a type.
func (s *schemas) of(t reflect.Type, way direction) *Schema {
	if t.Kind() == reflect.Pointer {
		return s.of(t.Elem(), way)
	}
	if known, found := own[t]; found {
		return &known
	}
	if way == answered && t.Kind() == reflect.Struct && t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return &Schema{} // an unknown form
	}
	if self, reads := reflect.Zero(t).Interface().(described); reads {
		return s.ofChoices(self.ReadsJSON(), way)
	}
	switch t.Kind() {
	case reflect.Struct:
		if t.Name() == "" || t.NumField() == 0 {
			return s.object(t, way)
		}
		return s.reference(component{t, way})
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return &Schema{Type: typeString, Format: "byte"}
		}
		return &Schema{Type: typeArray, Items: s.of(t.Elem(), way)}
	case reflect.Map:
		return &Schema{Type: typeObject, AdditionalProperties: s.of(t.Elem(), way)}
	}
	return plain(t.Kind())
}

// ofChoices is the schema of a value of one of several types; nil stands for null.
func (s *schemas) ofChoices(sample any, way direction) *Schema {
	choices, several := sample.([]any)
	if !several {
		return s.of(reflect.TypeOf(sample), way)
	}
	schema := &Schema{}
	for _, choice := range choices {
		if choice == nil {
			schema.AnyOf = append(schema.AnyOf, &Schema{Type: typeNull})
			continue
		}
		if of := reflect.TypeOf(choice); of.Kind() == reflect.Struct {
			schema.AnyOf = append(schema.AnyOf, s.object(of, way)) // an unnamed type
			continue
		}
		schema.AnyOf = append(schema.AnyOf, s.of(reflect.TypeOf(choice), way))
	}
	return schema
}

func plain(kind reflect.Kind) *Schema {
	switch kind {
	case reflect.String:
		return &Schema{Type: typeString}
	case reflect.Bool:
		return &Schema{Type: typeBoolean}
	case reflect.Int64, reflect.Uint64:
		return &Schema{Type: typeInteger, Format: "int64"}
	case reflect.Int, reflect.Int32, reflect.Int16, reflect.Int8, reflect.Uint, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		return &Schema{Type: typeInteger}
	case reflect.Float64, reflect.Float32:
		return &Schema{Type: typeNumber}
	}
	return &Schema{} // an any
}

func (s *schemas) reference(c component) *Schema {
	name := s.names[c]
	if name == nil {
		name = new(string)
		s.names[c], s.made[c] = name, nil // a type may hold itself
		s.made[c] = s.object(c.of, c.way)
	}
	return &Schema{names: name}
}

func (s *schemas) object(t reflect.Type, way direction) *Schema {
	schema := &Schema{Type: typeObject, Properties: map[string]*Schema{}}
	for _, field := range fieldsOf(t) {
		s.addField(schema, field, way)
	}
	return schema
}

func (s *schemas) addField(schema *Schema, field reflect.StructField, way direction) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	property := s.of(field.Type, way)
	optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	needed := !optional && field.Tag.Get("held") == ""
	if way == sent {
		rules := strings.Split(field.Tag.Get("validate"), ",")
		needed = constrain(property, rules)
	} else if field.Type.Kind() == reflect.Pointer && !optional {
		property = nullable(property)
	}
	schema.Properties[name] = property
	if needed {
		schema.Required = append(schema.Required, name)
	}
}

// nullable also permits null.
func nullable(schema *Schema) *Schema {
	if name, single := schema.Type.(string); single && schema.Enum == nil {
		schema.Type = []string{name, typeNull}
		return schema
	}
	return &Schema{AnyOf: []*Schema{schema, {Type: typeNull}}}
}

// fieldsOf are the fields in a struct's JSON, including those of embedded structs unless an
// outer field hides them.
func fieldsOf(t reflect.Type) []reflect.StructField {
	var fields, embedded []reflect.StructField
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case name == "-":
		case field.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			for _, held := range fieldsOf(inner) {
				if field.Type.Kind() == reflect.Pointer { // which may be nil
					held.Tag += ` held:"maybe"`
				}
				embedded = append(embedded, held)
			}
		case !field.IsExported():
		case name != "":
			fields = append(fields, field)
		}
	}
	names := map[string]bool{}
	for _, field := range fields {
		names[jsonName(field)] = true
	}
	for _, field := range embedded {
		if name := jsonName(field); !names[name] {
			names[name] = true
			fields = append(fields, field)
		}
	}
	return fields
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
