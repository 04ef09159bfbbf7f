package bundles

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// played is a server of bundles that answers as a test tells it to, one
// request after the other, and shows what it was asked.
type played struct {
	*httptest.Server
	answers chan http.HandlerFunc
	asked   chan http.Header
}

func play(t *testing.T) *played {
	t.Helper()
	p := &played{answers: make(chan http.HandlerFunc, 100), asked: make(chan http.Header, 100)}
	p.Server = httptest.NewServer(p)
	p.Config.SetKeepAlivesEnabled(false) // a request on a connection that died is repeated
	t.Cleanup(p.Close)
	return p
}

func (p *played) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked <- r.Header.Clone()
	select {
	case answer := <-p.answers:
		answer(w, r)
	default:
		w.WriteHeader(http.StatusTeapot) // more was asked than a test expects
	}
}

func (p *played) source(t *testing.T) *HTTPSource {
	t.Helper()
	source, err := NewHTTPSource(p.URL+"/bundle.tar.gz?key=hidden", "t0ken")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.client.CloseIdleConnections)
	return source
}

// bundleOf answers with a bundle, of a server that speaks long polling or not.
func bundleOf(packed []byte, tag string, waits bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		if waits {
			w.Header().Set("Content-Type", bundleType)
		}
		if tag != "" {
			w.Header().Set("ETag", tag)
		}
		_, _ = w.Write(packed)
	}
}

func unchanged(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }

// dies ends the connection in the middle of an answer, or before one.
func dies(begun ...byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if len(begun) > 0 {
			w.Header().Set("Content-Length", strconv.Itoa(len(begun)+1000))
			_, _ = w.Write(begun)
			_ = http.NewResponseController(w).Flush()
		}
		panic(http.ErrAbortHandler)
	}
}

func TestHTTPSource_asks_for_what_is_newer_than_what_it_has(t *testing.T) {
	p := play(t)
	source := p.source(t)
	p.answers <- bundleOf([]byte("first"), `"one"`, false)
	p.answers <- unchanged
	p.answers <- bundleOf([]byte("second"), `W/"two"`, false)
	p.answers <- unchanged
	known := ""
	for i, c := range []struct {
		content, version, match, prefer string
	}{
		{"first", `"one"`, "", "modes=snapshot"},
		{"", `"one"`, `"one"`, "modes=snapshot;wait=30"},
		{"second", `W/"two"`, `"one"`, "modes=snapshot;wait=30"},
		{"", `W/"two"`, `W/"two"`, "modes=snapshot;wait=30"},
	} {
		packed, version, err := source.Fetch(t.Context(), known)
		if string(packed) != c.content || version != c.version || errors.Is(err, ErrUnchanged) != (c.content == "") {
			t.Errorf("%d: %q, version %s, %v", i, packed, version, err)
		}
		asked := <-p.asked
		if asked.Get("If-None-Match") != c.match || asked.Get("Prefer") != c.prefer || asked.Get("Authorization") != "Bearer t0ken" {
			t.Errorf("%d: asked with %v", i, asked)
		}
		known = version
	}
}

// A server without ETags is asked for everything, and what it repeats is not new.
func TestHTTPSource_without_a_tag_tells_bundles_apart_by_their_content(t *testing.T) {
	p := play(t)
	source := p.source(t)
	p.answers <- bundleOf([]byte("same"), "", true)
	p.answers <- bundleOf([]byte("same"), "unquoted", true)
	p.answers <- bundleOf([]byte("other"), "", true)
	_, known, err := source.Fetch(t.Context(), "")
	if err != nil || source.Waits() {
		t.Errorf("fetched with %v; it waits: %v, for what it cannot tell", err, source.Waits())
	}
	if packed, _, err := source.Fetch(t.Context(), known); !errors.Is(err, ErrUnchanged) {
		t.Errorf("the same again: %q, %v", packed, err)
	}
	if packed, version, err := source.Fetch(t.Context(), known); err != nil || string(packed) != "other" || version == known {
		t.Errorf("another: %q, %s, %v", packed, version, err)
	}
	for range 3 {
		if asked := <-p.asked; asked.Get("If-None-Match") != "" || strings.Contains(asked.Get("Prefer"), "wait") {
			t.Errorf("asked with %v", asked)
		}
	}
}

