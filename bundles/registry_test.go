package bundles

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// registry is as much of an OCI registry as storing and fetching takes.
type registry struct {
	mu      sync.Mutex
	content map[string][]byte // by what follows the repository's path
	kinds   map[string]string
	down    bool
}

func (r *registry) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name, found := strings.CutPrefix(request.URL.Path, "/v2/team/policy/")
	switch {
	case r.down || !found:
		w.WriteHeader(http.StatusServiceUnavailable)
	case request.Method == http.MethodPost:
		w.Header().Set("Location", "/v2/team/policy/upload")
		w.WriteHeader(http.StatusAccepted)
	case request.Method == http.MethodPut:
		body, _ := io.ReadAll(request.Body)
		digest := fmt.Sprintf("sha256:%x", sha256.Sum256(body))
		kind := "manifests/"
		if name == "upload" {
			kind = "blobs/"
		} else {
			r.put(name, body, request.Header.Get("Content-Type"))
		}
		r.put(kind+digest, body, request.Header.Get("Content-Type"))
		w.Header().Set("Docker-Content-Digest", digest)
		w.WriteHeader(http.StatusCreated)
	default:
		r.get(w, name)
	}
}

func (r *registry) put(name string, body []byte, kind string) {
	r.content[name], r.kinds[name] = body, kind
}

func (r *registry) get(w http.ResponseWriter, name string) {
	body, found := r.content[name]
	if !found {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", r.kinds[name])
	w.Header().Set("Docker-Content-Digest", fmt.Sprintf("sha256:%x", sha256.Sum256(body)))
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body)
}

func TestRegistry_keeps_bundles_and_what_it_makes_up_is_not_taken(t *testing.T) {
	r := &registry{content: map[string][]byte{}, kinds: map[string]string{}}
	server := httptest.NewServer(r)
	defer server.Close()
	source, err := NewRegistrySource("oci://"+strings.TrimPrefix(server.URL, "http://")+"/team/policy:production", "", true)
	if err != nil {
		t.Fatal(err)
	}
	k := newKeys(t, "team", "production")
	packed := k.signed(t, small, 7)
	if _, _, err := source.Fetch(t.Context(), ""); err == nil {
		t.Error("an empty registry gives a bundle")
	}
	digest, err := source.Push(t.Context(), packed)
	if err != nil {
		t.Fatal(err)
	}
	fetched, version, err := source.Fetch(t.Context(), "")
	if err != nil || string(fetched) != string(packed) || version != digest {
		t.Fatalf("fetched %d bytes, version %s, want %d and %s (%v)", len(fetched), version, len(packed), digest, err)
	}
	if _, err := Open(fetched, k.trust); err != nil {
		t.Error(err)
	}
	if _, _, err := source.Fetch(t.Context(), version); !errors.Is(err, ErrUnchanged) {
		t.Errorf("fetched again: %v", err)
	}
	for name, spoil := range map[string]func(){
		"a_layer_of_other_bytes": func() {
			for at := range r.content {
				if strings.HasPrefix(at, "blobs/") {
					r.content[at] = []byte(strings.Repeat("x", len(r.content[at])))
				}
			}
		},
		"a_manifest_that_is_none": func() { r.put("manifests/production", []byte("garbage"), "application/vnd.oci.image.manifest.v1+json") },
		"a_registry_that_is_down": func() { r.down = true },
	} {
		r.mu.Lock()
		saved := map[string][]byte{}
		for at, content := range r.content {
			saved[at] = content
		}
		spoil()
		r.mu.Unlock()
		if taken, _, err := source.Fetch(t.Context(), ""); err == nil {
			t.Errorf("%s: %d bytes are taken", name, len(taken))
		}
		r.mu.Lock()
		r.content, r.down = saved, false
		r.mu.Unlock()
	}
}
