package logins

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	infisical "github.com/infisical/go-sdk"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
	"warder/tests/vouch"
)

// place is a server whose administrator trusts parties of this machine, and a project
// with a secret.
type place struct {
	*testserver.Server
	project testserver.Project
	cloud   *vouch.Party
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{cloud: vouch.NewPlain(t)}
	p.Server = testserver.Start(t, database.SQLite(t), func(c *service.Config) {
		c.Clock = time.Now // tokens of real parties are of this moment
		c.OutboundAllow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
		c.AWSSTSEndpoint, c.GCPEndpoint, c.AzureEndpoint = p.cloud.URL, p.cloud.URL, p.cloud.URL
	})
	p.project = p.AsAdmin().NewProject(t)
	p.AsAdmin().SetSecret(t, p.project, "FOO", "BAR")
	return p
}

// trusting is an identity that reads the project and logs in by a method.
func (p *place) trusting(t *testing.T, method string, config testserver.Object) string {
	t.Helper()
	id := p.AsAdmin().NewIdentity(t, p.Admin.ID, "no-access")
	p.AsAdmin().AddMember(t, p.project, id, "viewer")
	p.attach(t, id, method, config)
	return id
}

func (p *place) attach(t *testing.T, id, method string, config testserver.Object) {
	t.Helper()
	p.AsAdmin().Post(t, "/api/v1/auth/"+method+"/identities/"+id, config).Want(t, 200)
}

// sdk is the SDK as its README sets it up, but silent.
func (p *place) sdk(t *testing.T) infisical.InfisicalClientInterface {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // else it renews tokens beside the test
	return infisical.NewInfisicalClient(ctx, infisical.Config{
		SiteUrl: p.URL, SilentMode: true, LogWriter: io.Discard, AutoTokenRefresh: infisical.BoolPtr(false),
	})
}

// reads holds that a login succeeded and that its token reads the secret.
func (p *place) reads(t *testing.T, client infisical.InfisicalClientInterface, credential infisical.MachineIdentityCredential, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if credential.AccessToken == "" || credential.ExpiresIn <= 0 || credential.TokenType != "Bearer" {
		t.Errorf("logged in for %d s as %q", credential.ExpiresIn, credential.TokenType)
	}
	secret, err := client.Secrets().Retrieve(infisical.RetrieveSecretOptions{
		SecretKey: "FOO", ProjectID: p.project.ID, Environment: "dev", SecretPath: "/",
	})
	if err != nil || secret.SecretValue != "BAR" {
		t.Errorf("read %q, %v", secret.SecretValue, err)
	}
}

// claims are those of a token of this moment.
func claims(more testserver.Object) testserver.Object {
	now := time.Now().Unix()
	all := testserver.Object{"iat": now, "nbf": now, "exp": now + 300}
	for name, value := range more {
		all[name] = value
	}
	return all
}

func TestGoSDK_JWT(t *testing.T) {
	p, signer := newPlace(t), vouch.NewSigner(t, "k")
	id := p.trusting(t, "jwt-auth", testserver.Object{
		"configurationType": "static", "publicKeys": testserver.List{signer.PEM(t)}, "boundIssuer": "ci", "boundSubject": "repo:*", "boundAudiences": "warder",
	})
	client := p.sdk(t)
	credential, err := client.Auth().JwtAuthLogin(id, signer.Token(t, claims(testserver.Object{"iss": "ci", "sub": "repo:app", "aud": "warder"})))
	p.reads(t, client, credential, err)
	if _, err := p.sdk(t).Auth().JwtAuthLogin(id, signer.Token(t, claims(testserver.Object{"iss": "ci", "sub": "fork", "aud": "warder"}))); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("a token of another subject: %v", err)
	}
}

func TestGoSDK_Kubernetes(t *testing.T) {
	p, cluster := newPlace(t), vouch.NewParty(t)
	cluster.Says(vouch.Reviews, http.StatusCreated, vouch.Review(vouch.Account("apps", "web")))
	id := p.trusting(t, "kubernetes-auth", testserver.Object{
		"kubernetesHost": cluster.URL, "caCert": cluster.CA(), "allowedNamespaces": "apps", "allowedNames": "web",
	})
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(vouch.NewSigner(t, "k").Token(t, claims(nil))), 0o600); err != nil {
		t.Fatal(err)
	}
	client := p.sdk(t)
	credential, err := client.Auth().KubernetesAuthLogin(id, token)
	p.reads(t, client, credential, err)
}

func TestGoSDK_AWS(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "of the test", "AWS_SESSION_TOKEN": "of the session",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
	} {
		t.Setenv(name, value)
	}
	p := newPlace(t)
	p.cloud.Says("/", http.StatusOK, vouch.Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/app/i-1"))
	id := p.trusting(t, "aws-auth", testserver.Object{"allowedPrincipalArns": "arn:aws:iam::123456789012:role/app", "allowedAccountIds": "123456789012"})
	client := p.sdk(t)
	credential, err := client.Auth().AwsIamAuthLogin(id)
	p.reads(t, client, credential, err)
	asked := p.cloud.Heard("/")
	if len(asked) != 1 || asked[0].Host != "sts.eu-central-1.amazonaws.com" || asked[0].Header.Get("X-Amz-Security-Token") == "" {
		t.Errorf("AWS was asked %d times: %+v", len(asked), asked)
	}
}

func TestGoSDK_GCP(t *testing.T) {
	p, google := newPlace(t), vouch.NewRSA(t, "g")
	p.cloud.Says("/oauth2/v3/certs", http.StatusOK, vouch.KeySet(t, google))
	const account = "vm@p.iam.gserviceaccount.com"
	id := p.trusting(t, "gcp-auth", testserver.Object{"type": "gce", "allowedServiceAccounts": account, "allowedProjects": "p", "allowedZones": "europe-west1-b"})
	metadata.gives("metadata.google.internal", google.Token(t, claims(testserver.Object{
		"iss": "https://accounts.google.com", "aud": id, "sub": "1", "email": account, "email_verified": true,
		"google": testserver.Object{"compute_engine": testserver.Object{"project_id": "p", "zone": "europe-west1-b"}},
	})))
	client := p.sdk(t)
	credential, err := client.Auth().GcpIdTokenAuthLogin(id)
	p.reads(t, client, credential, err)
}

func TestGoSDK_Azure(t *testing.T) {
	const tenant, object = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "11111111-2222-4333-8444-555555555555"
	p, microsoft := newPlace(t), vouch.NewRSA(t, "m")
	p.cloud.Says("/"+tenant+"/discovery/keys", http.StatusOK, vouch.KeySet(t, microsoft))
	id := p.trusting(t, "azure-auth", testserver.Object{"tenantId": tenant, "resource": "https://management.azure.com/", "allowedServicePrincipalIds": object})
	answer, err := json.Marshal(testserver.Object{"access_token": microsoft.Token(t, claims(testserver.Object{
		"iss": "https://sts.windows.net/" + tenant + "/", "aud": "https://management.azure.com/", "tid": tenant, "oid": object,
	}))})
	if err != nil {
		t.Fatal(err)
	}
	metadata.gives("169.254.169.254", string(answer))
	client := p.sdk(t)
	credential, err := client.Auth().AzureAuthLogin(id, "")
	p.reads(t, client, credential, err)
}
