// Package console serves the web console: a single page that a build made and
// that is embedded. It knows nothing of the API; the page speaks to that like
// every other client.
package console

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

// Base is where the console is served.
const Base = "/console/"

// Options are what the operator may say about the console.
type Options struct {
	// IdleLock is how long it stays open without input; 0 for ever.
	IdleLock time.Duration
	// Foreign is whether a request came under a name that is not this server's; nil
	// for none. A page elsewhere can have its own name answered with the address of
	// this machine, and would then be of the same origin as the console.
	Foreign func(*http.Request) bool
}

// Handler serves the console below Base, and leads there from the places that
// people try. It fails on an artefact that would be an empty page.
func Handler(options Options) (http.Handler, error) {
	site, err := built()
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+Base, site.page(options.IdleLock))
	mux.Handle("GET "+Base+"assets/", http.HandlerFunc(site.asset))
	lead := http.RedirectHandler(Base, http.StatusFound)
	mux.Handle("GET /{$}", lead)
	mux.Handle("GET "+strings.TrimSuffix(Base, "/"), lead)
	return withHeaders(ownNames(options.Foreign, mux)), nil
}

// Serves is whether a path belongs to the console, or leads there.
func Serves(path string) bool {
	return path == "/" || path+"/" == Base || strings.HasPrefix(path, Base)
}

// site is the artefact. A file is compressed once, when it is first asked for: to
// compress all of them is a fifth of the start of a server.
type site struct {
	// index is the page around the two words that differ: the nonce of the
	// response, and the time until it locks.
	index  [3]string
	assets map[string]file
}

type file struct {
	kind    string
	plain   []byte
	gzipped func() []byte
}

const (
	nonceMark = "__NONCE__"
	idleMark  = "__IDLE_LOCK__"
)

// built reads the artefact at the first call.
var built = sync.OnceValues(func() (*site, error) {
	return read(dist)
})

func read(artefact fs.FS) (*site, error) {
	text, err := fs.ReadFile(artefact, "dist/index.html")
	if err != nil {
		return nil, err
	}
	s := &site{assets: map[string]file{}}
	before, rest, hasNonce := strings.Cut(string(text), nonceMark)
	between, after, hasIdle := strings.Cut(rest, idleMark)
	if !hasNonce || !hasIdle || strings.Contains(after, nonceMark) {
		return nil, errors.New("index.html does not name its nonce and its lock once each; run make console")
	}
	s.index = [3]string{before, between, after}
	return s, fs.WalkDir(artefact, "dist/assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(artefact, name)
		if err != nil {
			return err
		}
		s.assets[strings.TrimPrefix(name, "dist/")] = file{
			kind: mime.TypeByExtension(path.Ext(name)), plain: content, gzipped: sync.OnceValue(func() []byte { return compress(content) }),
		}
		return nil
	})
}

// compress answers nil for what compression does not make smaller.
func compress(content []byte) []byte {
	var smaller bytes.Buffer
	w, _ := gzip.NewWriterLevel(&smaller, gzip.BestCompression)
	_, _ = w.Write(content) // to memory
	_ = w.Close()
	if smaller.Len() >= len(content) {
		return nil
	}
	return smaller.Bytes()
}

// page answers every path that is no asset with the same page, which reads the
// path itself.
func (s *site) page(idle time.Duration) http.Handler {
	seconds := strconv.Itoa(int(idle.Seconds()))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		nonce := newNonce()
		w.Header().Set("Content-Security-Policy", policy(nonce))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write([]byte(s.index[0] + nonce + s.index[1] + seconds + s.index[2]))
	})
}

// asset answers a file whose name tells its content, so that it never changes.
func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	found, ok := s.assets[strings.TrimPrefix(r.URL.Path, Base)]
	if !ok {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "no such asset", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", found.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Vary", "Accept-Encoding")
	content := found.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if smaller := found.gzipped(); smaller != nil {
			w.Header().Set("Content-Encoding", "gzip")
			content = smaller
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content)
}

// newNonce is what the styles of this one response carry.
func newNonce() string {
	random := make([]byte, 18)
	_, _ = rand.Read(random) // never fails
	return base64.StdEncoding.EncodeToString(random)
}
