package backup

import "slices"

// Classified are the tables that a restore says what to do about.
func Classified() []string {
	names := slices.Clone(unchanged)
	for name := range endings {
		names = append(names, name)
	}
	return names
}
