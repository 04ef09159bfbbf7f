package logins

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"warder/handlers/logins/jose"
)

// Claims of a token have any JSON type. This file converts them to text, times and lists, and
// looks them up.

// moment is a time in whole seconds, nil if absent. A value that is no number makes the token
// invalid.
func moment(payload map[string]any, name string) (*int64, error) {
	value, found := payload[name]
	if !found {
		return nil, nil //nolint:nilnil // absent
	}
	number, isNumber := value.(json.Number)
	if !isNumber {
		return nil, fmt.Errorf("%w: %s is no number", jose.ErrMalformed, name)
	}
	whole, exact := new(big.Float).SetString(number.String())
	if !exact {
		return nil, fmt.Errorf("%w: %s is no number", jose.ErrMalformed, name)
	}
	seconds, _ := whole.Int64() // truncated, and clamped to int64
	return &seconds, nil
}

// text is a text claim; nil for other types.
func text(value any) *string {
	if known, isText := value.(string); isText {
		return &known
	}
	return nil
}

// audiences converts a text or a list of texts to a list; other types give no audience.
func audiences(value any) []string {
	switch known := value.(type) {
	case string:
		return []string{known}
	case []any:
		list := make([]string, 0, len(known))
		for _, entry := range known {
			one, isText := entry.(string)
			if !isText {
				return []string{}
			}
			list = append(list, one)
		}
		return list
	}
	return []string{}
}

// lookUp finds a claim by its name, or else by a dotted path through objects.
func lookUp(payload map[string]any, name string) (any, bool) {
	if value, found := payload[name]; found {
		return value, true
	}
	object := payload
	steps := strings.Split(name, ".")
	for i, step := range steps {
		value, found := object[step]
		if !found {
			return nil, false
		}
		if i == len(steps)-1 {
			return value, true
		}
		if object, found = value.(map[string]any); !found {
			return nil, false
		}
	}
	return nil, false
}

// normal rewrites each number in its shortest decimal form, so that equal numbers are equal
// texts.
func normal(value any) any {
	switch known := value.(type) {
	case json.Number:
		return shortest(known)
	case []any:
		list := make([]any, len(known))
		for i, entry := range known {
			list[i] = normal(entry)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(known))
		for name, entry := range known {
			object[name] = normal(entry)
		}
		return object
	}
	return value
}

// countable reports whether rules can compute with every number in a value.
func countable(value any) bool {
	switch known := value.(type) {
	case json.Number:
		_, err := known.Float64()
		return err == nil
	case []any:
		return !slices.ContainsFunc(known, func(entry any) bool { return !countable(entry) })
	case map[string]any:
		for _, entry := range known {
			if !countable(entry) {
				return false
			}
		}
	}
	return true
}

// longestNumber limits the digits written out, because an exponent could demand any length.
const longestNumber = 40

// shortest writes whole numbers without point and exponent. An excessively large number stays
// unchanged and equals no configured value.
func shortest(number json.Number) json.Number {
	literal := number.String()
	if !strings.ContainsAny(literal, ".eE") {
		if literal == "-0" {
			return "0"
		}
		return number
	}
	if len(literal) > longestNumber {
		return number
	}
	exact, known := new(big.Rat).SetString(bounded(literal))
	if !known {
		return number
	}
	if exact.IsInt() && len(exact.Num().String()) <= longestNumber {
		return json.Number(exact.Num().String())
	}
	decimal := strings.TrimRight(exact.FloatString(longestNumber), "0")
	if len(decimal) > longestNumber {
		return number
	}
	return json.Number(decimal)
}

// bounded returns a literal that is cheap to compute, or "".
func bounded(literal string) string {
	_, exponent, found := strings.Cut(strings.ToLower(literal), "e")
	if found && len(strings.TrimLeft(exponent, "+-0")) > 2 {
		return ""
	}
	return literal
}

// written is a claim as text: list entries are joined by commas, objects give "".
func written(value any) string {
	switch known := value.(type) {
	case string:
		return known
	case json.Number:
		return known.String()
	case bool:
		return fmt.Sprint(known)
	case []any:
		entries := make([]string, 0, len(known))
		for _, entry := range known {
			entries = append(entries, written(entry))
		}
		return strings.Join(entries, ",")
	}
	return ""
}

// strictObject decodes one JSON object and refuses trailing data.
func strictObject(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return nil
}
