package outbound_test

import (
	"compress/gzip"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"warder/handlers/outbound"
	"warder/tests/vouch"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func get(t *testing.T, allowed []netip.Prefix, e outbound.Exchange) (*outbound.Answer, error) {
	t.Helper()
	e.Method = http.MethodGet
	if e.Limit == 0 {
		e.Limit = 1 << 10
	}
	return outbound.NewClient(outbound.NewGuard(allowed)).Do(t.Context(), e)
}

func Test_an_answer_comes_whole_or_not_at_all(t *testing.T) {
	p := vouch.NewParty(t)
	p.Answers("/short", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("x", 1<<10))) })
	p.Answers("/long", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("x", 1<<10+1))) })
	p.Answers("/packed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_, _ = packed.Write([]byte(strings.Repeat("x", 1<<20)))
		_ = packed.Close()
	})
	p.Answers("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, p.URL+"/short", http.StatusFound) })
	for path, c := range map[string]struct {
		status, length int
	}{"/short": {200, 1 << 10}, "/long": {}, "/packed": {}, "/away": {302, -1}} {
		answer, err := get(t, loopback, outbound.Exchange{URL: p.URL + path, CA: p.CA(), Limit: 1 << 10})
		if (err == nil) != (c.status != 0) || err == nil && (answer.Status != c.status || c.length >= 0 && len(answer.Body) != c.length) {
			if path != "/packed" || err != nil || len(answer.Body) > 1<<10 { // packed is what came, and never more
				t.Errorf("%s: %v %v", path, answer, err)
			}
		}
	}
	if n := len(p.Heard("/short")); n != 1 {
		t.Errorf("a redirect was followed: %d requests", n)
	}
}

func Test_a_server_that_does_not_prove_who_it_is_hears_nothing(t *testing.T) {
	p, other := vouch.NewParty(t), vouch.NewSigner(t, "x")
	p.Says("/", http.StatusOK, vouch.Object{})
	for name, ca := range map[string]string{"no authority": "", "no certificate": other.PEM(t)} {
		if _, err := get(t, loopback, outbound.Exchange{URL: p.URL, CA: ca}); !errors.Is(err, outbound.ErrFailed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(p.Heard("/")); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// A name is judged by what it resolves to, when the connection is made.
func Test_a_name_of_a_private_address_is_refused_when_it_is_connected_to(t *testing.T) {
	p := vouch.NewPlain(t)
	p.Says("/", http.StatusOK, vouch.Object{})
	port := p.URL[strings.LastIndex(p.URL, ":"):]
	_, err := get(t, nil, outbound.Exchange{URL: "https://localhost" + port})
	if !errors.Is(err, outbound.ErrRefused) || !strings.Contains(err.Error(), outbound.Setting) {
		t.Errorf("by name: %v", err)
	}
	if _, err := get(t, nil, outbound.Exchange{URL: p.URL}); !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("by http: %v", err)
	}
	if n := len(p.Heard("/")); n > 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := get(t, loopback, outbound.Exchange{URL: p.URL}); err != nil {
		t.Errorf("a named address: %v", err)
	}
	if _, err := get(t, nil, outbound.Exchange{URL: p.URL, Operator: true}); err != nil {
		t.Errorf("the operator's: %v", err)
	}
}

func Test_no_proxy_connects_in_the_servers_place(t *testing.T) {
	proxy := vouch.NewPlain(t)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	t.Setenv("HTTP_PROXY", proxy.URL)
	_, err := get(t, nil, outbound.Exchange{URL: "https://localhost:1"})
	if !errors.Is(err, outbound.ErrRefused) || len(proxy.Heard("/")) > 0 {
		t.Error(err)
	}
}

func Test_an_answer_that_never_comes_is_not_waited_for(t *testing.T) {
	p := vouch.NewParty(t)
	p.Answers("/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	started := time.Now()
	if _, err := get(t, loopback, outbound.Exchange{URL: p.URL, CA: p.CA()}); !errors.Is(err, outbound.ErrFailed) {
		t.Error(err)
	}
	if took := time.Since(started); took > 8*time.Second {
		t.Errorf("took %v", took)
	}
}

// What a server says becomes no part of an error: it may be long, and repeat what it heard.
func Test_an_error_has_none_of_the_servers_words(t *testing.T) {
	p := vouch.NewParty(t)
	for path, says := range map[string]string{
		"/line":   "canary of a line that is no HTTP\r\n\r\n",
		"/header": "HTTP/1.1 200 OK\r\ncanary without a colon " + strings.Repeat("x", 50_000) + "\r\n\r\n",
		"/length": "HTTP/1.1 200 OK\r\nContent-Length: canary\r\n\r\n",
		"/chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ncanary\r\n",
		"/coding": "HTTP/1.1 200 OK\r\nTransfer-Encoding: canary\r\n\r\n",
		"/short":  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncanary",
		"/none":   "",
	} {
		p.Answers(path, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack() //nolint:forcetypeassert // of HTTP/1
			if err == nil {
				_, _ = conn.Write([]byte(says))
				_ = conn.Close()
			}
		})
		_, err := get(t, loopback, outbound.Exchange{URL: p.URL + path, CA: p.CA()})
		if !errors.Is(err, outbound.ErrFailed) || strings.Contains(err.Error(), "canary") || len(err.Error()) > 200 {
			t.Errorf("%s: %.300v", path, err)
		}
	}
}

func Test_an_error_says_what_is_wrong(t *testing.T) {
	p, plain := vouch.NewParty(t), vouch.NewPlain(t)
	p.Says("/", http.StatusOK, vouch.Object{})
	other := vouch.NewParty(t)
	for url, c := range map[string]struct{ ca, want string }{
		p.URL: {"", "an authority that is not trusted"},
		strings.Replace(p.URL, "127.0.0.1", "localhost", 1): {p.CA(), "for another host"},
		strings.Replace(plain.URL, "http:", "https:", 1):    {other.CA(), "does not speak TLS"},
		"https://127.0.0.1:1":                               {"", "connection refused"},
		"https://no-such-host.invalid":                      {"", "could not be looked up"},
	} {
		if _, err := get(t, loopback, outbound.Exchange{URL: url, CA: c.ca}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", url, err, c.want)
		}
	}
}
