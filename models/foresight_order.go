package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm/schema"
)

// sortKey is a column that rows are ordered by: where it stands among the values
// of a row, and which way.
type sortKey struct {
	kind kind
	at   int
	down bool
}

// sortKeys are the columns that OrderBy names. Rows come without an order of
// SQLite, which compares text and numbers as Go does.
func (c *Coming) sortKeys() ([]sortKey, error) {
	var keys []sortKey
	for term := range strings.SplitSeq(c.order, ",") {
		column, way, _ := strings.Cut(strings.TrimSpace(term), " ")
		key, found := c.columnAt(column)
		if !found || way != "" && way != "DESC" {
			return nil, fmt.Errorf("cannot order by %q what was read ahead", term)
		}
		key.down = way == "DESC"
		keys = append(keys, key)
	}
	return keys, nil
}

// columnAt is where a column stands among the values of a row.
func (c *Coming) columnAt(name string) (sortKey, bool) {
	for _, fields := range c.fields() {
		at := slices.IndexFunc(fields, func(f *schema.Field) bool { return f.DBName == name })
		if at >= 0 {
			return sortKey{kind: kindOf(fields[at]), at: at}, true
		}
	}
	return sortKey{}, false
}

func compareKeys(order []sortKey, a, b []any) int {
	for i, key := range order {
		way := compareValues(a[i], b[i])
		if key.down {
			way = -way
		}
		if way != 0 {
			return way
		}
	}
	return 0
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
