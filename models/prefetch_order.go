package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sorting puts the rows of a question into its order: by the place of each that
// the database said, or else by the columns that the question orders by. Rows
// mostly come in order, and then there is nothing to do.
type sorting struct {
	byPlace bool
	by      []sortKey
	values  []any // what rows are sorted by, those of each behind each other
	late    bool  // whether some row belongs before one that came before it
}

// sortKey is a column that rows are ordered by: where it stands among the values
// of a row, and which way.
type sortKey struct {
	kind kind
	at   int
	down bool
}

// sorting is the order that OrderBy names. Rows come without a place of SQLite,
// which compares text and numbers as Go does.
func (c *Query) sorting(placed bool) (sorting, error) {
	if c.order == "" || placed {
		return sorting{byPlace: c.order != ""}, nil
	}
	var s sorting
	for term := range strings.SplitSeq(c.order, ",") {
		column, way, _ := strings.Cut(strings.TrimSpace(term), " ")
		key, found := c.columnAt(column)
		if !found || way != "" && way != "DESC" {
			return s, fmt.Errorf("cannot order by %q what was read ahead", term)
		}
		key.down = way == "DESC"
		s.by = append(s.by, key)
	}
	return s, nil
}

// columnAt is where a column stands among the values of a row.
func (c *Query) columnAt(name string) (sortKey, bool) {
	for _, columns := range c.fields() {
		at := slices.IndexFunc(columns, func(c *column) bool { return c.DBName == name })
		if at >= 0 {
			return sortKey{kind: kindOf(columns[at].Field), at: at}, true
		}
	}
	return sortKey{}, false
}

// width is how many values there are of a row.
func (s *sorting) width() int {
	if s.byPlace {
		return 1
	}
	return len(s.by)
}

// add notes where a row belongs.
func (s *sorting) add(row *cells) {
	if s.byPlace {
		s.values = append(s.values, row.place.value)
	}
	for _, key := range s.by {
		s.values = append(s.values, row.byKind[key.kind][key.at].value)
	}
	if width := s.width(); width > 0 && len(s.values) > width {
		last := len(s.values)/width - 1
		s.late = s.late || s.compare(last-1, last) > 0
	}
}

// compare compares two rows by their number.
func (s *sorting) compare(a, b int) int {
	for i := range s.width() {
		way := compareValues(s.values[a*s.width()+i], s.values[b*s.width()+i])
		if !s.byPlace && s.by[i].down {
			way = -way
		}
		if way != 0 {
			return way
		}
	}
	return 0
}

// sort sorts the rows that were added.
func (s *sorting) sort(rows []any) {
	if !s.late {
		return
	}
	numbers := make([]int, len(rows))
	for i := range numbers {
		numbers[i] = i
	}
	slices.SortStableFunc(numbers, s.compare)
	came := slices.Clone(rows)
	for i, number := range numbers {
		rows[i] = came[number]
	}
}

// compareValues compares what a driver scanned: text or whole numbers.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case string:
		b, _ := b.(string)
		return cmp.Compare(a, b)
	case int64:
		b, _ := b.(int64)
		return cmp.Compare(a, b)
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
