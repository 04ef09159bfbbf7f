//go:build clients

package clients

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// nodeTeam is a project, a machine that may do everything in it, and a token of
// somebody who may do nothing.
func nodeTeam(t *testing.T) (*team, testserver.Object) {
	t.Helper()
	x := &team{Server: testserver.Start(t, database.SQLite(t))}
	admin := x.AsAdmin()
	x.project = admin.NewProject(t)
	admin.SetSecret(t, x.project, "FOO", "BAR")
	tag := admin.Post(t, "/api/v1/workspace/"+x.project.ID+"/tags", testserver.Object{"name": "Blue", "slug": "blue", "color": "#00f"}).Want(t, 200)
	x.machine = x.NewMachine(t, "member", nil)
	admin.AddMember(t, x.project, x.machine.IdentityID, "admin")
	revoked := x.Token(t, x.machine)
	x.Anonymous().Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": revoked}).Want(t, 200)
	return x, testserver.Object{
		"url": x.URL, "projectId": x.project.ID, "clientId": x.machine.ClientID, "clientSecret": x.machine.ClientSecret,
		"tagId": tag.Text("workspaceTag.id"), "tagSlug": "blue", "email": x.Admin.Email, "token": x.Token(t, x.machine),
		"revokedToken": revoked, "strangerToken": x.Token(t, x.NewMachine(t, "no-access", nil)),
	}
}

func TestNodeSDK_3_4_and_5_do_all_they_offer(t *testing.T) {
	for _, c := range []struct {
		client              string
		folders, tellsToken bool
	}{
		{"sdk5", true, true},
		{"sdk4", true, true},
		{"sdk3", false, false},
	} {
		t.Run(c.client, func(t *testing.T) {
			x, task := nodeTeam(t)
			facts := tell(t, "sdk.mjs", c.client, task)
			x.wantSecretFacts(t, facts)
			want(t, facts, map[string]any{
				"folder.name": "db", "inFolder.secret.secretPath": "/db",
				"recursive":        []string{"EMPTY", "FOO", "MULTILINE", "PASSWORD", "ünusual.name-1"},
				"notRecursive":     []string{"EMPTY", "FOO", "MULTILINE", "ünusual.name-1"},
				"environment.slug": "qa",
				"environment.name": "Quality",
				"project.name":     "From Node",
				"renewed":          nil, "afterRenewal.secretValue": "BAR",
				"folder.description": "databases",
			})
			for _, path := range []string{"invited.0.id", "project.id", "environment.id", "folder.id", "project.slug"} {
				if facts.Text(path) == "" {
					t.Errorf("%s is missing", path)
				}
			}
			wantRefusals(t, facts)
			if c.folders {
				want(t, facts, map[string]any{"folders.0.name": "db", "folders.1": nil})
			}
			if before, after := facts.Text("tokenBefore"), facts.Text("tokenAfter"); c.tellsToken && (before == "" || after == "" || before == after) {
				t.Errorf("the token was %q and after renewal %q", before, after)
			}
		})
	}
}

func (x *team) wantSecretFacts(t *testing.T, facts testserver.Answer) {
	t.Helper()
	want(t, facts, map[string]any{
		"read.secretKey": "FOO", "read.secretValue": "BAR", "read.version": 1, "read.type": "shared", "read.workspace": x.project.ID,
		"read.environment": "dev", "read.secretComment": "",
		"created.secret.secretValue": "one", "created.secret.secretComment": "why", "created.secret.tags.0.slug": "blue",
		"created.secret.skipMultilineEncoding": true, "created.secret.secretReminderNote": "rotate me",
		"created.secret.secretReminderRepeatDays": 30,
		"updated.secret.secretValue":              "two", "updated.secret.version": 2, "updated.secret.secretComment": "because",
		"firstVersion.secretValue":     "one",
		"firstVersion.version":         1,
		"renamed.secret.secretKey":     "RENAMED",
		"renamed.secret.version":       3,
		"hidden.secretValue":           "<hidden-by-infisical>",
		"hidden.secretValueHidden":     true,
		"empty.secret.secretValue":     "",
		"multiline.secret.secretValue": "first\nsecond\n",
		"unusual.secret.secretKey":     "ünusual.name-1",
		"unusualRead.secretValue":      "naïve ☃",
		"listed":                       []string{"EMPTY", "FOO", "MULTILINE", "RENAMED", "ünusual.name-1"},
		"deleted.secret.secretKey":     "RENAMED",
		"listedAfter":                  []string{"EMPTY", "FOO", "MULTILINE", "ünusual.name-1"},
	})
}

// wantRefusals: the SDK reports the status and the server's own message.
func wantRefusals(t *testing.T, facts testserver.Answer) {
	t.Helper()
	for name, parts := range map[string][]string{
		"wrongSecret":    {"[StatusCode=401]", "[Method=", "/api/v1/auth/universal-auth/login]"},
		"nobody":         {"[StatusCode=401]"},
		"duplicate":      {"[StatusCode=400]", "Secret already exist"},
		"missing":        {"[StatusCode=404]", "Secret not found"},
		"unknownProject": {"[StatusCode=404]"},
		"personal":       {"[StatusCode=400]", "Must be user to create personal secret"},
		"revoked":        {"[StatusCode=401]"},
		"forbidden":      {"[StatusCode=403]"},
	} {
		message := facts.Text(name + ".message")
		if got := facts.Text(name + ".name"); got != "InfisicalSDKRequestError" {
			t.Errorf("%s: the SDK reports %s %q, want an InfisicalSDKRequestError", name, got, message)
		}
		for _, part := range parts {
			if !strings.Contains(message, part) {
				t.Errorf("%s: the SDK reports %q, which lacks %q", name, message, part)
			}
		}
	}
	if message := facts.Text("invalid.message"); !strings.Contains(message, "422") {
		t.Errorf("invalid: the SDK reports %q, which lacks the status", message)
	}
}

func TestNodeSDK_2_decodes_every_answer(t *testing.T) {
	x, task := nodeTeam(t)
	folder := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "name": "db", "path": "/"}
	x.AsAdmin().Post(t, "/api/v1/folders", folder).Want(t, 200)
	facts := tell(t, "sdk2.mjs", "sdk2", task)
	want(t, facts, map[string]any{
		"read.secretKey": "FOO", "read.secretValue": "BAR", "read.version": 1, "read.type": "shared", "read.workspace": x.project.ID,
		"read.environment": "dev", "read.secretComment": "", "read.isFallback": false,
		"created.secretValue": "one", "created.secretComment": "why", "updated.secretValue": "two", "updated.version": 2,
		"listed": []string{"FOO", "NEW"}, "deleted.secretKey": "NEW", "listedAfter": []string{"FOO"},
		"inFolder.secretPath": "/db", "recursive": []string{"FOO", "PASSWORD"},
		"byToken.secretValue": "BAR",
	})
	for name, part := range map[string]string{
		"wrongSecret": "Invalid credentials", "duplicate": "Secret already exist", "missing": "Secret with name 'NO_SUCH' not found.",
		"revoked": "token has been revoked", "forbidden": "403 Forbidden",
	} {
		if message := facts.Text(name + ".message"); !strings.Contains(message, part) {
			t.Errorf("%s: the SDK reports %q, which lacks %q", name, message, part)
		}
	}
}
