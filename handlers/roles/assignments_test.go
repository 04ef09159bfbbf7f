package roles

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"warder/handlers/pep/peptest"
)

// The vectors are those of docs/contract.md 7, "Durations".
func Test_ranges_follow_the_contracts_vectors(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64 // milliseconds, 0 means refused
	}{
		{"1h", 3600000},
		{"2d", 172800000},
		{"1w", 604800000},
		{"1y", 31557600000},
		{"1m", 60000},
		{"100", 100},
		{"-1h", 0},
		{"abc", 0},
		{"1s", 1000},
		{"5ms", 5},
		{"1.5h", 5400000},
		{"1 h", 3600000},
		{" 1h ", 3600000},
		{"1H", 3600000},
		{"100y", 3155760000000},
		{"", 0},
		{"0", 0},
		{"0h", 0},
		{"0.0s", 0},
		{"h", 0},
		{"1x", 0},
		{"1h1m", 0},
		{"1h ", 3600000},
		{"+1h", 0},
		{"1e3s", 0},
		{"101y", 0},
		{"1mo", 0},
		{"1..5h", 0},
		{".5h", 0},
		{"1h\n2", 0},
		{"١h", 0},
		{strings.Repeat("9", 400), 0},
		{"0x1h", 0},
		{"NaNh", 0},
		{"infs", 0},
	} {
		got, ok := parseRange(c.text)
		if ok != (c.want > 0) || got.Milliseconds() != c.want {
			t.Errorf("%q: %v %v, want %d ms", c.text, got, ok, c.want)
		}
	}
}

// FuzzParseRange holds that a range is positive and never overflows.
func FuzzParseRange(f *testing.F) {
	for _, seed := range []string{"1h", "99999999999y", "1.7976931348623157e308", "0.0000000001ms", "1 w"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		length, ok := parseRange(text)
		if ok != (length > 0) || length > math.MaxInt64/2 {
			t.Fatalf("%q is %v, %v", text, length, ok)
		}
	})
}

func assignment(t *testing.T, text string) *Assignment {
	t.Helper()
	sent := &Assignment{}
	if err := json.Unmarshal([]byte(text), sent); err != nil {
		t.Fatal(err)
	}
	return sent
}

func Test_a_temporary_assignment_says_when_it_counts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		path string // of the issue, empty for none
		ends string // empty for a permanent one
	}{
		"permanent":                  {`{}`, "", ""},
		"permanent with zero values": {`{"isTemporary":false,"temporaryMode":"","temporaryRange":"","temporaryAccessStartTime":""}`, "", ""},
		"two days":                   {`{"isTemporary":true,"temporaryMode":"relative","temporaryRange":"2d","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`, "", "2026-11-24T06:00:00Z"},
		"another zone":               {`{"isTemporary":true,"temporaryMode":"relative","temporaryRange":"1h","temporaryAccessStartTime":"2026-11-22T06:00:00.250+02:00"}`, "", "2026-11-22T05:00:00.25Z"},
		"no mode":                    {`{"isTemporary":true,"temporaryRange":"2d","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`, `["roles",3,"temporaryMode"]`, ""},
		"another mode":               {`{"isTemporary":true,"temporaryMode":"absolute","temporaryRange":"2d","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`, `["roles",3,"temporaryMode"]`, ""},
		"no range":                   {`{"isTemporary":true,"temporaryMode":"relative","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`, `["roles",3,"temporaryRange"]`, ""},
		"no start":                   {`{"isTemporary":true,"temporaryMode":"relative","temporaryRange":"2d"}`, `["roles",3,"temporaryRange"]`, ""},
		"no length":                  {`{"isTemporary":true,"temporaryMode":"relative","temporaryRange":"0d","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`, `["roles",3,"temporaryRange"]`, ""},
		"no moment":                  {`{"isTemporary":true,"temporaryMode":"relative","temporaryRange":"2d","temporaryAccessStartTime":"now"}`, `["roles",3,"temporaryAccessStartTime"]`, ""},
	} {
		window, err := assignment(t, c.text).Window("roles", 3)
		status, issues := peptest.Told(err)
		path := ""
		if len(issues) > 0 {
			raw, _ := json.Marshal(issues[0].Path)
			path = string(raw)
		}
		if path != c.path || (status == 422) != (c.path != "") || window.IsTemporary != (c.ends != "") {
			t.Errorf("%s: %+v, %d at %s", name, window, status, path)
			continue
		}
		if c.ends == "" {
			if window.TemporaryAccessStartTime != nil || window.TemporaryAccessEndTime != nil || window.TemporaryRange != nil || window.TemporaryMode != nil {
				t.Errorf("%s keeps %+v", name, window)
			}
			continue
		}
		if ends := window.TemporaryAccessEndTime.Format(time.RFC3339Nano); ends != c.ends || *window.TemporaryMode != "relative" {
			t.Errorf("%s ends %s, want %s", name, ends, c.ends)
		}
	}
}

func Test_a_set_of_roles_has_good_windows(t *testing.T) {
	const (
		permanent = `{"role":"viewer"}`
		temporary = `{"role":"admin","isTemporary":true,"temporaryMode":"relative","temporaryRange":"2d","temporaryAccessStartTime":"2026-11-22T06:00:00Z"}`
		broken    = `{"role":"admin","isTemporary":true}`
	)
	for name, c := range map[string]struct {
		roles  []string
		status int
	}{
		"permanent": {[]string{permanent}, 0}, "both": {[]string{temporary, permanent}, 0}, "temporary alone": {[]string{temporary}, 0},
		"none": {nil, 0}, "broken": {[]string{permanent, broken}, 422},
	} {
		set := Set{}
		for _, text := range c.roles {
			set.Wanted = append(set.Wanted, *assignment(t, text))
		}
		if status, _ := peptest.Told(set.Windows()); status != c.status {
			t.Errorf("%s answers %d, want %d", name, status, c.status)
		}
	}
}

func Test_an_unknown_role_is_a_bad_request(t *testing.T) {
	if status, _ := peptest.Told((&Set{unknown: "x"}).Known()); status != 400 {
		t.Errorf("status %d", status)
	}
	if err := (&Set{}).Known(); err != nil {
		t.Error(err)
	}
}
