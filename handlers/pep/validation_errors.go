package pep

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"
)

// issueCode is the issue code of the original server's schema library, which clients know.
func issueCode(tag string) string {
	switch tag {
	case "required":
		return "invalid_type"
	case "min", "gte", "gt":
		return "too_small"
	case "max", "lte", "lt":
		return "too_big"
	case "oneof":
		return "invalid_enum_value"
	case "email", "url", "uuid":
		return "invalid_string"
	}
	return "custom"
}

// embeddedStep marks an embedded struct in a namespace.
const embeddedStep = "~"

// issuePath splits request.secrets[2].secretKey into steps.
func issuePath(namespace string) []any {
	path := []any{}
	for i, step := range strings.Split(namespace, ".") {
		if i == 0 {
			continue // the name of the Go type
		}
		if step == embeddedStep {
			continue // its fields belong to the outer struct
		}
		name, rest, indexed := strings.Cut(step, "[")
		if name != "" {
			path = append(path, name)
		}
		if indexed {
			if n, err := strconv.Atoi(strings.TrimSuffix(rest, "]")); err == nil {
				path = append(path, n)
			}
		}
	}
	return path
}

// decodePath splits the path of a value of the wrong type into steps. It drops embedded
// structs, which the decoder names by their Go names: clients do not know these.
func decodePath(of reflect.Type, field string) []any {
	path := []any{}
	if field == "" {
		return path
	}
	for step := range strings.SplitSeq(field, ".") {
		next, embedded := fieldOf(of, step)
		if !embedded {
			path = append(path, step)
		}
		of = next
	}
	return path
}

// fieldOf is the type of a struct's field by its JSON name, or by its Go name if embedded; nil
// if there is none.
func fieldOf(of reflect.Type, name string) (field reflect.Type, embedded bool) {
	for of != nil && (of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice) {
		of = of.Elem()
	}
	if of == nil || of.Kind() != reflect.Struct {
		return nil, false
	}
	for f := range of.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		embedded := f.Anonymous && tag == ""
		if tag == name || embedded && f.Name == name {
			return f.Type, embedded
		}
	}
	return nil, false
}

// IssueTexts is the message of each validation tag; {} stands for its parameter.
var IssueTexts = map[string]string{
	"required":    "Required",
	"min":         "Must have at least {}",
	"gte":         "Must be at least {}",
	"gt":          "Must be more than {}",
	"max":         "Must have at most {}",
	"lte":         "Must be at most {}",
	"unique":      "Must not hold two entries with the same key",
	"ltefield":    "Must not be more than {}",
	"oneof":       "Must be one of: {}",
	"email":       "Invalid email",
	"printascii":  "Must hold printable ASCII characters only",
	"eq":          "Must be {}, or left out",
	"unserved":    "{}; leave the field out",
	"slug":        "Must be a slug: lower-case letters, digits and single hyphens",
	"projectslug": "Must be lower-case letters and digits, joined by single hyphens or underscores",
	"folder":      "A folder's name holds no slash, backslash, percent sign or control character, is not . or .., does not begin or end with a blank and has at most 255 bytes",
	"secretname":  "Secret names hold no spaces, slashes, colons or control characters and have at most 255 characters",
	"path":        "Must be an absolute path without empty, . or .. segments",
}

func issueMessage(b validator.FieldError) string {
	text, known := IssueTexts[b.Tag()]
	if !known {
		return "Invalid value"
	}
	return strings.ReplaceAll(text, "{}", b.Param())
}
