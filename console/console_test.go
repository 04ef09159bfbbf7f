package console

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func serve(t *testing.T, options Options, method, path string, header http.Header) *http.Response {
	t.Helper()
	handler, err := Handler(options)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody)
	request.Header = header
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func text(t *testing.T, response *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var named = regexp.MustCompile(`(?:src|href)="(/console/[^"]+)"`)

func TestConsole_every_asset_that_the_page_names_is_embedded(t *testing.T) {
	page := text(t, serve(t, Options{}, "GET", Base, nil))
	found := named.FindAllStringSubmatch(page, -1)
	if len(found) < 3 || !strings.Contains(page, `<div id="root">`) {
		t.Fatalf("the page names %d assets, so it is a placeholder:\n%s", len(found), page)
	}
	for _, match := range found {
		response := serve(t, Options{}, "GET", match[1], nil)
		if content := text(t, response); response.StatusCode != http.StatusOK || len(content) < 100 || response.Header.Get("Content-Type") == "" {
			t.Errorf("%s answers %d with %d bytes of %q", match[1], response.StatusCode, len(content), response.Header.Get("Content-Type"))
		}
	}
}

func TestConsole_an_artefact_without_its_marks_is_refused(t *testing.T) {
	for name, page := range map[string]string{"empty": "", "no lock": nonceMark, "no nonce": idleMark, "two nonces": nonceMark + idleMark + nonceMark} {
		if _, err := read(fstest.MapFS{"dist/index.html": {Data: []byte(page)}, "dist/assets/a.js": {}}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := read(fstest.MapFS{}); err == nil {
		t.Error("an artefact without a page is taken")
	}
}

func TestConsole_every_path_that_is_no_asset_is_the_page(t *testing.T) {
	for _, path := range []string{Base, Base + "login", Base + "org/1/project/2/secrets?env=dev", Base + "org/a.b"} {
		response := serve(t, Options{}, "GET", path, nil)
		if page := text(t, response); response.StatusCode != http.StatusOK || !strings.Contains(page, `<div id="root">`) {
			t.Errorf("%s answers %d", path, response.StatusCode)
		}
	}
}

func TestConsole_an_unknown_asset_is_no_page(t *testing.T) {
	response := serve(t, Options{}, "GET", Base+"assets/index-00000000.js", nil)
	if page := text(t, response); response.StatusCode != http.StatusNotFound || strings.Contains(page, "<") {
		t.Errorf("answers %d: %s", response.StatusCode, page)
	}
	if cached := response.Header.Get("Cache-Control"); cached != "no-store" {
		t.Errorf("is kept: %s", cached)
	}
}

func TestConsole_other_places_lead_there(t *testing.T) {
	for _, path := range []string{"/", "/console"} {
		response := serve(t, Options{}, "GET", path, nil)
		if to := response.Header.Get("Location"); response.StatusCode != http.StatusFound || to != Base || !Serves(path) {
			t.Errorf("%s answers %d to %q", path, response.StatusCode, to)
		}
	}
	for _, path := range []string{"/api/status", "/consoles", "/signupinvite"} {
		if Serves(path) {
			t.Errorf("%s is taken from the API", path)
		}
	}
}

func TestConsole_only_reads(t *testing.T) {
	if status := serve(t, Options{}, "POST", Base, nil).StatusCode; status != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", status)
	}
}

func TestConsole_headers(t *testing.T) {
	want := map[string]string{
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Permissions-Policy": "clipboard-write=(self), clipboard-read=(), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	}
	response := serve(t, Options{}, "GET", Base, nil)
	for name, value := range want {
		if got := response.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	csp := response.Header.Get("Content-Security-Policy")
	for _, part := range []string{
		"default-src 'none'", "script-src 'self';", "connect-src 'self';", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
		"require-trusted-types-for 'script'", "trusted-types 'none'",
	} {
		if !strings.Contains(csp, part) {
			t.Errorf("the policy lacks %s: %s", part, csp)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("the policy is open: %s", csp)
	}
	asset := serve(t, Options{}, "GET", firstAsset(t), nil)
	if cached := asset.Header.Get("Cache-Control"); cached != "public, max-age=31536000, immutable" {
		t.Errorf("an asset: %s", cached)
	}
}

func firstAsset(t *testing.T) string {
	t.Helper()
	for _, match := range named.FindAllStringSubmatch(text(t, serve(t, Options{}, "GET", Base, nil)), -1) {
		if strings.HasSuffix(match[1], ".js") {
			return match[1]
		}
	}
	t.Fatal("the page names no script")
	return ""
}

func TestConsole_the_nonce_is_of_one_response(t *testing.T) {
	nonce := regexp.MustCompile(`'nonce-([A-Za-z0-9+/]{24})'`)
	seen := map[string]bool{}
	for range 3 {
		response := serve(t, Options{}, "GET", Base, nil)
		found := nonce.FindStringSubmatch(response.Header.Get("Content-Security-Policy"))
		if found == nil || !strings.Contains(text(t, response), `content="`+found[1]+`"`) {
			t.Fatalf("the page and the header do not agree: %v", found)
		}
		seen[found[1]] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d nonces in 3 responses", len(seen))
	}
}

func TestConsole_says_when_it_locks(t *testing.T) {
	if page := text(t, serve(t, Options{IdleLock: 15 * time.Minute}, "GET", Base, nil)); !strings.Contains(page, `name="idle-lock" content="900"`) {
		t.Error(page)
	}
}

func TestConsole_assets_are_compressed_for_those_who_take_it(t *testing.T) {
	path := firstAsset(t)
	plain := serve(t, Options{}, "GET", path, nil)
	small := serve(t, Options{}, "GET", path, http.Header{"Accept-Encoding": {"gzip, br"}})
	if plain.Header.Get("Content-Encoding") != "" || small.Header.Get("Content-Encoding") != "gzip" || small.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("encodings %q and %q", plain.Header.Get("Content-Encoding"), small.Header.Get("Content-Encoding"))
	}
	unpacked, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil || string(content) != text(t, plain) {
		t.Errorf("the compressed asset is another (%v)", err)
	}
}

func TestConsole_is_served_under_the_names_of_the_server_alone(t *testing.T) {
	foreign := func(r *http.Request) bool { return r.Host != "warder.example.com" }
	if status := serve(t, Options{Foreign: foreign}, "GET", Base, nil).StatusCode; status != http.StatusMisdirectedRequest {
		t.Errorf("another name is answered %d", status)
	}
}

// Bounds of docs/console.md; the first load is what the page names itself.
func TestConsole_is_small(t *testing.T) {
	site, err := built()
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(site.index[:], "")
	script, style, whole := 0, 0, len(page)
	for name, asset := range site.assets {
		whole += len(asset.plain)
		if !strings.Contains(page, name) {
			most := 30 << 10
			if strings.Contains(name, "/editor-") {
				most = 130 << 10
			}
			if strings.HasSuffix(name, ".js") && len(asset.gzipped()) > most {
				t.Errorf("%s: a chunk of %d bytes, want at most %d", name, len(asset.gzipped()), most)
			}
			continue
		}
		switch {
		case strings.HasSuffix(name, ".js"):
			script += len(asset.gzipped())
		case strings.HasSuffix(name, ".css"):
			style += len(asset.gzipped())
		}
	}
	if script == 0 || script > 160_000 || style == 0 || style > 20_000 || whole > 1_500_000 {
		t.Errorf("script %d of 160000, style %d of 20000, whole %d of 1500000 bytes", script, style, whole)
	}
}
