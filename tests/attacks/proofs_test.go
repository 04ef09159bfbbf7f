package attacks

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
	"warder/tests/vouch"
)

// reaches lets the server ask the parties of a test.
func reaches(config *service.Config) {
	config.OutboundAllow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// method gives a new identity an auth method.
func method(t *testing.T, s *testserver.Server, name string, settings testserver.Object) (identityID, path string) {
	t.Helper()
	identityID = s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	path = "/api/v1/auth/" + name + "/identities/" + identityID
	s.AsAdmin().Post(t, path, settings).Want(t, 200)
	return identityID, path
}

func cluster(p *vouch.Party, reviewer string) testserver.Object {
	return testserver.Object{"kubernetesHost": p.URL, "caCert": p.CA(), "tokenReviewerJwt": reviewer}
}

// An address that failed too often has no server asked about what it presents.
func TestProofs_an_address_over_its_rate_makes_the_server_ask_no_other(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), reaches, testserver.BehindProxy)
	p, key := vouch.NewParty(t), vouch.NewSigner(t, "k")
	p.Says(vouch.Reviews, http.StatusCreated, vouch.Review(vouch.Account("apps", "web")))
	id, _ := method(t, s, "kubernetes-auth", cluster(p, "reviewer"))
	login := testserver.Object{"identityId": id, "jwt": key.Token(t, vouch.Object{"sub": "x"})}
	flood := s.Anonymous().From("192.0.2.1")
	for n := range 60 {
		flood.Login(t, testserver.Machine{ClientID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), ClientSecret: "guess"}).Want(t, 401)
	}
	for range 5 {
		flood.Post(t, "/api/v1/auth/kubernetes-auth/login", login).WantRefusal(t, 429, "rate_limited")
	}
	if n := len(p.Heard(vouch.Reviews)); n > 0 {
		t.Errorf("%d questions", n)
	}
	s.Anonymous().From("192.0.2.2").Post(t, "/api/v1/auth/kubernetes-auth/login", login).Want(t, 200)
	if n := len(p.Heard(vouch.Reviews)); n != 1 {
		t.Errorf("%d questions of an address that did not fail", n)
	}
}

// Who may edit the method may name any server, but never learns the reviewer's token.
func TestProofs_a_reviewers_token_goes_to_the_server_alone_that_it_was_given_for(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), reaches)
	trusted, other, key := vouch.NewParty(t), vouch.NewParty(t), vouch.NewSigner(t, "k")
	id, path := method(t, s, "kubernetes-auth", cluster(trusted, "canary-reviewer"))
	for _, change := range []testserver.Object{
		{"kubernetesHost": other.URL}, {"caCert": ""}, {"kubernetesHost": other.URL, "caCert": other.CA()},
		{"kubernetesHost": other.URL, "tokenReviewMode": "jwks", "issuer": "i", "allowedAudience": "a"}, {"kubernetesHost": trusted.URL + "/elsewhere"},
	} {
		if refused := s.AsAdmin().Patch(t, path, change).Want(t, 422); !strings.Contains(refused.Body, "tokenReviewerJwt") {
			t.Errorf("%v: %s", change, refused.Body)
		}
	}
	s.AsAdmin().Patch(t, path, testserver.Object{"kubernetesHost": trusted.URL + "/", "caCert": trusted.CA() + "\n", "accessTokenTTL": 60}).Want(t, 200)
	login := func() {
		s.Anonymous().Post(t, "/api/v1/auth/kubernetes-auth/login", testserver.Object{"identityId": id, "jwt": key.Token(t, vouch.Object{"sub": "x"})}).Want(t, 401)
	}
	login()
	s.AsAdmin().Patch(t, path, testserver.Object{"kubernetesHost": other.URL, "caCert": other.CA(), "tokenReviewerJwt": "another"}).Want(t, 200)
	login()
	s.AsAdmin().Patch(t, path, testserver.Object{"kubernetesHost": trusted.URL, "caCert": trusted.CA(), "tokenReviewerJwt": nil}).Want(t, 200)
	s.AsAdmin().Patch(t, path, testserver.Object{"kubernetesHost": other.URL, "caCert": other.CA()}).Want(t, 200) // none is left to lose
	for p, want := range map[*vouch.Party]string{trusted: "Bearer canary-reviewer", other: "Bearer another"} {
		heard := p.Heard(vouch.Reviews)
		if len(heard) != 1 || heard[0].Header.Get("Authorization") != want {
			t.Errorf("heard %v, want %s once", heard, want)
		}
	}
}

