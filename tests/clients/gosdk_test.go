// Package clients runs the unmodified clients that teams already have against
// the server.
package clients

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	infisical "github.com/infisical/go-sdk"
	sdkerrors "github.com/infisical/go-sdk/packages/errors"
	"github.com/infisical/go-sdk/packages/models"

	"warder/tests/database"
	"warder/tests/testserver"
)

// team is a project and a machine that may change what is in it.
type team struct {
	*testserver.Server
	project testserver.Project
	machine testserver.Machine
}

func newTeam(t *testing.T, settings testserver.Object) *team {
	t.Helper()
	x := &team{Server: testserver.Start(t, database.SQLite(t))}
	x.project = x.AsAdmin().NewProject(t)
	x.AsAdmin().SetSecret(t, x.project, "FOO", "BAR")
	x.machine = x.NewMachine(t, "no-access", settings)
	x.AsAdmin().AddMember(t, x.project, x.machine.IdentityID, "member")
	return x
}

// client is the SDK as its README sets it up, but silent.
func (x *team) client(t *testing.T, changes ...func(*infisical.Config)) infisical.InfisicalClientInterface {
	t.Helper()
	config := infisical.Config{SiteUrl: x.URL, SilentMode: true, LogWriter: io.Discard, AutoTokenRefresh: infisical.BoolPtr(false)}
	for _, change := range changes {
		change(&config)
	}
	// Without its goroutine, which ends with the context, the SDK refreshes
	// before a request and at no other time.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return infisical.NewInfisicalClient(ctx, config)
}

func (x *team) loggedIn(t *testing.T, changes ...func(*infisical.Config)) infisical.InfisicalClientInterface {
	t.Helper()
	client := x.client(t, changes...)
	credential, err := client.Auth().UniversalAuthLogin(x.machine.ClientID, x.machine.ClientSecret)
	if err != nil {
		t.Fatal(err)
	}
	if credential.AccessToken == "" || credential.ExpiresIn <= 0 || credential.TokenType != "Bearer" {
		t.Errorf("logged in with %d s of %d s as %q", credential.ExpiresIn, credential.AccessTokenMaxTTL, credential.TokenType)
	}
	return client
}

// status is that of the API error that a call failed with.
func status(t *testing.T, err error) int {
	t.Helper()
	var failure *sdkerrors.APIError
	if !errors.As(err, &failure) {
		t.Fatalf("failed with %v, want an API error", err)
	}
	if failure.ReqId == "" || failure.ErrorMessage == "" {
		t.Errorf("the SDK reads no request id or message from %v", failure)
	}
	return failure.StatusCode
}

func (x *team) retrieve(client infisical.InfisicalClientInterface, name string) (models.Secret, error) {
	return client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: name, ProjectID: x.project.ID, Environment: "dev"})
}

func TestGoSDK_reads_and_changes_secrets(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	if foo, err := x.retrieve(client, "FOO"); err != nil || foo.SecretValue != "BAR" || foo.Version != 1 || foo.ID == "" || foo.Workspace != x.project.ID {
		t.Fatalf("retrieved %+v (%v)", foo, err)
	}
	bySlug, err := client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: "FOO", ProjectSlug: x.project.Slug, Environment: "dev", SecretPath: "/"})
	if err != nil || bySlug.SecretValue != "BAR" {
		t.Errorf("retrieved by slug %+v (%v)", bySlug, err)
	}
	created, err := client.Secrets().Create(infisical.CreateSecretOptions{
		SecretKey: "NEW", SecretValue: "one", SecretComment: "why", ProjectID: x.project.ID, Environment: "dev",
	})
	if err != nil || created.SecretValue != "one" || created.SecretComment != "why" || created.Type != "shared" {
		t.Fatalf("created %+v (%v)", created, err)
	}
	updated, err := client.Secrets().Update(infisical.UpdateSecretOptions{SecretKey: "NEW", NewSecretValue: "two", ProjectID: x.project.ID, Environment: "dev"})
	if err != nil || updated.SecretValue != "two" || updated.Version != 2 {
		t.Fatalf("updated %+v (%v)", updated, err)
	}
	if old, err := client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: "NEW", Version: 1, ProjectID: x.project.ID, Environment: "dev"}); err != nil || old.SecretValue != "one" {
		t.Errorf("retrieved version 1 as %+v (%v)", old, err)
	}
	x.wantListed(t, client, "FOO", "NEW")
	if _, err := client.Secrets().Delete(infisical.DeleteSecretOptions{SecretKey: "NEW", ProjectID: x.project.ID, Environment: "dev"}); err != nil {
		t.Fatal(err)
	}
	x.wantListed(t, client, "FOO")
}

