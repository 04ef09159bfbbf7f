package attacks

import (
	"net/url"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// What is denied where a secret is now is denied in the past, whichever place it had then.
func TestAsOf_shows_no_secret_that_is_denied_now(t *testing.T) {
	database.Each(t, func(t *testing.T, at string) {
		s := testserver.Start(t, at)
		admin, p := s.AsAdmin(), s.AsAdmin().NewProject(t)
		body := func(path, name string, more testserver.Object) testserver.Object {
			more["workspaceId"], more["projectId"], more["environment"], more["secretPath"], more["type"] = p.ID, p.ID, "dev", path, "shared"
			return more
		}
		for _, folder := range []string{"pub", "fin"} {
			admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": "dev", "name": folder, "path": "/"}).Want(t, 200)
		}
		ids := map[string]string{}
		for _, name := range []string{"STAYS", "MOVED", "RENAMED", "MOVED_GONE", "OPENED"} {
			path := "/pub"
			if name == "OPENED" {
				path = "/fin"
			}
			ids[name] = admin.Post(t, "/api/v3/secrets/raw/"+name, body(path, name, testserver.Object{"secretValue": "canary"})).Want(t, 200).Text("secret.id")
		}
		then := s.Clock.Now().Format("2006-01-02T15:04:05.000Z")
		s.Clock.Advance(60)
		move := func(from, to string, id string) {
			admin.Post(t, "/api/v4/secrets/move", testserver.Object{
				"projectId": p.ID, "sourceEnvironment": "dev", "sourceSecretPath": from, "destinationEnvironment": "dev", "destinationSecretPath": to,
				"secretIds": testserver.List{id},
			}).Want(t, 200)
		}
		move("/pub", "/fin", ids["MOVED"])
		move("/pub", "/fin", ids["MOVED_GONE"])
		move("/fin", "/pub", ids["OPENED"])
		admin.Delete(t, "/api/v3/secrets/raw/MOVED_GONE", body("/fin", "", testserver.Object{})).Want(t, 200)
		admin.Patch(t, "/api/v3/secrets/raw/RENAMED", body("/pub", "", testserver.Object{"newSecretName": "SEC_RENAMED"})).Want(t, 200)

		reading := testserver.List{"readValue", "describeSecret"}
		deny := func(conditions testserver.Object, actions testserver.List) testserver.Object {
			return testserver.Object{"subject": "secrets", "action": actions, "inverted": true, "conditions": conditions}
		}
		fin := testserver.Object{"secretPath": testserver.Object{"$glob": "/fin/**"}}
		named := testserver.Object{"secretName": testserver.Object{"$glob": "SEC_*"}}
		for _, c := range []struct {
			slug    string
			actions testserver.List
			want    map[string]string // name and value; an empty one is hidden
		}{
			{"denied", reading, map[string]string{"STAYS": "canary"}},
			{"hidden", testserver.List{"readValue"}, map[string]string{"STAYS": "canary", "MOVED": "", "RENAMED": "", "MOVED_GONE": ""}},
			{"all", nil, map[string]string{"STAYS": "canary", "MOVED": "canary", "RENAMED": "canary", "MOVED_GONE": "canary"}},
		} {
			t.Run(c.slug, func(t *testing.T) {
				rules := testserver.List{testserver.Object{"subject": "secrets", "action": reading}}
				if c.actions != nil {
					rules = append(rules, deny(fin, c.actions), deny(named, c.actions))
				}
				admin.Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": c.slug, "name": c.slug, "permissions": rules}).Want(t, 200)
				reader := s.AsMember(t, p, c.slug)
				for _, query := range []string{"&secretPath=/pub", "&secretPath=/pub&recursive=true"} {
					answer := reader.Get(t, "/api/v3/secrets/raw?workspaceId="+p.ID+"&environment=dev"+query+"&asOf="+url.QueryEscape(then)).Want(t, 200)
					got := answer.Value("secrets").([]any)
					if len(got) != len(c.want) {
						t.Errorf("%s lists %d secrets, want %d: %s", query, len(got), len(c.want), answer.Body)
					}
					for _, listed := range got {
						secret := listed.(map[string]any)
						want, known := c.want[secret["secretKey"].(string)]
						if hidden, _ := secret["secretValueHidden"].(bool); !known || hidden != (want == "") || !hidden && secret["secretValue"] != want {
							t.Errorf("%s shows %v", query, secret)
						}
					}
				}
			})
		}
	})
}
