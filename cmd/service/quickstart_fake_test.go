package service

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"warder/cmd/remote"
)

// fakeServer answers the routes of the quickstart as docs/contract.md 2 says,
// and remembers what was asked of it.
type fakeServer struct {
	*httptest.Server
	mu          sync.Mutex
	initialized bool
	calls       []string
	bodies      map[string]object
	secrets     []string // client secrets that log in
	refuse      map[string]*remote.FailedResponse
}

const (
	fakeAdmin = "admin.token.jwt"
	fakeToken = "app.token.jwt"
)

func newFakeServer(t *testing.T) *fakeServer {
	t.Helper()
	f := &fakeServer{bodies: map[string]object{}, refuse: map[string]*remote.FailedResponse{}}
	mux := http.NewServeMux()
	for pattern, answer := range map[string]func(r *http.Request) object{
		"GET /api/v1/admin/config":                                      func(*http.Request) object { return object{"config": object{"initialized": f.initialized}} },
		"POST /api/v1/admin/bootstrap":                                  f.bootstrap,
		"POST /api/v2/workspace":                                        func(*http.Request) object { return object{"project": object{"id": "p1"}} },
		"POST /api/v3/secrets/raw/FOO":                                  func(*http.Request) object { return object{"secret": object{"id": "s1"}} },
		"POST /api/v1/identities":                                       func(*http.Request) object { return object{"identity": object{"id": "i1"}} },
		"POST /api/v1/auth/universal-auth/identities/i1":                universalAuthOfFake,
		"GET /api/v1/auth/universal-auth/identities/i1":                 universalAuthOfFake,
		"POST /api/v2/workspace/p1/identity-memberships/i1":             func(*http.Request) object { return object{"identityMembership": object{"id": "m1"}} },
		"POST /api/v1/auth/universal-auth/identities/i1/client-secrets": f.newSecret,
		"POST /api/v1/auth/universal-auth/login":                        f.login,
		"GET /api/v3/secrets/raw/FOO":                                   f.read,
	} {
		mux.HandleFunc(pattern, f.serve(pattern, answer))
	}
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

// serve answers, unless the case told to refuse or the caller is anonymous.
func (f *fakeServer) serve(pattern string, answer func(*http.Request) object) http.HandlerFunc {
	public := strings.HasSuffix(pattern, "/config") || strings.HasSuffix(pattern, "/bootstrap") || strings.HasSuffix(pattern, "/login")
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls = append(f.calls, pattern)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			body := object{}
			_ = json.NewDecoder(r.Body).Decode(&body)
			f.bodies[pattern] = body
		}
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		status, body := http.StatusOK, object(nil)
		switch told := f.refuse[pattern]; {
		case told != nil:
			status, body = told.Status, object{"message": told.Message}
		case !public && token != fakeAdmin && token != fakeToken:
			status, body = http.StatusUnauthorized, object{"message": "Token missing"}
		default:
			if body = answer(r); body == nil {
				status, body = http.StatusUnauthorized, object{"message": "Invalid credentials"}
			}
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

func universalAuthOfFake(*http.Request) object {
	return object{"identityUniversalAuth": object{"clientId": "c1"}}
}

func (f *fakeServer) bootstrap(*http.Request) object {
	f.initialized = true
	return object{"organization": object{"id": "o1"}, "identity": object{"credentials": object{"token": fakeAdmin}}}
}

func (f *fakeServer) newSecret(*http.Request) object {
	secret := strings.Repeat("ab", 31) + "0" + string(rune('0'+len(f.secrets)))
	f.secrets = append(f.secrets, secret)
	return object{"clientSecret": secret}
}

// login takes a form, as curl sends it, as well as JSON.
func (f *fakeServer) login(r *http.Request) object {
	id, secret := r.PostFormValue("clientId"), r.PostFormValue("clientSecret")
	if body, isJSON := f.bodies["POST /api/v1/auth/universal-auth/login"]; isJSON && id == "" {
		id, _ = body["clientId"].(string)
		secret, _ = body["clientSecret"].(string)
	}
	if id != "c1" || len(f.secrets) == 0 || secret != f.secrets[len(f.secrets)-1] {
		return nil
	}
	return object{"accessToken": fakeToken, "expiresIn": 1, "tokenType": "Bearer"}
}

func (f *fakeServer) read(r *http.Request) object {
	if r.URL.Query().Get("workspaceId") != "p1" || r.URL.Query().Get("environment") != "dev" {
		return nil
	}
	return object{"secret": object{"secretKey": "FOO", "secretValue": "BAR"}}
}
