package openapi

import (
	"slices"
	"strconv"
	"strings"
)

// constrain adds a field's validation rules to its schema, and reports whether the field is
// required.
func constrain(schema *Schema, rules []string) (required bool) {
	own, elements, dives := rules, []string(nil), false
	if at := slices.Index(rules, "dive"); at >= 0 {
		own, elements, dives = rules[:at], rules[at+1:], true
	}
	empty := slices.Contains(own, "omitempty")
	for _, rule := range own {
		name, argument, _ := strings.Cut(rule, "=")
		switch name {
		case "required":
			required = true
		case "email":
			schema.Format = "email"
		case "oneof":
			for word := range strings.FieldsSeq(argument) {
				schema.Enum = append(schema.Enum, word)
			}
		case "min":
			if !empty {
				bound(schema, argument, &schema.Minimum, &schema.MinLength, &schema.MinItems, &schema.MinProperties)
			}
		case "max":
			bound(schema, argument, &schema.Maximum, &schema.MaxLength, &schema.MaxItems, &schema.MaxProperties)
		}
	}
	if dives {
		constrainElements(schema, elements)
	}
	return required
}

func constrainElements(schema *Schema, rules []string) {
	if schema.Items != nil {
		constrain(schema.Items, rules)
		return
	}
	if end := slices.Index(rules, "endkeys"); end >= 0 && schema.AdditionalProperties != nil {
		constrain(schema.AdditionalProperties, rules[end+1:])
	}
}

// bound sets the limit that fits the schema's type.
func bound(schema *Schema, text string, number, length, items, properties **int64) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return
	}
	switch schema.Type {
	case typeInteger, typeNumber:
		*number = &value
	case typeString:
		*length = &value
	case typeArray:
		*items = &value
	case typeObject:
		*properties = &value
	}
}
