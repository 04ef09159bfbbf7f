package pep

import (
	"encoding/json"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
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
		_, err := StrictJSON([]byte(body))
		if got := err != nil && strings.Contains(err.Error(), "deeper than 64"); got != want {
			t.Errorf("%.40s: %v", body, err)
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

// FuzzStrictJSON holds that what passes is JSON to encoding/json as well, and means the same
// once whole numbers are written as such.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1.0,"b":[1e3,null,true,"\ud800"]}`, `{"a":1,"A":2}`, `[1.5,-0,0e0]`, `{} {}`, "\ufeff{}", `{"a":1,}`, "{\"a\":\"\x7f\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		strict, err := StrictJSON([]byte(body))
		if err != nil {
			return
		}
		var sent, passed any
		if err := json.Unmarshal([]byte(body), &sent); err != nil {
			t.Fatalf("%q passes and is no JSON: %v", body, err)
		}
		if err := json.Unmarshal(strict, &passed); err != nil || !reflect.DeepEqual(sent, passed) {
			t.Fatalf("%q became %q: %v", body, strict, err)
		}
	})
}

func Test_json_passes_that_no_rule_refuses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, err := json.MarshalIndent(someJSON(3).Draw(t, "value"), "", rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		strict, err := StrictJSON(text)
		if refused := string(text) == "null"; (err != nil) != refused {
			t.Fatalf("%s: %v", text, err)
		} else if !refused && !json.Valid(strict) {
			t.Fatalf("%s became %s", text, strict)
		}
	})
}

// someJSON nests a few times; names that differ by more than case.
func someJSON(depth int) *rapid.Generator[any] {
	simple := rapid.OneOf(rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.String().AsAny(), rapid.Float64().AsAny(), rapid.Int64().AsAny())
	if depth == 0 {
		return simple
	}
	inner := someJSON(depth - 1)
	return rapid.OneOf(simple, rapid.SliceOfN(inner, 0, 4).AsAny(), rapid.MapOfN(rapid.StringMatching(`[a-z0-9"\\ \\\\]{0,6}`), inner, 0, 20).AsAny())
}
