package pep

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/bearer"
	"warder/models/seal"
)

const issuedAt = 1795312800

// guarded is an API that can tell credentials apart, and nothing more.
func guarded(t testing.TB) *API {
	t.Helper()
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := bearer.NewSigner(keyring.SigningKeys(), func() time.Time { return time.Unix(issuedAt, 0) })
	if err != nil {
		t.Fatal(err)
	}
	return &API{Components: Components{Keyring: keyring, Signer: signer}}
}

// signed is a token of a type, with claims of all of them.
func signed(t testing.TB, api *API, tokenType bearer.TokenType) string {
	t.Helper()
	token, err := api.Signer.Issue(bearer.Claims{
		TokenType: tokenType, IdentityID: "identity-1", IdentityAccessTokenID: "token-1", OrgID: "org-1",
		UserID: "user-1", TokenVersionID: "session-1", AccessVersion: 7, OrganizationID: "org-2", ExpiresAt: issuedAt + 60,
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// carrying is a request with headers, given as name and value in turn.
func carrying(headers ...string) *http.Request {
	request := &http.Request{RemoteAddr: "203.0.113.7:1", Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	return request
}

func Test_a_credential_is_told_by_its_header_and_form(t *testing.T) {
	api := guarded(t)
	machine, person := signed(t, api, bearer.IdentityAccessToken), signed(t, api, bearer.AccessToken)
	long := strings.Repeat("a", maxCredential)
	for name, c := range map[string]struct {
		headers []string
		mode    string
		good    bool
	}{
		"nothing":                                {nil, facts.ModeAnonymous, false},
		"machine":                                {[]string{"Authorization", "Bearer " + machine}, facts.ModeIdentity, true},
		"person":                                 {[]string{"Authorization", "Bearer " + person}, facts.ModeUser, true},
		"scheme in small letters":                {[]string{"Authorization", "bearer " + machine}, facts.ModeIdentity, true},
		"scheme in capitals":                     {[]string{"Authorization", "BEARER " + machine}, facts.ModeIdentity, true},
		"blanks around the token":                {[]string{"Authorization", "Bearer   " + machine + " "}, facts.ModeIdentity, true},
		"Basic":                                  {[]string{"Authorization", "Basic " + machine}, facts.ModeIdentity, false},
		"scheme of six other letters":            {[]string{"Authorization", "Tokens " + machine}, facts.ModeIdentity, false},
		"no scheme":                              {[]string{"Authorization", machine}, facts.ModeIdentity, false},
		"empty header":                           {[]string{"Authorization", ""}, facts.ModeIdentity, false},
		"scheme alone":                           {[]string{"Authorization", "Bearer"}, facts.ModeIdentity, false},
		"scheme and a blank":                     {[]string{"Authorization", "Bearer "}, facts.ModeIdentity, false},
		"two headers":                            {[]string{"Authorization", "Bearer " + machine, "Authorization", "Bearer " + machine}, facts.ModeIdentity, false},
		"two headers of two kinds":               {[]string{"Authorization", "Bearer st.a.b", "Authorization", "Bearer " + machine}, facts.ModeIdentity, false},
		"two tokens":                             {[]string{"Authorization", "Bearer " + machine + " " + machine}, facts.ModeIdentity, false},
		"list of tokens":                         {[]string{"Authorization", "Bearer " + machine + ", Bearer " + machine}, facts.ModeIdentity, false},
		"refresh token":                          {[]string{"Authorization", "Bearer " + signed(t, api, bearer.RefreshToken)}, facts.ModeIdentity, false},
		"sign-up token":                          {[]string{"Authorization", "Bearer " + signed(t, api, bearer.SignupToken)}, facts.ModeIdentity, false},
		"token of another server":                {[]string{"Authorization", "Bearer " + signed(t, guarded(t), bearer.AccessToken)}, facts.ModeIdentity, false},
		"token over the cap":                     {[]string{"Authorization", "Bearer " + long + ".a.b"}, facts.ModeIdentity, false},
		"service token":                          {[]string{"Authorization", "Bearer st.id.secret"}, facts.ModeServiceToken, true},
		"service token with the client's key":    {[]string{"Authorization", "Bearer st.id.secret.key"}, facts.ModeServiceToken, true},
		"service token under another scheme":     {[]string{"Authorization", "Basic st.id.secret"}, facts.ModeIdentity, false},
		"service token of two parts":             {[]string{"Authorization", "Bearer st.id"}, facts.ModeServiceToken, false},
		"service token without a secret":         {[]string{"Authorization", "Bearer st.id."}, facts.ModeServiceToken, false},
		"service token without an id":            {[]string{"Authorization", "Bearer st..secret"}, facts.ModeServiceToken, false},
		"service token with an id of SQL":        {[]string{"Authorization", "Bearer st.a' OR 1=1.secret"}, facts.ModeServiceToken, false},
		"service token over the cap":             {[]string{"Authorization", "Bearer st.id." + long}, facts.ModeServiceToken, false},
		"service token with an endless id":       {[]string{"Authorization", "Bearer st." + strings.Repeat("a", 65) + ".secret"}, facts.ModeServiceToken, false},
		"service token in capitals":              {[]string{"Authorization", "Bearer ST.id.secret"}, facts.ModeIdentity, false},
		"API key":                                {[]string{"X-Api-Key", "ak.id.secret"}, facts.ModeAPIKey, true},
		"API key before a token":                 {[]string{"Authorization", "Bearer " + machine, "X-Api-Key", "ak.id.secret"}, facts.ModeAPIKey, true},
		"API key before a token, also a bad key": {[]string{"Authorization", "Bearer " + machine, "X-Api-Key", "x"}, facts.ModeAPIKey, false},
		"API key before a token, also none":      {[]string{"Authorization", "Bearer " + machine, "X-Api-Key", ""}, facts.ModeAPIKey, false},
		"API key of four parts":                  {[]string{"X-Api-Key", "ak.id.secret.more"}, facts.ModeAPIKey, false},
		"API key of two parts":                   {[]string{"X-Api-Key", "ak.id"}, facts.ModeAPIKey, false},
		"API key with another prefix":            {[]string{"X-Api-Key", "st.id.secret"}, facts.ModeAPIKey, false},
		"API key over the cap":                   {[]string{"X-Api-Key", "ak.id." + long}, facts.ModeAPIKey, false},
		"two API keys":                           {[]string{"X-Api-Key", "ak.id.secret", "X-Api-Key", "ak.id.secret"}, facts.ModeAPIKey, false},
		"API key as a bearer":                    {[]string{"Authorization", "Bearer ak.id.secret"}, facts.ModeIdentity, false},
	} {
		got := api.Authenticate(carrying(c.headers...))
		if got.Mode != c.mode || got.WellFormed != c.good || got.Address != "203.0.113.7" {
			t.Errorf("%s: %s, well formed %v, from %s", name, got.Mode, got.WellFormed, got.Address)
		}
		if !got.WellFormed && (got.CredentialID != "" || len(got.CredentialHashes) > 0 || got.Subject.ID != "" || got.OrgID != "") {
			t.Errorf("%s is malformed and yet says %+v", name, got)
		}
	}
}

func Test_a_caller_is_who_the_credential_names(t *testing.T) {
	api := guarded(t)
	hashes := func(kind seal.Kind) []string { return api.Keyring.Hashes(kind, "secret") }
	for name, c := range map[string]struct {
		header, value string
		want          facts.Caller
	}{
		"machine": {"Authorization", "Bearer " + signed(t, api, bearer.IdentityAccessToken), facts.Caller{
			Mode: facts.ModeIdentity, Subject: input.Subject{Type: "identity", ID: "identity-1"}, OrgID: "org-1", CredentialID: "token-1", ExpiresAt: issuedAt + 60,
		}},
		"person": {"Authorization", "Bearer " + signed(t, api, bearer.AccessToken), facts.Caller{
			Mode: facts.ModeUser, Subject: input.Subject{Type: "user", ID: "user-1"}, OrgID: "org-2", CredentialID: "session-1", AccessVersion: 7, ExpiresAt: issuedAt + 60,
		}},
		"service token": {"Authorization", "Bearer st.id-1.secret.key", facts.Caller{
			Mode: facts.ModeServiceToken, Subject: input.Subject{Type: "service_token", ID: "id-1"}, CredentialID: "id-1", CredentialHashes: hashes(seal.KindServiceToken),
		}},
		"API key": {"X-Api-Key", "ak.id-1.secret", facts.Caller{
			Mode: facts.ModeAPIKey, Subject: input.Subject{Type: "anonymous"}, CredentialID: "id-1", CredentialHashes: hashes(seal.KindAPIKey),
		}},
	} {
		c.want.WellFormed, c.want.Address, c.want.UserAgent = true, "203.0.113.7", "cli"
		if got := api.Authenticate(carrying(c.header, c.value, "User-Agent", "cli")); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s is %+v, want %+v", name, got, c.want)
		}
	}
}
