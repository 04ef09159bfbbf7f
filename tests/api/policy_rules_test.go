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
		covered := admin.Get(t, source+"?coverage=true&file=authz/rules/network/network.rego").Want(t, 200)
		if state := covered.Text("coverage.state"); state != "measuring" && state != "measured" {
			t.Errorf("the coverage is %s", covered.Body)
		}
		other := server.As(server.Token(t, server.NewMachine(t, "no-access", nil)))
		for _, path := range []string{rules, "/api/v1/authz/policy/files", source + "?file=authz/main/main.rego"} {
			other.Get(t, path).WantRefusal(t, 403, "permission_missing")
			server.Anonymous().Get(t, path).WantRefusal(t, 401, "token_missing")
		}
	})
}

func TestPolicy_counts_what_its_rules_refused_and_permitted(t *testing.T) {
	database.Each(t, func(t *testing.T, database string) {
		server := testserver.Start(t, database)
		admin := server.AsAdmin()
		const rules = "/api/v1/authz/policy/rules"
		reader := server.As(server.Token(t, server.NewMachine(t, "no-access", nil)))
		id := reader.Get(t, rules).WantRefusal(t, 403, "permission_missing").Header.Get("X-Decision-Id")
		testserver.Eventually(t, "the refusal is recorded", func() bool { return admin.Get(t, "/api/v1/authz/decisions/"+id).Status == 200 })
		answer := admin.Get(t, rules+"?hits=true").Want(t, 200)
		hits, granted := 0.0, map[string]float64{}
		files, _ := answer.Value("files").([]any)
		for _, file := range files {
			found, _ := file.(map[string]any)["rules"].([]any)
			for _, rule := range found {
				rule := rule.(map[string]any)
				counted, has := rule["hits"].(map[string]any)
				if has != (rule["code"] != "" || rule["name"] == "grant") {
					t.Errorf("%v %v: hits %v", rule["name"], rule["code"], rule["hits"])
				}
				if rule["name"] == "grant" {
					granted[file.(map[string]any)["package"].(string)] += counted["day"].(float64)
				}
				if rule["code"] == "permission_missing" {
					hits += counted["hour"].(float64)
					if counted["hour"] != counted["week"] || counted["hour"] != counted["day"] {
						t.Errorf("hits %v", counted)
					}
				}
			}
		}
		if granted["authz.rules.identities"] < 1 || granted["authz.rules.recovery"] != 0 {
			t.Errorf("permitted, by package: %v", granted)
		}
		if hits < 1 || answer.Value("hitsComplete") != true {
			t.Errorf("%v hits of permission_missing, complete %v", hits, answer.Value("hitsComplete"))
		}
		if admin.Get(t, rules).Want(t, 200).Value("hitsComplete") != nil {
			t.Error("hits are counted without being asked for")
		}
		admin.Get(t, rules+"?hits=maybe").Want(t, 422)
		admin.Post(t, "/api/v1/organization/roles", testserver.Object{"slug": "rules", "name": "rules", "permissions": testserver.List{testserver.Object{"action": "read", "subject": "policy"}}}).Want(t, 200)
		limited := server.As(server.Token(t, server.NewMachine(t, "rules", nil)))
		limited.Get(t, rules).Want(t, 200)
		limited.Get(t, rules+"?hits=true").WantRefusal(t, 403, "permission_missing") // they tell of the decision log
	})
}
