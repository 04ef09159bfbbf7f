package bundles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Source is where bundles come from.
type Source interface {
	// Fetch returns the current bundle with its version, or ErrUnchanged if the version is
	// still known, the one it returned before. It may wait a
	// while for a change.
	Fetch(ctx context.Context, known string) (packed []byte, version string, err error)
	// Waits reports whether Fetch waits for changes, so that its caller need not.
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
	if isTag(known) {
		request.Header.Set("If-None-Match", known)
		prefer += ";wait=" + strconv.Itoa(int(longPoll.Seconds()))
	}
	request.Header.Set("Prefer", prefer)
	waits := s.waits
	s.waits = false // a server that failed is not asked again at once
	response, err := s.client.Do(request)
	if err != nil {
		return nil, "", withoutAddress(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	packed, version, err := s.read(response, known)
	switch {
	case errors.Is(err, ErrUnchanged) && response.StatusCode == http.StatusNotModified:
		s.waits = waits // such an answer has no type, so it says nothing new
	case err == nil, errors.Is(err, ErrUnchanged):
		s.waits = waitsFor(response)
	}
	return packed, version, err
}

// isTag tells an ETag, which is quoted, from the sum that stands in for one.
func isTag(version string) bool { return strings.HasSuffix(version, `"`) }

// waitsFor reports whether a bundle came from a server that speaks OPA's long
// polling. Without an ETag it cannot know what there is to wait for.
func waitsFor(response *http.Response) bool {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && kind == bundleType && isTag(response.Header.Get("ETag"))
}

// withoutAddress is a failure to ask without the address that was asked: its
// query may be what lets one in, and errors are logged and shown.
func withoutAddress(err error) error {
	var asking *url.Error
	if errors.As(err, &asking) {
		return fmt.Errorf("the server of bundles does not answer: %w", asking.Err)
	}
	return err
}

func (s *HTTPSource) read(response *http.Response, known string) ([]byte, string, error) {
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotModified:
		if !isTag(known) {
			return nil, "", errors.New("the server of bundles answered 304 to who asked for any bundle")
		}
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
	if !isTag(version) {
		if version = sumOf(packed); version == known {
			return nil, version, ErrUnchanged
		}
	}
	return packed, version, nil
}
