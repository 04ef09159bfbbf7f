package pep

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// bodies is an API that reads them.
func bodies() *API {
	r, _ := received(httptest.NewRequest(http.MethodGet, "/", nil))
	return r.API
}

// sentTo is a body on its way to an API.
func sentTo(api *API, size int) (*Request, *httptest.ResponseRecorder) {
	r, recorder := received(httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", size))))
	r.API, r.Route = api, Route{MaxBody: 1 << 20}
	return r, recorder
}

func Test_all_bodies_together_hold_a_bounded_amount_of_memory(t *testing.T) {
	api := bodies()
	const size = 600 << 10
	var open []*Request
	refused := false
	for range 2 * mostBodies / size {
		r, recorder := sentTo(api, size)
		open = append(open, r)
		raw, err := r.ReadBody()
		if err == nil && len(raw) != size {
			t.Fatalf("read %d bytes", len(raw))
		}
		if err != nil {
			refused = true
			if known := AsError(err); known.Status != 503 || recorder.Header().Get("Retry-After") == "" {
				t.Fatalf("refused by %d %v", known.Status, err)
			}
			break
		}
	}
	if held := api.bodies.Load(); !refused || held < mostBodies/2 || held > mostBodies+4*size {
		t.Errorf("refused is %v, held are %d", refused, held)
	}
	small, _ := sentTo(api, 1000)
	if _, err := small.ReadBody(); err != nil {
		t.Errorf("a small body beside them: %v", err)
	}
	for _, r := range append(open, small) {
		r.recovered()
	}
	if held := api.bodies.Load(); held != 0 {
		t.Errorf("%d bytes are held for nothing", held)
	}
}

func Test_a_body_is_bounded_by_what_its_route_needs(t *testing.T) {
	for name, c := range map[string]struct {
		route Route
		size  int
		fits  bool
	}{
		"public": {Route{}, mostPublicBody, true}, "public and large": {Route{}, mostPublicBody + 1, false},
		"public that needs more": {Route{MaxBody: 1 << 20}, mostPublicBody + 1, true},
	} {
		for _, announced := range []bool{true, false} {
			r, _ := sentTo(bodies(), c.size)
			r.Route = c.route
			if !announced {
				r.Request.ContentLength = -1
			}
			if _, err := r.ReadBody(); (err == nil) != c.fits || err != nil && AsError(err).Status != 413 {
				t.Errorf("%s, announced %v: %v", name, announced, err)
			}
		}
	}
}
