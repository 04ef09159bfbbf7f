// Package logins has unmodified clients log in by what their platform gives them:
// the token of a provider, a cluster or a cloud.
package logins

import (
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"warder/tests/database"
)

// metadata answers for the metadata services of clouds, whose addresses no test can
// listen on: clients come to it as to a proxy. It is set before any request is made,
// since Go reads the setting once.
var metadata = &metadataService{tokens: map[string]string{}}

type metadataService struct {
	mu     sync.Mutex
	tokens map[string]string // answers by host
}

func (s *metadataService) gives(host, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[host] = answer
}

func (s *metadataService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	answer, known := s.tokens[r.URL.Host]
	s.mu.Unlock()
	if !known || r.Header.Get("Metadata") == "" && r.Header.Get("Metadata-Flavor") == "" {
		http.Error(w, "no such metadata", http.StatusBadGateway)
		return
	}
	if answer[0] == '{' {
		w.Header().Set("Content-Type", "application/json")
	}
	_, _ = w.Write([]byte(answer)) // to a client that may be gone
}

func TestMain(m *testing.M) {
	proxy := httptest.NewServer(metadata)
	for _, name := range []string{"HTTP_PROXY", "http_proxy"} {
		if err := os.Setenv(name, proxy.URL); err != nil {
			panic(err)
		}
	}
	code := database.Main(m)
	proxy.Close()
	os.Exit(code)
}
