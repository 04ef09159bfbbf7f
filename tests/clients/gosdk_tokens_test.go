package clients

import (
	"errors"
	"testing"

	infisical "github.com/infisical/go-sdk"
	sdkerrors "github.com/infisical/go-sdk/packages/errors"

	"warder/tests/testserver"
)

func TestGoSDK_hears_that_nothing_changed(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	options := infisical.ListSecretsOptions{ProjectID: x.project.ID, Environment: "dev"}
	first, err := client.Secrets().ListSecrets(options)
	if err != nil || first.ETag == "" {
		t.Fatalf("listed %+v (%v)", first, err)
	}
	options.IfNoneMatch = first.ETag
	var unchanged *sdkerrors.NotModifiedError
	if _, err := client.Secrets().ListSecrets(options); !errors.As(err, &unchanged) {
		t.Errorf("an unchanged list gave %v", err)
	}
	x.AsAdmin().SetSecret(t, x.project, "ANOTHER", "x")
	if changed, err := client.Secrets().ListSecrets(options); err != nil || changed.ETag == first.ETag || len(changed.Secrets) != 2 {
		t.Errorf("a changed list gave %+v (%v)", changed, err)
	}
}

func TestGoSDK_revokes_its_token(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	token := client.Auth().GetAccessToken()
	if err := client.Auth().RevokeAccessToken(); err != nil {
		t.Fatal(err)
	}
	client.Auth().SetAccessToken(token)
	if _, err := x.retrieve(client, "FOO"); status(t, err) != 401 {
		t.Errorf("a revoked token gave %v", err)
	}
}

// A token that ends within the SDK's five seconds is renewed before its next
// use, and one at the end of its maximum by logging in again.
func TestGoSDK_refreshes_its_token(t *testing.T) {
	for _, c := range []struct {
		name   string
		maxTTL int
		logins int
	}{
		{"renewal", 3600, 1},
		{"login_again", 5, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTeam(t, testserver.Object{"accessTokenTTL": 5, "accessTokenMaxTTL": c.maxTTL})
			client := x.loggedIn(t, func(config *infisical.Config) { config.AutoTokenRefresh = nil })
			first := client.Auth().GetAccessToken()
			if foo, err := x.retrieve(client, "FOO"); err != nil || foo.SecretValue != "BAR" {
				t.Fatalf("retrieved %+v (%v)", foo, err)
			}
			if client.Auth().GetAccessToken() == first {
				t.Error("the token was not refreshed")
			}
			if logins := x.logins(t); logins != c.logins {
				t.Errorf("the SDK logged in %d times, want %d", logins, c.logins)
			}
		})
	}
}

// logins is how often the client secret was used.
func (x *team) logins(t *testing.T) int {
	t.Helper()
	path := testserver.UniversalAuth(x.machine.IdentityID) + "/client-secrets/" + x.machine.ClientSecretID
	return x.AsAdmin().Get(t, path).Want(t, 200).Number("clientSecretData.clientSecretNumUses")
}
