package clients

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	infisical "github.com/infisical/go-sdk"
)

// blocks are the code blocks of docs/clients.md in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "clients.md"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, part := range strings.Split(string(text), "```"+language+"\n")[1:] {
		block, _, closed := strings.Cut(part, "```")
		if !closed {
			t.Fatalf("a block of %s does not end", language)
		}
		found = append(found, block)
	}
	return found
}

// documentedGo is the Go example of docs/clients.md, word for word.
func documentedGo(ctx context.Context) (string, error) {
	client := infisical.NewInfisicalClient(ctx, infisical.Config{SiteUrl: os.Getenv("INFISICAL_URL")})
	if _, err := client.Auth().UniversalAuthLogin(os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET")); err != nil {
		return "", err
	}
	secret, err := client.Secrets().Retrieve(infisical.RetrieveSecretOptions{
		SecretKey: "FOO", ProjectID: os.Getenv("PROJECT_ID"), Environment: "dev", SecretPath: "/",
	})
	return secret.SecretValue, err
}

// asDocumented sets the environment as the documentation asks for.
func (x *team) asDocumented(t *testing.T) {
	t.Helper()
	t.Setenv("INFISICAL_URL", x.URL)
	t.Setenv("PROJECT_ID", x.project.ID)
	t.Setenv("CLIENT_ID", x.machine.ClientID)
	t.Setenv("CLIENT_SECRET", x.machine.ClientSecret)
}

func TestDocumented_go_runs(t *testing.T) {
	newTeam(t, nil).asDocumented(t)
	if value, err := documentedGo(t.Context()); err != nil || value != "BAR" {
		t.Errorf("it gives %q (%v)", value, err)
	}
	source, err := os.ReadFile("documented_test.go")
	if err != nil {
		t.Fatal(err)
	}
	examples := blocks(t, "go")
	if len(examples) != 1 || !strings.Contains(string(source), "\t"+strings.ReplaceAll(strings.TrimSpace(examples[0]), "\n", "\n\t")) {
		t.Errorf("the documentation says something else than what was run:\n%s", strings.Join(examples, "\n"))
	}
}
