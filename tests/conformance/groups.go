package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// group is a line of groups.txt: a regular expression for each element of a
// test's name, whole elements only. A group of fewer elements than a name
// covers everything below it, as with go test -run.
type group struct {
	text     string
	elements []*regexp.Regexp
}

func readGroups(path string) ([]group, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	groups, err := parseGroups(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return groups, nil
}

// parseGroups reads one group a line; # starts a comment.
func parseGroups(text string) ([]group, error) {
	var groups []group
	var problems []error
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		parsed := group{text: line}
		for element := range strings.SplitSeq(line, "/") {
			expression, err := regexp.Compile("^(?:" + element + ")$")
			if err != nil {
				problems = append(problems, fmt.Errorf("line %d: %w", number, err))
				continue
			}
			parsed.elements = append(parsed.elements, expression)
		}
		groups = append(groups, parsed)
	}
	return groups, errors.Join(problems...)
}

// covers is whether a test belongs to the group.
func (g group) covers(test string) bool {
	names := strings.Split(test, "/")
	if len(names) < len(g.elements) {
		return false
	}
	for i, element := range g.elements {
		if !element.MatchString(names[i]) {
			return false
		}
	}
	return true
}
