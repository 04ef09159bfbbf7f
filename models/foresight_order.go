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
func (c *Coming) sortKeys() []sortKey {
	var keys []sortKey
	for term := range strings.SplitSeq(c.order, ",") {
		words := strings.Fields(term)
		for _, fields := range c.fields() {
			at := slices.IndexFunc(fields, func(f *schema.Field) bool { return len(words) > 0 && f.DBName == words[0] })
			if at >= 0 {
				keys = append(keys, sortKey{kindOf(fields[at]), at, len(words) > 1 && words[1] == "DESC"})
			}
		}
	}
	return keys
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
