// Package clients runs real, unmodified clients against a started server.
package clients

import (
	"context"
	"os"
	"testing"

	infisical "github.com/infisical/go-sdk"

	"warder/tests/api"
	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }

// session is the Go SDK, logged in as a developer of a project that has
// FOO=BAR in dev.
type session struct {
	server  *api.Server
	project api.Project
	client  infisical.InfisicalClientInterface
}

func newSession(t *testing.T, url string) *session {
	t.Helper()
	server := api.Start(t, url)
	s := &session{server: server, project: server.AsAdmin().NewProject(t)}
	server.AsAdmin().SetSecret(t, s.project, "FOO", "BAR")
	machine := server.NewMachine(t, "no-access", nil)
	server.AsAdmin().AddMember(t, s.project, machine.IdentityID, "member")
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel) // ends the SDK's refresh in the background
	refresh := false
	s.client = infisical.NewInfisicalClient(ctx, infisical.Config{SiteUrl: server.URL, SilentMode: true, AutoTokenRefresh: &refresh})
	credential, err := s.client.Auth().UniversalAuthLogin(machine.ClientID, machine.ClientSecret)
	if err != nil || credential.AccessToken == "" || credential.ExpiresIn != 7200 {
		t.Fatalf("the SDK does not log in: expires in %d, %v", credential.ExpiresIn, err)
	}
	return s
}

func (s *session) retrieve(name string) (string, int, error) {
	secret, err := s.client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: name, ProjectID: s.project.ID, Environment: "dev", SecretPath: "/"})
	return secret.SecretValue, secret.Version, err
}

func Test_the_go_sdk_works_unmodified(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := newSession(t, url)
		for _, step := range []struct {
			name string
			run  func(t *testing.T, s *session)
		}{
			{"retrieves_the_secret_of_the_walkthrough", retrievesFoo},
			{"creates_updates_and_deletes_a_secret", changesASecret},
			{"creates_a_batch_and_lists_it", batches},
			{"creates_renames_lists_and_deletes_folders", foldersOfTheSDK},
			{"reads_errors", readsErrors},
			{"revokes_its_token", revokes},
		} {
			t.Run(step.name, func(t *testing.T) { step.run(t, s) })
		}
	})
}

func retrievesFoo(t *testing.T, s *session) {
	if value, version, err := s.retrieve("FOO"); err != nil || value != "BAR" || version != 1 {
		t.Errorf("FOO is %q in version %d, %v", value, version, err)
	}
}

func changesASecret(t *testing.T, s *session) {
	created, err := s.client.Secrets().Create(infisical.CreateSecretOptions{SecretKey: "NEW", SecretValue: "one", SecretComment: "note", ProjectID: s.project.ID, Environment: "dev"})
	if err != nil || created.ID == "" || created.SecretComment != "note" {
		t.Fatalf("created %+v, %v", created, err)
	}
	if _, err := s.client.Secrets().Update(infisical.UpdateSecretOptions{SecretKey: "NEW", NewSecretValue: "two", ProjectID: s.project.ID, Environment: "dev"}); err != nil {
		t.Fatal(err)
	}
	if value, version, err := s.retrieve("NEW"); err != nil || value != "two" || version != 2 {
		t.Errorf("NEW is %q in version %d, %v", value, version, err)
	}
	if _, err := s.client.Secrets().Delete(infisical.DeleteSecretOptions{SecretKey: "NEW", ProjectID: s.project.ID, Environment: "dev"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.retrieve("NEW"); err == nil {
		t.Error("a deleted secret is retrieved")
	}
}

func batches(t *testing.T, s *session) {
	made, err := s.client.Secrets().Batch().Create(infisical.BatchCreateSecretsOptions{
		ProjectID: s.project.ID, Environment: "staging", SecretPath: "/",
		Secrets: []infisical.BatchCreateSecret{{SecretKey: "A", SecretValue: "1"}, {SecretKey: "B", SecretValue: "2"}},
	})
	if err != nil || len(made) != 2 {
		t.Fatalf("made %d, %v", len(made), err)
	}
	listed, err := s.client.Secrets().List(infisical.ListSecretsOptions{ProjectSlug: s.project.Slug, Environment: "staging", SecretPath: "/"})
	if err != nil || len(listed) != 2 || listed[0].SecretKey != "A" || listed[1].SecretValue != "2" {
		t.Errorf("listed %+v, %v", listed, err)
	}
}

func foldersOfTheSDK(t *testing.T, s *session) {
	made, err := s.client.Folders().Create(infisical.CreateFolderOptions{ProjectID: s.project.ID, Environment: "dev", Name: "team", Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.Folders().Update(infisical.UpdateFolderOptions{FolderID: made.ID, ProjectID: s.project.ID, Environment: "dev", NewName: "crew", Path: "/"}); err != nil {
		t.Fatal(err)
	}
	listed, err := s.client.Folders().List(infisical.ListFoldersOptions{ProjectID: s.project.ID, Environment: "dev", Path: "/"})
	if err != nil || len(listed) != 1 || listed[0].Name != "crew" {
		t.Errorf("listed %+v, %v", listed, err)
	}
	if _, err := s.client.Folders().Delete(infisical.DeleteFolderOptions{FolderName: "crew", ProjectID: s.project.ID, Environment: "dev", Path: "/"}); err != nil {
		t.Error(err)
	}
}

func readsErrors(t *testing.T, s *session) {
	_, err := s.client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: "NO_SUCH", ProjectID: s.project.ID, Environment: "dev"})
	failure, isAPI := err.(*infisical.APIError)
	if !isAPI || failure.StatusCode != 404 || failure.ErrorMessage == "" || failure.ReqId == "" {
		t.Errorf("got %#v, want status, message and request id", err)
	}
}

func revokes(t *testing.T, s *session) {
	if err := s.client.Auth().RevokeAccessToken(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.retrieve("FOO"); err == nil {
		t.Error("a revoked token still reads")
	}
}
