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
	r.API, r.Route, r.credentialAccepted = api, Route{MaxBody: 1 << 20, Modes: UserOnly}, true
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

// What anyone may send takes nothing from the requests of those who are known.
func Test_bodies_without_a_credential_have_a_budget_of_their_own(t *testing.T) {
	api := bodies()
	const size = 600 << 10
	send := func(modes []string, size int) error {
		r, _ := sentTo(api, size)
		r.Route.Modes = modes
		_, err := r.ReadBody()
		return err
	}
	refused := 0
	for range 2 * mostPublicBodies / size {
		if err := send(Public, size); err != nil {
			refused++
		}
	}
	if held := api.publicBodies.Load(); refused == 0 || held > mostPublicBodies+mostPublicBodies/size*2*size {
		t.Errorf("%d were refused, held are %d", refused, held)
	}
	if held := api.bodies.Load(); held != 0 {
		t.Errorf("they hold %d of the others'", held)
	}
	if err := send(Public, 1000); err != nil {
		t.Errorf("a small one: %v", err)
	}
}