func TestHTTPSource_waits_only_with_a_server_that_offers_it(t *testing.T) {
	p := play(t)
	source := p.source(t)
	for i, c := range []struct {
		answer http.HandlerFunc
		waits  bool
	}{
		{bundleOf([]byte("x"), `"1"`, false), false},
		{unchanged, false},
		{bundleOf([]byte("y"), `"2"`, true), true},
		{unchanged, true}, // such an answer carries no type
		{dies(), false},   // else a server that is down would be asked without end
		{unchanged, false},
		{bundleOf([]byte("z"), `"3"`, true), true},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, false},
		{bundleOf([]byte("z"), `"4"`, true), true},
		{bundleOf([]byte("z"), `"5"`, false), false},
	} {
		p.answers <- c.answer
		_, _, _ = source.Fetch(t.Context(), `"0"`)
		<-p.asked
		if source.Waits() != c.waits {
			t.Errorf("%d: it waits: %v", i, source.Waits())
		}
	}
}

func TestHTTPSource_what_is_no_bundle_is_an_error_that_does_not_tell_the_address(t *testing.T) {
	p := play(t)
	source := p.source(t)
	large := make([]byte, MaxArchiveBytes+1)
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		known  string
		text   string
	}{
		"a_server_that_dies":       {dies(), "", "does not answer"},
		"a_body_that_is_cut_off":   {dies([]byte("half of a bundle")...), "", "unexpected EOF"},
		"a_body_that_is_too_large": {bundleOf(large, `"1"`, false), "", "more than 4194304 bytes"},
		"an_error":                 {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }, `"1"`, "answered 403"},
		"nothing":                  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, `"1"`, "answered 204"},
		"a_redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere?key=hidden", http.StatusFound)
		}, "", "redirects are not followed"},
		"unchanged_though_nothing_is_had": {unchanged, "", "304"},
	} {
		t.Run(name, func(t *testing.T) {
			p.answers <- c.answer
			packed, version, err := source.Fetch(t.Context(), c.known)
			<-p.asked
			if err == nil || errors.Is(err, ErrUnchanged) || packed != nil || version != "" || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("%d bytes, version %q, %v, want an error with %q", len(packed), version, err, c.text)
			}
			if strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "t0ken") {
				t.Errorf("the error tells what lets one in: %v", err)
			}
		})
	}
	p.answers <- bundleOf(large[:MaxArchiveBytes], `"1"`, false)
	if packed, _, err := source.Fetch(t.Context(), ""); err != nil || len(packed) != MaxArchiveBytes {
		t.Errorf("the largest bundle: %d bytes, %v", len(packed), err)
	}
}

