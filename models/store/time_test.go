package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"warder/models/store"
)

// docs/contract.md 1.1: ISO-8601 in UTC with milliseconds and Z, whatever the zone of the
// moment.
func Test_a_moment_is_written_in_the_form_of_the_contract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := time.Unix(rapid.Int64Range(-62_135_596_800, 253_402_300_799).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond"))
		want := `"` + moment.UTC().Format("2006-01-02T15:04:05.000Z") + `"`
		zoned := moment.In(time.FixedZone("", rapid.IntRange(-50_000, 50_000).Draw(t, "zone")))
		written, err := json.Marshal(store.Time{Time: zoned})
		if err != nil || string(written) != want {
			t.Errorf("written %s, want %s: %v", written, want, err)
		}
		if behind := store.At(zoned).AppendJSON([]byte("behind ")); string(behind) != "behind "+want {
			t.Errorf("written %s, want %s", behind, want)
		}
	})
}
