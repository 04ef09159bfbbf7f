package handlers

import (
	"cmp"
	"slices"
)

// Asked are the pairs of resource type and action of all routes, each once.
func Asked() [][2]string {
	var asked [][2]string
	for _, row := range Routes() {
		asked = append(asked, [2]string{row.Resource, row.Action})
	}
	slices.SortFunc(asked, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(asked)
}
