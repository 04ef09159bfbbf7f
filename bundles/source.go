package bundles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Source is where bundles come from.
type Source interface {
	// Fetch returns the bundle as it is now with its version, or ErrUnchanged
	// if that is still known, the version it returned before. It may wait a
	// while for a change.
	Fetch(ctx context.Context, known string) (packed []byte, version string, err error)
	// Waits reports whether Fetch waits for changes, so that nobody else needs to.
	Waits() bool
}

// ErrUnchanged is the answer of a source that has nothing new.
var ErrUnchanged = errors.New("unchanged")

// FileSource is a bundle in a file.
type FileSource struct{ Path string }

var _ Source = FileSource{}

// Fetch implements Source.
func (s FileSource) Fetch(_ context.Context, known string) ([]byte, string, error) {
	packed, err := ReadFile(s.Path)
	if err != nil {
		return nil, "", err
	}
	version := sumOf(packed)
	if version == known {
		return nil, version, ErrUnchanged
	}
	return packed, version, nil
}

// Waits implements Source.
func (FileSource) Waits() bool { return false }

// longPoll is how long a server of bundles is asked to wait for a change.
const longPoll = 30 * time.Second

// bundleType is what a server calls a bundle that speaks OPA's long polling.
const bundleType = "application/vnd.openpolicyagent.bundles"

// HTTPSource is a bundle behind an http or https address, as OPA fetches them:
// with ETag, and long polling where the server offers it.
type HTTPSource struct {
	address string
	token   string
	client  *http.Client
	waits   bool
}

var _ Source = (*HTTPSource)(nil)

// NewHTTPSource makes a source. The token goes along as a bearer token, unless
// it is empty; it stays with this host, because redirects are not followed.
func NewHTTPSource(address, token string) (*HTTPSource, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, errors.New("want http:// or https:// and a host, without credentials")
	}
	return &HTTPSource{address: address, token: token, client: &http.Client{
		Timeout:       longPoll + 30*time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("redirects are not followed") },
	}}, nil
}

// Waits implements Source.
func (s *HTTPSource) Waits() bool { return s.waits }

// Fetch implements Source. The first request never waits.
func (s *HTTPSource) Fetch(ctx context.Context, known string) ([]byte, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address, nil)
	if err != nil {
		return nil, "", err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	prefer := "modes=snapshot"
	if known != "" {
		request.Header.Set("If-None-Match", known)
		prefer += ";wait=" + strconv.Itoa(int(longPoll.Seconds()))
	}
	request.Header.Set("Prefer", prefer)
	response, err := s.client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	s.waits = strings.HasPrefix(response.Header.Get("Content-Type"), bundleType)
	return s.read(response, known)
}

func (s *HTTPSource) read(response *http.Response, known string) ([]byte, string, error) {
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotModified:
		return nil, known, ErrUnchanged
	default:
		_, _ = io.CopyN(io.Discard, response.Body, 4096)
		return nil, "", fmt.Errorf("the server of bundles answered %d", response.StatusCode)
	}
	packed, err := readArchive(response.Body)
	if err != nil {
		return nil, "", err
	}
	version := response.Header.Get("ETag")
	if version == "" {
		if version = sumOf(packed); version == known {
			return nil, version, ErrUnchanged
		}
	}
	return packed, version, nil
}