func TestHTTPSource_refuses_addresses(t *testing.T) {
	for _, address := range []string{"", "ftp://host/x", "https://", "https://user:secret@host/x", "http://[::1", "host/x"} {
		if _, err := NewHTTPSource(address, ""); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// followed is a follower of a played server, step by step.
type followed struct {
	*Follower
	keys   keys
	files  map[string]string
	loaded []string // revisions, in the order they came into force
	told   []error
}

func follow(t *testing.T, p *played) *followed {
	t.Helper()
	files, required := shipped(t)
	required.TestsPass = true
	f := &followed{keys: newKeys(t, "team", "production"), files: files}
	f.Follower = &Follower{
		Source: p.source(t), Keeper: &shelf{}, Interval: time.Hour,
		Gate:   &Gate{Trust: f.keys.trust, Requirements: required, Sandbox: NewSandbox([]string{os.Args[0], examineHere})},
		Report: func(err error) { f.told = append(f.told, err) },
		Load: func(_ context.Context, b *Bundle) error {
			f.loaded = append(f.loaded, b.Policy.Revision)
			return nil
		},
	}
	return f
}

func TestFollower_http_activates_once_and_recovers_from_whatever_the_server_does(t *testing.T) {
	p := play(t)
	f := follow(t, p)
	seven, eight := f.keys.signed(t, f.files, 7), f.keys.signed(t, f.files, 8)
	for i, c := range []struct {
		name   string
		answer http.HandlerFunc
		match  string // what the server is asked to compare with
		loaded string
		text   string // of what is wrong; "" for nothing
	}{
		{"unchanged_before_anything_was_loaded", unchanged, "", "", "304"},
		{"the_first", bundleOf(seven, `"7"`, true), "", "7", ""},
		{"unchanged", unchanged, `"7"`, "7", ""},
		{"a_server_that_dies_during_a_poll", dies(), `"7"`, "7", "does not answer"},
		{"unchanged_after_it", unchanged, `"7"`, "7", ""},
		{"a_body_that_is_cut_off", dies(eight[:len(eight)/2]...), `"7"`, "7", "unexpected EOF"},
		{"one_that_is_too_large", bundleOf(make([]byte, MaxArchiveBytes+1), `"8"`, true), `"7"`, "7", "more than"},
		{"garbage", bundleOf([]byte("<html>not a bundle</html>"), `"garbage"`, true), `"7"`, "7", "gzip"},
		{"garbage_that_has_not_changed", unchanged, `"garbage"`, "7", "gzip"},
		{"half_of_it_whole", bundleOf(eight[:len(eight)/2], `"half"`, true), `"garbage"`, "7", "EOF"},
		{"the_next", bundleOf(eight, `"8"`, true), `"half"`, "7 8", ""},
		{"unchanged_again", unchanged, `"8"`, "7 8", ""},
		{"the_one_before", bundleOf(seven, `"7"`, true), `"8"`, "7 8", "older than 8"},
	} {
		p.answers <- c.answer
		err := f.Refresh(t.Context())
		if asked := <-p.asked; asked.Get("If-None-Match") != c.match {
			t.Errorf("%s: asked with %v", c.name, asked)
		}
		if loaded := strings.Join(f.loaded, " "); loaded != c.loaded {
			t.Errorf("%s: loaded %s", c.name, loaded)
		}
		if len(f.told) != i+1 || !errors.Is(f.told[i], err) {
			t.Errorf("%s: told %v, found %v", c.name, f.told, err)
		}
		if (err == nil) != (c.text == "") || err != nil && !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %q", c.name, err, c.text)
		}
	}
	if kept, err := f.Keeper.Last(t.Context()); err != nil || string(kept.Archive) != string(eight) || kept.Number != 8 {
		t.Errorf("kept is %+v (%v), want the second bundle", kept, err)
	}
}

// Between two polls nobody waits, after a source that failed longer and longer up
// to the interval, and after a bundle that is no good as long as the interval says.
func TestFollower_http_pauses_as_the_server_lets_it(t *testing.T) {
	p := play(t)
	f := follow(t, p)
	packed := f.keys.signed(t, f.files, 7)
	p.answers <- bundleOf(packed, `"7"`, true)
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	script := []struct {
		answer http.HandlerFunc
		pause  time.Duration // before it
	}{
		{unchanged, time.Second},
		{dies(), time.Second},
		{dies(), time.Second}, // the first retry
		{dies(), 2 * time.Second},
		{unchanged, 4 * time.Second},
		{dies(), time.Hour}, // an answer without a bundle says nothing of polls
		{unchanged, time.Second},
		{bundleOf([]byte("garbage"), `"8"`, true), time.Hour},
		{unchanged, time.Hour}, // what it has is no good
		{bundleOf(packed, `"9"`, true), time.Hour},
		{unchanged, time.Second},
		{bundleOf(packed, `"10"`, false), time.Second},
		{unchanged, time.Hour},
	}
	step := 0
	f.Pause = func(_ context.Context, wait time.Duration) bool {
		if step == len(script) {
			return false
		}
		if wait != script[step].pause {
			t.Errorf("before step %d a pause of %v, want %v", step, wait, script[step].pause)
		}
		p.answers <- script[step].answer
		step++
		return true
	}
	f.Run(t.Context())
	if step != len(script) || len(f.told) != len(script)+1 {
		t.Errorf("ended at step %d, told %d times", step, len(f.told))
	}
}

// A bundle that was examined while the machine had no time for it may be good.
func TestFollower_tries_again_what_failed_for_a_transient_reason(t *testing.T) {
	p := play(t)
	f := follow(t, p)
	packed := f.keys.signed(t, f.files, 7)
	p.answers <- bundleOf(packed, `"7"`, false)
	f.Gate.Sandbox.Time = time.Nanosecond
	if err := f.Start(t.Context()); err == nil || !Transient(f.told[0]) {
		t.Fatalf("started with %v, told %v", err, f.told)
	}
	pauses := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Hour}
	step := 0
	f.Pause = func(_ context.Context, wait time.Duration) bool {
		if wait != pauses[step] {
			t.Errorf("before attempt %d a pause of %v, want %v", step, wait, pauses[step])
		}
		if step++; step == len(pauses) {
			return false
		}
		if step == len(pauses)-1 {
			f.Gate.Sandbox.Time = sandboxTime
		}
		p.answers <- bundleOf(packed, `"7"`, false)
		return true
	}
	f.Run(t.Context())
	for range len(pauses) {
		if asked := <-p.asked; asked.Get("If-None-Match") != "" {
			t.Errorf("it is remembered as refused: asked with %v", asked)
		}
	}
	if loaded := strings.Join(f.loaded, " "); loaded != "7" || f.told[len(f.told)-1] != nil {
		t.Errorf("loaded %q, told %v", loaded, f.told)
	}
}

