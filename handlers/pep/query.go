package pep

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"warder/models"
)

// Query reads query parameters and collects their errors. Unknown parameters are ignored,
// unless Only refuses them.
type Query struct {
	Request *Request
	issues  []Issue
}

// Query returns a declared query parameter, or "". It panics on an undeclared name, so the
// first test request finds a mistake in the table.
func (r *Request) Query(name string) string {
	if !slices.Contains(r.Route.Query, name) {
		panic("the row does not declare the query parameter " + name)
	}
	return r.Context.Query(name)
}

// ReadQuery starts reading the query parameters.
func (r *Request) ReadQuery() *Query { return &Query{Request: r} }

// Err returns all collected errors as one, or nil.
func (q *Query) Err() error {
	if len(q.issues) == 0 {
		return nil
	}
	return Invalid(q.issues...)
}

// Only refuses parameters that the row does not declare. A misspelt filter, if ignored, would
// widen the request.
func (q *Query) Only() {
	names := q.Request.Route.Query
	for _, name := range slices.Sorted(maps.Keys(q.Request.Request.URL.Query())) {
		if !slices.Contains(names, name) {
			q.Wrong(name, "unrecognized_keys", "Unknown parameter; this route takes "+strings.Join(names, ", "))
		}
	}
}

// Wrong records an invalid parameter.
func (q *Query) Wrong(name, code, message string) {
	q.issues = append(q.issues, Issue{Code: code, Path: []any{name}, Message: message})
}

// Text returns the first named parameter that is not empty.
func (q *Query) Text(names ...string) string {
	for _, name := range names {
		if value := q.Request.Query(name); value != "" {
			return value
		}
	}
	return ""
}

// Flag parses true or false (docs/contract.md 1.1). Several names are aliases of one
// parameter.
func (q *Query) Flag(otherwise bool, names ...string) bool {
	for _, name := range names {
		switch q.Request.Query(name) {
		case "":
			continue
		case "true":
			return true
		case "false":
			return false
		}
		q.Wrong(name, "invalid_enum_value", "Must be true or false")
	}
	return otherwise
}

// Number parses a whole number within bounds.
func (q *Query) Number(name string, otherwise, lowest, highest int) int {
	text := q.Request.Query(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < lowest || n > highest {
		q.Wrong(name, "invalid_number", "Must be a number from "+strconv.Itoa(lowest)+" to "+strconv.Itoa(highest))
		return otherwise
	}
	return n
}

// Word parses one of the known words; the first is the default.
func (q *Query) Word(name string, known ...string) string {
	text := q.Request.Query(name)
	if text == "" {
		return known[0]
	}
	if !slices.Contains(known, text) {
		q.Wrong(name, "invalid_enum_value", "Must be one of: "+strings.Join(known, " "))
	}
	return text
}

// Path parses a folder path and normalizes it.
func (q *Query) Path(names ...string) string {
	path := NormalizePath(q.Text(names...))
	if !models.IsPath(path) {
		q.Wrong(names[0], "custom", IssueTexts["path"])
	}
	return path
}

// Needed parses a required text.
func (q *Query) Needed(names ...string) string {
	value := q.Text(names...)
	if value == "" {
		q.Wrong(names[0], "invalid_type", "Required")
	}
	return value
}

// Project parses the project's id, under either of its names.
func (q *Query) Project() string {
	value := q.Text("workspaceId", "projectId")
	if value == "" {
		q.Wrong(q.Request.Route.ProjectField(), "invalid_type", "Required")
	}
	return value
}

// lastOffset is the largest offset, enough to reach the end of every list.
const lastOffset = 1<<31 - 1

// Offset is the number of list members to skip.
func (q *Query) Offset() int { return q.Number("offset", 0, 0, lastOffset) }

// Time parses an ISO-8601 time.
func (q *Query) Time(name string, otherwise time.Time) time.Time {
	text := q.Request.Query(name)
	if text == "" {
		return otherwise
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		q.Wrong(name, "invalid_string", "Must be an ISO-8601 time")
		return otherwise
	}
	return at
}

// Page returns the requested part of a list; a limit of 0 means all.
func Page[T any](list []T, limit, offset int) []T {
	list = list[min(offset, len(list)):]
	if limit > 0 {
		list = list[:min(limit, len(list))]
	}
	return list
}

// CSV reports whether the client asks for CSV.
func (q *Query) CSV() bool {
	switch q.Text("format") {
	case "", "json":
		return false
	case "csv":
		return true
	}
	q.Wrong("format", "invalid_enum_value", "Must be one of: json csv")
	return false
}

// Address parses an address and returns it in canonical form, or "" if absent.
func (q *Query) Address(name string) string {
	text := q.Text(name)
	if text == "" {
		return ""
	}
	address, is := CanonicalAddress(text)
	if !is {
		q.Wrong(name, "custom", "Must be an IP address")
	}
	return address
}
