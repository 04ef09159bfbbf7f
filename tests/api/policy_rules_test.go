package api

import (
	"net/url"
	"strings"
	"testing"

	"warder/policies"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestPolicy_shows_its_rules_and_their_source(t *testing.T) {
	database.Each(t, func(t *testing.T, database string) {
		server := testserver.Start(t, database)
		admin := server.AsAdmin()
		const rules, source = "/api/v1/authz/policy/rules", "/api/v1/authz/policy/source"
		answer := admin.Get(t, rules).Want(t, 200)
		if answer.Text("digest") != admin.Get(t, "/api/v1/authz/policy").Want(t, 200).Text("policy.digest") {
			t.Errorf("the rules are not those of the policy in force: %s", answer.Text("digest"))
		}
		codes := map[string]bool{}
		files, _ := answer.Value("files").([]any)
		for _, file := range files {
			file := file.(map[string]any)
			path := file["file"].(string)
			shipped, err := policies.FS.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found, _ := file["rules"].([]any)
			for _, rule := range found {
				codes[rule.(map[string]any)["code"].(string)] = true
			}
			if !strings.HasPrefix(path, "authz/rules/network") {
				continue
			}
			read := admin.Get(t, source+"?file="+url.QueryEscape(path)).Want(t, 200)
			if read.Text("source") != string(shipped) || read.Text("digest") != answer.Text("digest") {
				t.Errorf("%s is not what decides", path)
			}
		}
		for _, code := range []string{"permission_missing", "ip_not_allowed", "privilege_boundary"} {
			if !codes[code] {
				t.Errorf("no rule has the code %s", code)
			}
		}
		for _, path := range []string{"", "authz/nowhere.rego", "../main.go", "authz/rules/network"} {
			admin.Get(t, source+"?file="+url.QueryEscape(path)).Want(t, 404)
		}
		whole := admin.Get(t, "/api/v1/authz/policy/files").Want(t, 200)
		texts, _ := whole.Value("files").(map[string]any)
		for _, path := range []string{"authz/main/main.rego", "authz/rules/network/network.rego", "authz/rules/network/network_test.rego", "authz/roles/data.json", ".manifest"} {
			shipped, err := policies.FS.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if texts[path] != string(shipped) {
				t.Errorf("%s is not among the files as it is", path)
			}
		}
		if whole.Text("digest") != answer.Text("digest") || !strings.Contains(whole.Body, `"guardrails":["`) {
			t.Errorf("the files are of %s", whole.Text("digest"))
		}
		other := server.As(server.Token(t, server.NewMachine(t, "no-access", nil)))
		for _, path := range []string{rules, "/api/v1/authz/policy/files", source + "?file=authz/main/main.rego"} {
			other.Get(t, path).WantRefusal(t, 403, "permission_missing")
			server.Anonymous().Get(t, path).WantRefusal(t, 401, "token_missing")
		}
	})
}
