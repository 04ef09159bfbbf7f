package input

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Schema is the JSON schema of the input document, made from Request itself.
// policies/schemas/input.json is its text: `opa check -s` finds a misspelt fact
// with it, and Load does the same.
func Schema() []byte {
	text, err := json.MarshalIndent(SchemaDocument(), "", "  ")
	if err != nil {
		return nil // maps, strings and booleans always marshal
	}
	return append(text, '\n')
}

// SchemaDocument refers to structs by name, so that each is described once and
// one may contain itself.
func SchemaDocument() any {
	definitions := map[string]any{}
	root := describeStruct(reflect.TypeFor[Request](), definitions)
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "input of data.authz.main.decision"
	root["definitions"] = definitions
	return root
}

func describeType(t reflect.Type, definitions map[string]any) map[string]any {
	if t == reflect.TypeFor[Object]() || t == reflect.TypeFor[TokenClaims]() {
		return map[string]any{"type": "object"} // open: anything that is sent
	}
	switch t.Kind() {
	case reflect.Pointer:
		return describeType(t.Elem(), definitions)
	case reflect.Struct:
		if _, known := definitions[t.Name()]; !known {
			definitions[t.Name()] = nil // being described, in case it contains itself
			definitions[t.Name()] = describeStruct(t, definitions)
		}
		return map[string]any{"$ref": "#/definitions/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": describeType(t.Elem(), definitions)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": describeType(t.Elem(), definitions)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Interface: // the value of a condition
		return map[string]any{"anyOf": []any{
			map[string]any{"type": "string"},
			map[string]any{"type": "array", "items": map[string]any{"type": "string"}},
		}}
	}
	return map[string]any{"type": "string"}
}

// describeStruct closes the object: a field that the struct lacks is an error.
func describeStruct(t reflect.Type, definitions map[string]any) map[string]any {
	properties, required := map[string]any{}, []any{}
	for field := range t.Fields() {
		if !field.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		properties[name] = describeType(field.Type, definitions)
		if words := field.Tag.Get("enum"); words != "" {
			properties[name] = map[string]any{"type": "string", "enum": enums(words)}
		}
		if options == "" {
			required = append(required, name)
		}
	}
	described := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		described["required"] = required
	}
	return described
}