// proofs logs in by every method, well and badly, at parties that repeat what they hear.
func proofs(t *testing.T, s *testserver.Server) canaries {
	t.Helper()
	key, foreign, echo := vouch.NewSigner(t, "k"), vouch.NewSigner(t, "k"), vouch.NewParty(t)
	repeat := func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack() //nolint:forcetypeassert // of HTTP/1
		if err == nil {
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\n%s\r\n\r\n", r.Header.Get("Authorization"))
			_ = conn.Close()
		}
	}
	echo.Answers(vouch.Reviews, repeat)
	echo.Answers(vouch.Cluster, repeat)
	provider := vouch.NewProvider(t, key)
	seen := canaries{"reviewer": "canary-reviewer-token", "unnamed claim": "canary-unnamed-claim", "session of AWS": "canary-session-token"}
	claims := vouch.Object{
		"iss": "ci", "sub": "repo:app", "aud": "warder", "exp": s.Clock.Now().Unix() + 300, "team": "blue",
		"unnamed": seen["unnamed claim"], "kubernetes.io": vouch.Object{"namespace": "apps", "serviceaccount": vouch.Object{"name": "web"}},
	}
	good, bad := key.Token(t, claims), foreign.Token(t, claims)
	for name, token := range map[string]string{"good": good, "bad": bad} {
		parts := strings.Split(token, ".")
		seen[name+" token"], seen["signature of a "+name+" token"] = token, parts[2]
	}
	for _, c := range []struct {
		method string
		config testserver.Object
	}{
		{"oidc-auth", testserver.Object{
			"oidcDiscoveryUrl": provider.URL, "caCert": provider.CA(), "boundIssuer": "ci", "boundSubject": "repo:app", "claimMetadataMapping": testserver.Object{"team": "team"},
		}},
		{"jwt-auth", testserver.Object{"configurationType": "static", "publicKeys": testserver.List{key.PEM(t)}, "boundIssuer": "ci"}},
		{"kubernetes-auth", cluster(echo, seen["reviewer"])},
		{"kubernetes-auth", testserver.Object{
			"kubernetesHost": echo.URL, "caCert": echo.CA(), "tokenReviewerJwt": seen["reviewer"], "tokenReviewMode": "jwks", "issuer": "ci", "allowedAudience": "warder",
		}},
		{"gcp-auth", testserver.Object{"type": "iam", "allowedServiceAccounts": "a@b.iam.gserviceaccount.com"}},
		{"azure-auth", testserver.Object{"tenantId": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "resource": "warder"}},
	} {
		id, path := method(t, s, c.method, c.config)
		for _, token := range []string{good, bad, good + "x", strings.ToUpper(good)} {
			s.Anonymous().Post(t, "/api/v1/auth/"+c.method+"/login", testserver.Object{"identityId": id, "jwt": token})
		}
		s.Anonymous().Post(t, "/api/v1/auth/"+c.method+"/login", testserver.Object{"jwt": good}).Want(t, 422)
		s.Anonymous().Post(t, "/api/v1/auth/"+c.method+"/login?jwt="+good, testserver.Object{"identityId": id}).Want(t, 422)
		s.AsAdmin().Get(t, path).Want(t, 200)
	}
	headers, err := json.Marshal(testserver.Object{"X-Amz-Security-Token": seen["session of AWS"], "Host": "evil.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := method(t, s, "aws-auth", testserver.Object{"allowedAccountIds": "123456789012"})
	s.Anonymous().Post(t, "/api/v1/auth/aws-auth/login", testserver.Object{
		"identityId": id, "iamRequestBody": "QQ==", "iamRequestHeaders": base64.StdEncoding.EncodeToString(headers),
	}).Want(t, 401)
	return seen
}

func TestLeaks_no_proof_leaves_by_another_door(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		lines := filepath.Join(t.TempDir(), "decisions.jsonl")
		s := testserver.Start(t, address, reaches, func(config *service.Config) { config.DecisionLog = lines })
		seen := proofs(t, s)
		metrics := s.Metrics(t)
		s.Stop(t)
		places := left(t, s, address, lines, metrics)
		for place, text := range places {
			if found := seen.in(text); len(found) > 0 {
				t.Errorf("%s shows %s", place, strings.Join(found, ", "))
			}
		}
		if !strings.Contains(places["the log"], "a login could not be verified") || !strings.Contains(places["the decision records"], "repo:app") {
			t.Error("nothing was refused for its source, or nothing was recorded")
		}
	})
}