func (x *team) wantListed(t *testing.T, client infisical.InfisicalClientInterface, names ...string) {
	t.Helper()
	list, err := client.Secrets().List(infisical.ListSecretsOptions{ProjectID: x.project.ID, Environment: "dev", IncludeImports: true, ExpandSecretReferences: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, secret := range list {
		got = append(got, secret.SecretKey)
	}
	if !slices.Equal(got, names) {
		t.Errorf("listed %v, want %v", got, names)
	}
}

func TestGoSDK_creates_several_secrets_at_once(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	created, err := client.Secrets().Batch().Create(infisical.BatchCreateSecretsOptions{
		ProjectID: x.project.ID, Environment: "dev", SecretPath: "/", Secrets: []infisical.BatchCreateSecret{
			{SecretKey: "ONE", SecretValue: "1"}, {SecretKey: "TWO", SecretValue: "2"},
		},
	})
	if err != nil || len(created) != 2 {
		t.Fatalf("created %+v (%v)", created, err)
	}
	x.wantListed(t, client, "FOO", "ONE", "TWO")
}

func TestGoSDK_keeps_folders(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	place := func() infisical.ListFoldersOptions {
		return infisical.ListFoldersOptions{ProjectID: x.project.ID, Environment: "dev", Path: "/"}
	}
	created, err := client.Folders().Create(infisical.CreateFolderOptions{ProjectID: x.project.ID, Environment: "dev", Name: "db", Path: "/"})
	if err != nil || created.ID == "" || created.Name != "db" {
		t.Fatalf("created %+v (%v)", created, err)
	}
	inside := infisical.CreateSecretOptions{SecretKey: "PASSWORD", SecretValue: "x", ProjectID: x.project.ID, Environment: "dev", SecretPath: "/db"}
	if _, err := client.Secrets().Create(inside); err != nil {
		t.Fatal(err)
	}
	renamed, err := client.Folders().Update(infisical.UpdateFolderOptions{ProjectID: x.project.ID, Environment: "dev", FolderID: created.ID, NewName: "database", Path: "/"})
	if err != nil || renamed.Name != "database" {
		t.Fatalf("renamed %+v (%v)", renamed, err)
	}
	all, err := client.Secrets().List(infisical.ListSecretsOptions{ProjectID: x.project.ID, Environment: "dev", SecretPath: "/", Recursive: true})
	if err != nil || len(all) != 2 || !slices.ContainsFunc(all, func(s models.Secret) bool { return s.SecretPath == "/database" }) {
		t.Errorf("listed recursively %+v (%v)", all, err)
	}
	if list, err := client.Folders().List(place()); err != nil || len(list) != 1 || list[0].Name != "database" {
		t.Errorf("listed %+v (%v)", list, err)
	}
	if _, err := client.Folders().Delete(infisical.DeleteFolderOptions{ProjectID: x.project.ID, Environment: "dev", FolderName: "database", Path: "/"}); err != nil {
		t.Fatal(err)
	}
	if list, err := client.Folders().List(place()); err != nil || len(list) != 0 {
		t.Errorf("listed %+v (%v), want nothing", list, err)
	}
}

func TestGoSDK_understands_every_failure(t *testing.T) {
	x := newTeam(t, nil)
	client := x.loggedIn(t)
	_, wrongSecret := x.client(t).Auth().UniversalAuthLogin(x.machine.ClientID, strings.Repeat("0", 64))
	_, missing := x.retrieve(client, "NO_SUCH")
	_, duplicate := client.Secrets().Create(infisical.CreateSecretOptions{SecretKey: "FOO", SecretValue: "x", ProjectID: x.project.ID, Environment: "dev"})
	_, unknownProject := client.Secrets().List(infisical.ListSecretsOptions{ProjectID: "nowhere", Environment: "dev"})
	_, invalid := client.Secrets().Create(infisical.CreateSecretOptions{SecretKey: "NAME", SecretValue: "x", ProjectID: x.project.ID, Environment: "dev", SecretPath: "/.."})
	_, nobody := x.retrieve(x.client(t), "FOO")
	stranger := x.client(t)
	stranger.Auth().SetAccessToken(x.Token(t, x.NewMachine(t, "no-access", nil)))
	_, forbidden := x.retrieve(stranger, "FOO")
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"wrong secret", wrongSecret, 401},
		{"missing", missing, 404},
		{"duplicate", duplicate, 400},
		{"unknown project", unknownProject, 404},
		{"invalid", invalid, 422},
		{"nobody", nobody, 401},
		{"forbidden", forbidden, 403},
	} {
		if got := status(t, c.err); got != c.want {
			t.Errorf("%s: status %d, want %d: %v", c.name, got, c.want, c.err)
		}
	}
}
