package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// query reads query parameters and collects what is wrong with them. Unknown
// parameters are ignored.
type query struct {
	c      *call
	issues []Issue
}

func (c *call) query() *query { return &query{c: c} }

// err is everything that was wrong, or nil.
func (q *query) err() error {
	if len(q.issues) == 0 {
		return nil
	}
	return invalid(q.issues...)
}

func (q *query) wrong(name, code, message string) {
	q.issues = append(q.issues, Issue{Code: code, Path: []any{name}, Message: message})
}

// text is the first of the named parameters that is not empty.
func (q *query) text(names ...string) string {
	for _, name := range names {
		if value := q.c.Query(name); value != "" {
			return value
		}
	}
	return ""
}

// flag is one of the words true and false (docs/contract.md 1.1). Several names are
// spellings of one parameter.
func (q *query) flag(otherwise bool, names ...string) bool {
	for _, name := range names {
		switch q.c.Query(name) {
		case "":
			continue
		case "true":
			return true
		case "false":
			return false
		}
		q.wrong(name, "invalid_enum_value", "Must be true or false")
	}
	return otherwise
}

// number is a whole number within bounds.
func (q *query) number(name string, otherwise, lowest, highest int) int {
	text := q.c.Query(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < lowest || n > highest {
		q.wrong(name, "invalid_number", "Must be a number from "+strconv.Itoa(lowest)+" to "+strconv.Itoa(highest))
		return otherwise
	}
	return n
}

// word is one of the words that are listed, the first if none is given.
func (q *query) word(name string, known ...string) string {
	text := q.c.Query(name)
	if text == "" {
		return known[0]
	}
	if !slices.Contains(known, text) {
		q.wrong(name, "invalid_enum_value", "Must be one of: "+strings.Join(known, " "))
	}
	return text
}

// path is a folder path in its normal form.
func (q *query) path(names ...string) string {
	path := normalPath(q.text(names...))
	if !isPath(path) {
		q.wrong(names[0], "custom", issueTexts["path"])
	}
	return path
}

// needed is text that must be there.
func (q *query) needed(names ...string) string {
	value := q.text(names...)
	if value == "" {
		q.wrong(names[0], "invalid_type", "Required")
	}
	return value
}

// project is the id of the project, by either of its names.
func (q *query) project() string {
	value := q.text("workspaceId", "projectId")
	if value == "" {
		q.wrong(q.c.route.projectField(), "invalid_type", "Required")
	}
	return value
}

// lastOffset is the largest offset of a list: every list can reach its end.
const lastOffset = 1<<31 - 1

// offset is how many members of a list a page leaves out.
func (q *query) offset() int { return q.number("offset", 0, 0, lastOffset) }

// time is an ISO-8601 moment.
func (q *query) time(name string, otherwise time.Time) time.Time {
	text := q.c.Query(name)
	if text == "" {
		return otherwise
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		q.wrong(name, "invalid_string", "Must be an ISO-8601 time")
		return otherwise
	}
	return at
}