// Nothing but public keys and certificates is taken for one, as they are shown.
func TestProofs_no_private_key_is_taken_for_a_certificate_or_a_public_key(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), reaches)
	p, key := vouch.NewParty(t), vouch.NewSigner(t, "k")
	private := "-----BEGIN PRIVATE KEY-----\nMIIcanaryprivate\n-----END PRIVATE KEY-----\n"
	broken := strings.Replace(private, "MII", "!", 1)
	for _, body := range []testserver.Object{
		{"caCert": p.CA() + private}, {"caCert": private + p.CA()}, {"caCert": broken + p.CA()}, {"caCert": p.CA() + key.PEM(t)},
	} {
		body["oidcDiscoveryUrl"], body["boundIssuer"] = p.URL, "x"
		refusedSettings(t, s, "oidc-auth", body)
	}
	for _, text := range []string{private + key.PEM(t), key.PEM(t) + private, broken + key.PEM(t), key.PEM(t) + key.PEM(t)} {
		refusedSettings(t, s, "jwt-auth", testserver.Object{"configurationType": "static", "publicKeys": testserver.List{text}})
	}
	method(t, s, "oidc-auth", testserver.Object{"oidcDiscoveryUrl": p.URL, "boundIssuer": "x", "caCert": "# ours\n" + p.CA() + "\n# and theirs\n" + p.CA()})
}

func refusedSettings(t *testing.T, s *testserver.Server, name string, settings testserver.Object) {
	t.Helper()
	id := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
	answer := s.AsAdmin().Post(t, "/api/v1/auth/"+name+"/identities/"+id, settings)
	if !slices.Contains([]int{400, 422}, answer.Status) || strings.Contains(answer.Body, "canary") {
		t.Errorf("%v: %d %s", settings, answer.Status, answer.Body)
	}
}

// A number that no rule can reckon with proves nothing, wherever it is.
func TestProofs_a_number_beyond_measure_is_no_claim(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), reaches)
	key := vouch.NewSigner(t, "k")
	id, _ := method(t, s, "jwt-auth", testserver.Object{"configurationType": "static", "publicKeys": testserver.List{key.PEM(t)}})
	for number, want := range map[string]int{"1": 200, "1e30": 200, "1e999": 401, "1e999999999": 401, "-1e999": 401, "[" + strings.Repeat("1e39,", 1000) + "1]": 401} {
		token := key.Token(t, vouch.Object{"exp": 2e9, "x": vouch.Object{"y": json.RawMessage(number)}})
		answer := s.Anonymous().Post(t, "/api/v1/auth/jwt-auth/login", testserver.Object{"identityId": id, "jwt": token}).Want(t, want)
		if want == 200 {
			continue
		}
		testserver.Eventually(t, "the decision is in the log", func() bool {
			found := s.AsAdmin().Get(t, "/api/v1/authz/decisions/"+answer.Text("details.decisionId"))
			return found.Status == 200 && strings.Contains(found.Body, "auth_proof_malformed")
		})
	}
}
