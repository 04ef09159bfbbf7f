package pep

import (
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"
)

// issueCode is the code that clients know from the schema library of the
// original server.
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

// issuePath turns request.secrets[2].secretKey into its steps.
// embeddedStep stands in a namespace for a struct that is part of another.
const embeddedStep = "~"

func issuePath(namespace string) []any {
	path := []any{}
	for i, step := range strings.Split(namespace, ".") {
		if i == 0 {
			continue // the name of the Go type
		}
		if step == embeddedStep {
			continue // its fields are those of what it is part of
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

// IssueTexts say what each validation tag demands; {} stands for its parameter.
var IssueTexts = map[string]string{
	"required":    "Required",
	"min":         "Must have at least {}",
	"gte":         "Must be at least {}",
	"gt":          "Must be more than {}",
	"max":         "Must have at most {}",
	"lte":         "Must be at most {}",
	"ltefield":    "Must not be more than {}",
	"oneof":       "Must be one of: {}",
	"email":       "Invalid email",
	"printascii":  "Must hold printable ASCII characters only",
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
