package sinks

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// collector is the other end of OPA's log API.
type collector struct {
	status  int
	tokens  []string
	uploads [][]string
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.tokens = append(c.tokens, r.Header.Get("Authorization"))
	body, err := gzip.NewReader(r.Body)
	var events []string
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/logs" || r.Header.Get("Content-Encoding") != "gzip" || json.NewDecoder(body).Decode(&events) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if c.status != 0 {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(c.status)
		return
	}
	c.uploads = append(c.uploads, events)
}

func Test_OPAs_log_API_gets_arrays_that_are_not_too_large(t *testing.T) {
	c := &collector{}
	served := httptest.NewServer(c)
	defer served.Close()
	token := filepath.Join(t.TempDir(), "token")
	target, err := Parse("opa+" + served.URL + "/logs?token-file=" + token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "token-file") {
		t.Fatalf("without the file: %v", err)
	}
	if err := os.WriteFile(token, []byte("one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sink, err := target.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	large := `"` + strings.Repeat("x", mostUpload) + `"`
	if err := sink.Write(t.Context(), batchOf(`"1"`, `"2"`, large, `"3"`)); err != nil {
		t.Fatal(err)
	}
	sizes := []int{}
	for _, upload := range c.uploads {
		sizes = append(sizes, len(upload))
	}
	if len(sizes) != 3 || sizes[0] != 2 || sizes[1] != 1 || sizes[2] != 1 || c.uploads[0][1] != "2" {
		t.Errorf("uploads of %v", sizes)
	}
	if err := os.WriteFile(token, []byte("two"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sink.Write(t.Context(), batchOf(`"4"`)); err != nil || c.tokens[0] != "Bearer one" || c.tokens[len(c.tokens)-1] != "Bearer two" {
		t.Errorf("tokens %v: %v", c.tokens, err)
	}
}

func Test_a_log_API_that_does_not_take_records_is_an_error_without_secrets(t *testing.T) {
	c := &collector{}
	served := httptest.NewServer(c)
	target, err := Parse("opa+" + strings.Replace(served.URL, "://", "://warder:canary@", 1) + "/logs")
	if err != nil {
		t.Fatal(err)
	}
	sink, err := target.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fails := func(want string) {
		t.Helper()
		err := sink.Write(t.Context(), batchOf(`"1"`))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for _, c.status = range []int{http.StatusFound, http.StatusForbidden, http.StatusTooManyRequests, http.StatusBadGateway} {
		fails(http.StatusText(c.status))
	}
	if len(c.tokens) != 4 {
		t.Errorf("%d requests: a redirection was followed", len(c.tokens))
	}
	served.Close()
	fails("refused")
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the end of the connection is seen
		<-r.Context().Done()
	}))
	defer silent.Close()
	slow, _ := Parse("opa+" + silent.URL + "/logs")
	if sink, err = slow.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	sink.(*opa).http.Timeout = 10 * time.Millisecond //nolint:forcetypeassert // it is one
	fails("exceeded")
}