// A poll may last; whoever stops a server does not wait for its end.
func TestFollower_http_a_poll_ends_with_its_context(t *testing.T) {
	p := play(t)
	source := p.source(t)
	polled := make(chan struct{})
	p.answers <- func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(polled)
		<-r.Context().Done()
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-polled
		cancel()
	}()
	if _, _, err := source.Fetch(ctx, `"7"`); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// shelf keeps bundles as long as a test runs, or fails.
type shelf struct {
	kept                  *LastGood
	unwritten, unreadable error
}

func (s *shelf) Keep(_ context.Context, b *Bundle) error {
	if s.unwritten == nil {
		s.kept = &LastGood{MinRevision: b.MinRevision(), Archive: b.Archive}
	}
	return s.unwritten
}

func (s *shelf) Last(context.Context) (*LastGood, error) {
	if s.kept == nil && s.unreadable == nil {
		return nil, ErrNothingKept
	}
	return s.kept, s.unreadable
}

func TestFollower_keeps_what_is_in_force_once_it_can(t *testing.T) {
	p := play(t)
	f := follow(t, p)
	packed := f.keys.signed(t, f.files, 7)
	full := &shelf{unwritten: errors.New("full")}
	f.Keeper = full
	f.answersKept(t, p, bundleOf(packed, `"7"`, false), false)
	f.answersKept(t, p, unchanged, false)
	full.unwritten = nil
	f.answersKept(t, p, unchanged, true)
	f.answersKept(t, p, unchanged, true)
	if loaded := strings.Join(f.loaded, " "); loaded != "7" {
		t.Errorf("loaded %s", loaded)
	}
}

// Without knowing what was activated before nothing is activated, and the same
// bundle is tried again once that is known.
func TestFollower_takes_nothing_while_the_floor_is_unknown(t *testing.T) {
	p := play(t)
	f := follow(t, p)
	packed, lost := f.keys.signed(t, f.files, 7), &shelf{unreadable: errors.New("away")}
	f.Keeper = lost
	for _, loaded := range []string{"", "7"} {
		p.answers <- bundleOf(packed, `"7"`, false)
		err := f.Refresh(t.Context())
		if asked := <-p.asked; asked.Get("If-None-Match") != "" {
			t.Errorf("asked with %v", asked)
		}
		if got := strings.Join(f.loaded, " "); got != loaded || (err == nil) != (loaded != "") {
			t.Errorf("loaded %q (%v), want %q", got, err, loaded)
		}
		lost.unreadable = nil
	}
}

// answersKept refreshes once and looks whether a bundle is kept then.
func (f *followed) answersKept(t *testing.T, p *played, answer http.HandlerFunc, kept bool) {
	t.Helper()
	p.answers <- answer
	err := f.Refresh(t.Context())
	<-p.asked
	if _, missing := f.Keeper.Last(t.Context()); (err == nil) != kept || (missing == nil) != kept {
		t.Errorf("found %v, and kept %v", err, missing)
	}
}
