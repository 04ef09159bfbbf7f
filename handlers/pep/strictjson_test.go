package pep

import (
	"runtime"
	"strings"
	"testing"
)

func Test_a_field_that_is_there_twice_is_refused(t *testing.T) {
	for body, want := range map[string]string{
		`{"a":1,"b":2}`: "", `{"a":1,"a":2}`: `"a"`, `{"a":1,"A":2}`: `"A"`, `{"a":1,"\u0061":2}`: `"a"`,
		`{"s":1,"ſ":2}`: `"ſ"`, `{"k":1,"K":2}`: `"K"`, `{"a\"":1,"a":2}`: "", `{"a" : 1 , "a" : 2}`: `"a"`,
		`{"l":[{"a":1},{"a":2}]}`: "", `{"l":[{"a":1,"a":2}]}`: `"a"`, `{"o":{"a":{"b":1,"b":1}}}`: `"b"`,
		`{"a":{"a":1}}`: "", `{"a":"a","b":"a"}`: "", `{"a":{"b":1},"b":2,"c":{"b":1}}`: "", `[1,2]`: "", `"a"`: "",
	} {
		_, err := StrictJSON([]byte(body))
		if got := err == nil; got != (want == "") || err != nil && !strings.Contains(err.Error(), want+" twice") {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

func Test_nesting_is_counted_outside_of_strings(t *testing.T) {
	for body, want := range map[string]bool{
		strings.Repeat("[", 64) + strings.Repeat("]", 64): false,
		strings.Repeat("[", 65) + strings.Repeat("]", 65): true,
		strings.Repeat(`{"a":`, 64) + "1":                 false,
		strings.Repeat(`{"a":`, 65) + "1":                 true,
		`"` + strings.Repeat("[", 100) + `"`:              false,
		`"\"` + strings.Repeat("[", 100) + `"`:            false,
		`"\\"` + strings.Repeat("[", 100):                 true,
		strings.Repeat("[]", 100):                         false,
		strings.Repeat("[", 100):                          true,
	} {
		if got := tooDeep([]byte(body)); got != want {
			t.Errorf("%.40s: too deep is %v", body, got)
		}
	}
}

func Test_whole_numbers_are_written_as_such(t *testing.T) {
	for body, want := range map[string]string{
		`1.0`: `1`, `1e3`: `1000`, `-2.50e1`: `-25`, `[1E+2,2.0]`: `[100,2]`, `{"a":10.00,"b":"1.0"}`: `{"a":10,"b":"1.0"}`,
		`1.5`: `1.5`, `1e99`: `1e99`, `1e999999999`: `1e999999999`, `1e-1`: `1e-1`, `0e5`: `0`, `7`: `7`, `-0.0`: `0`, `0.0`: `0`, `0e0`: `0`,
		`100e-2`: `1`, `1.50e1`: `15`, `123.456e3`: `123456`, `123.4567e3`: `123.4567e3`, `-0e-5`: `0`, `1.0e0`: `1`,
		`9223372036854775807.0`: `9223372036854775807`, `9223372036854775808.0`: `9223372036854775808.0`,
	} {
		got, err := StrictJSON([]byte(body))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", body, got, err, want)
		}
	}
}

// A stranger may send as much as the limit of bodies allows, so a body must not
// cost more than its size.
func Test_a_hostile_body_costs_no_more_than_its_size(t *testing.T) {
	const size = 4 << 20
	for name, c := range map[string]struct {
		piece string
		most  uint64 // bytes allocated
	}{
		"arrays that open":   {"[", 64 << 10},
		"objects that open":  {`{"":`, 64 << 10},
		"strings that open":  {`"\`, 64 << 10},
		"arrays and closing": {"[],", 64 << 10}, // not valid
		"exponents":          {"1e999999999,", 64 << 10},
	} {
		raw := []byte(strings.Repeat(c.piece, size/len(c.piece)))
		if got := allocated(func() { _, _ = StrictJSON(raw) }); got > c.most {
			t.Errorf("%s: %d bytes allocated", name, got)
		}
	}
	for name, body := range map[string]string{
		"short numbers": "[" + strings.Repeat("1e9,", size/4) + "1]",
		"short names":   `{"l":[` + strings.Repeat(`{"":0},`, size/7) + "1]}",
	} {
		if got := allocated(func() { _, _ = StrictJSON([]byte(body)) }); got > 32*size {
			t.Errorf("%s: %d bytes allocated for %d", name, got, size)
		}
	}
}

func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
