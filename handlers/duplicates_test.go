package handlers

import "testing"

func Test_a_field_that_is_there_twice_is_found(t *testing.T) {
	for body, want := range map[string]string{
		`{"a":1,"b":2}`: "", `{"a":1,"a":2}`: "a", `{"a":1,"A":2}`: "A", `{"a":1,"\u0061":2}`: "a",
		`{"l":[{"a":1},{"a":2}]}`: "", `{"l":[{"a":1,"a":2}]}`: "a", `{"o":{"a":{"b":1,"b":1}}}`: "b",
		`{"a":{"a":1}}`: "", `[1,2]`: "", `"a"`: "", `{"a":`: "", `{`: "", ``: "",
	} {
		if got := namesTwice([]byte(body)); got != want {
			t.Errorf("%s: found %q, want %q", body, got, want)
		}
	}
}
