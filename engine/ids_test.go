package engine

import (
	"testing"

	"github.com/google/uuid"
)

func Test_ids_of_decisions_are_uuids_in_the_order_of_their_time(t *testing.T) {
	seen, last := map[string]bool{}, ""
	for _, seconds := range []int64{-1, 0, 1, 1795312800, 1795312801} {
		for range 100 {
			id := newID(seconds)
			parsed, err := uuid.Parse(id)
			if err != nil || parsed.Version() != 7 || parsed.Variant() != uuid.RFC4122 || seen[id] {
				t.Fatalf("%s: %v, version %d", id, err, parsed.Version())
			}
			if at, _ := parsed.Time().UnixTime(); at != max(seconds, 0) {
				t.Fatalf("%s is of %d, want %d", id, at, seconds)
			}
			seen[id] = true
			if seconds > 0 && id[:13] < last {
				t.Fatalf("%s comes before %s", id, last)
			}
			last = id[:13]
		}
	}
}
