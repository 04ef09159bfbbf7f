package logins

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// callback is where the provider sends browsers back to. No browser goes there.
const callback = "http://localhost:1/callback"

// provider is one of zitadel/oidc in a process of its own: discovery, keys and tokens are
// those of an implementation that knows nothing of this one.
type provider struct{ issuer string }

func startProvider(t *testing.T) *provider {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "provider")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Dir = "provider"
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	run := exec.CommandContext(t.Context(), binary, callback)
	stdout, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Wait() }) // it is killed with the context
	issuer, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &provider{strings.TrimSpace(issuer)}
}

// idToken goes the way of a browser: authorize, log in with a password, come back with
// a code, exchange the code.
func (p *provider) idToken(t *testing.T) string {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	follow := func(answer *http.Response, err error) *url.URL {
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		to, err := answer.Location()
		if err != nil {
			t.Fatalf("%s: %v", answer.Status, err)
		}
		return to
	}
	login := follow(browser.Get(p.issuer + "auth?client_id=web&response_type=code&scope=openid&state=s&redirect_uri=" + url.QueryEscape(callback)))
	back := follow(browser.PostForm(login.String(), url.Values{
		"id": {login.Query().Get("authRequestID")}, "username": {"test-user@127.0.0.1"}, "password": {"verysecure"},
	}))
	came := follow(browser.Get(back.String()))
	form := url.Values{"grant_type": {"authorization_code"}, "code": {came.Query().Get("code")}, "redirect_uri": {callback}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.issuer+"oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth("web", "secret")
	answer, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	var tokens struct {
		IDToken string `json:"id_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || tokens.IDToken == "" {
		t.Fatalf("%s: no token, %v", answer.Status, err)
	}
	return tokens.IDToken
}

func TestGoSDK_OIDC_at_a_real_provider(t *testing.T) {
	p, op := newPlace(t), startProvider(t)
	token := op.idToken(t)
	config := testserver.Object{"oidcDiscoveryUrl": strings.TrimSuffix(op.issuer, "/"), "boundIssuer": op.issuer, "boundSubject": "id1", "boundAudiences": "web"}
	id := p.trusting(t, "oidc-auth", config)
	client := p.sdk(t)
	credential, err := client.Auth().OidcAuthLogin(id, token)
	p.reads(t, client, credential, err)

	config["boundAudiences"] = "another client"
	another := p.trusting(t, "oidc-auth", config)
	p.Anonymous().Post(t, "/api/v1/auth/oidc-auth/login", testserver.Object{"identityId": another, "jwt": token}).Want(t, 401)
}
