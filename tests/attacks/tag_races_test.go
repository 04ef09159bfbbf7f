package attacks

import (
	"net/http"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// A secret that gets a tag which closes it stays closed, though a caller that may rename
// tags renames that one while it is attached and closes nothing yet.
func TestRaces_a_tag_is_not_renamed_from_beneath_a_secret(t *testing.T) {
	gate, s, admin := onPostgres(t)
	p := admin.NewProject(t)
	reads := testserver.List{"readValue", "describeSecret"}
	admin.Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": "outside", "name": "outside", "permissions": testserver.List{
		testserver.Object{"subject": "secrets", "action": reads},
		testserver.Object{"subject": "secrets", "action": reads, "inverted": true, "conditions": testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"closed"}}}},
		testserver.Object{"subject": "tags", "action": testserver.List{"read", "edit", "delete"}},
	}}).Want(t, 200)
	machine := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, p, machine.IdentityID, "outside")
	stranger := s.As(s.Token(t, machine))

	at := testserver.Object{"workspaceId": p.ID, "projectSlug": p.Slug, "environment": "dev", "secretPath": "/", "type": "shared"}
	for name, c := range map[string]struct {
		there  bool // the secret, before
		attach func(tag string) testserver.Answer
	}{
		"new": {false, func(tag string) testserver.Answer {
			body := with(at, "secretValue", "canary")
			body["tagIds"] = testserver.List{tag}
			return admin.Post(t, "/api/v3/secrets/raw/NEW", body)
		}},
		"batch": {false, func(tag string) testserver.Answer {
			body := with(at)
			body["secrets"] = testserver.List{testserver.Object{"secretKey": "BATCH", "secretValue": "canary", "tagIds": testserver.List{tag}}}
			return admin.Post(t, "/api/v3/secrets/batch/raw", body)
		}},
		"changed": {true, func(tag string) testserver.Answer {
			body := with(at)
			body["tagIds"] = testserver.List{tag}
			return admin.Patch(t, "/api/v3/secrets/raw/CHANGED", body)
		}},
		"tagged": {true, func(string) testserver.Answer {
			body := with(at)
			body["tagSlugs"] = testserver.List{"closed"}
			return admin.Post(t, "/api/v3/secrets/tags/TAGGED", body)
		}},
	} {
		for _, way := range []string{"renamed", "deleted"} {
			t.Run(name+", "+way, func(t *testing.T) {
				tag := admin.Post(t, "/api/v1/workspace/"+p.ID+"/tags", testserver.Object{"slug": "closed", "color": "red"}).Want(t, 200).Text("workspaceTag.id")
				one := "/api/v1/workspace/" + p.ID + "/tags/" + tag
				key := strings.ToUpper(name)
				if c.there {
					admin.Post(t, "/api/v3/secrets/raw/"+key, with(at, "secretValue", "canary")).Want(t, 200)
				}
				attached, changed := overlapping(t, gate, s, "INSERT INTO secret_tags", func() testserver.Answer { return c.attach(tag) }, func() testserver.Answer {
					if way == "deleted" {
						return stranger.Delete(t, one, nil)
					}
					return stranger.Patch(t, one, testserver.Object{"name": "open", "slug": "open", "color": "red"})
				})
				attached.Want(t, http.StatusOK)
				changed.WantRefusal(t, 403, "place_boundary")
				read := stranger.Get(t, "/api/v3/secrets/raw/"+key+"?workspaceId="+p.ID+"&environment=dev")
				if strings.Contains(read.Body, "canary") {
					t.Errorf("the tag was %s (%d) and the secret read: %s", way, changed.Status, read.Body)
				}
				admin.Delete(t, "/api/v3/secrets/raw/"+key, at).Want(t, 200)
				admin.Delete(t, one, nil).Want(t, 200)
			})
		}
	}
}

// A tag that closes a secret is renamed by a caller that cannot read the secret's place
// either, while an administrator takes the secret, its folder or its environment to a place
// that the caller reads. Each change alone gives no read, but both would.
func TestRaces_a_tag_is_not_renamed_beside_a_change_of_place(t *testing.T) {
	gate, s, admin := onPostgres(t)
	reads := testserver.List{"readValue", "describeSecret"}
	closed := func(conditions testserver.Object) testserver.Object {
		return testserver.Object{"subject": "secrets", "action": reads, "inverted": true, "conditions": conditions}
	}
	for name, c := range map[string]struct {
		statement, environment, path, key string // where the secret is at first
		change                            func(p testserver.Project, id string) testserver.Answer
		after                             string // its address then
	}{
		"moved": {"secrets", "prod", "/", "MOVED", func(p testserver.Project, id string) testserver.Answer {
			return admin.Post(t, "/api/v3/secrets/move", testserver.Object{
				"projectSlug": p.Slug, "sourceEnvironment": "prod", "sourceSecretPath": "/", "destinationEnvironment": "dev", "destinationSecretPath": "/", "secretIds": testserver.List{id},
			})
		}, "MOVED?environment=dev&secretPath=/"},
		"renamed": {"secrets", "dev", "/", "HIDDEN", func(p testserver.Project, _ string) testserver.Answer {
			return admin.Patch(t, "/api/v3/secrets/raw/HIDDEN", testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "newSecretName": "SHOWN"})
		}, "SHOWN?environment=dev&secretPath=/"},
		"renamed in a batch": {"secrets", "dev", "/", "HIDDEN", func(p testserver.Project, _ string) testserver.Answer {
			return admin.Patch(t, "/api/v3/secrets/batch/raw", testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secrets": testserver.List{
				testserver.Object{"secretKey": "HIDDEN", "newSecretName": "SHOWN"},
			}})
		}, "SHOWN?environment=dev&secretPath=/"},
		"folder": {"folders", "dev", "/fin", "IN", func(p testserver.Project, _ string) testserver.Answer {
			return admin.Patch(t, "/api/v1/folders/fin", testserver.Object{"workspaceId": p.ID, "environment": "dev", "path": "/", "name": "pub"})
		}, "IN?environment=dev&secretPath=/pub"},
		"environment": {"environments", "prod", "/", "IN", func(p testserver.Project, _ string) testserver.Answer {
			return admin.Patch(t, "/api/v1/workspace/"+p.ID+"/environments/"+environment(t, admin, p, "prod"), testserver.Object{"slug": "open"})
		}, "IN?environment=open&secretPath=/"},
	} {
		t.Run(name, func(t *testing.T) {
			p := admin.NewProject(t)
			role := testserver.Unique("outside")
			admin.Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": role, "name": role, "permissions": testserver.List{
				testserver.Object{"subject": "secrets", "action": reads},
				closed(testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"closed"}}}), closed(testserver.Object{"environment": "prod"}),
				closed(testserver.Object{"secretPath": testserver.Object{"$glob": "/fin*"}}), closed(testserver.Object{"secretName": "HIDDEN"}),
				testserver.Object{"subject": "tags", "action": testserver.List{"read", "edit", "delete"}},
			}}).Want(t, 200)
			machine := s.NewMachine(t, "no-access", nil)
			admin.AddMember(t, p, machine.IdentityID, role)
			stranger := s.As(s.Token(t, machine))

			tags := "/api/v1/workspace/" + p.ID + "/tags"
			tag := admin.Post(t, tags, testserver.Object{"slug": "closed", "color": "red"}).Want(t, 200).Text("workspaceTag.id")
			at := testserver.Object{"workspaceId": p.ID, "environment": c.environment, "secretPath": c.path}
			if c.path == "/fin" {
				admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": c.environment, "path": "/", "name": "fin"}).Want(t, 200)
			}
			secret := with(at, "secretValue", "canary")
			secret["tagIds"] = testserver.List{tag}
			id := admin.Post(t, "/api/v3/secrets/raw/"+c.key, secret).Want(t, 200).Text("secret.id")
			changed, renamed := overlapping(t, gate, s, "UPDATE "+c.statement,
				func() testserver.Answer { return c.change(p, id) },
				func() testserver.Answer {
					return stranger.Patch(t, tags+"/"+tag, testserver.Object{"name": "open", "slug": "open", "color": "red"})
				})
			changed.Want(t, http.StatusOK)
			renamed.WantRefusal(t, 403, "place_boundary")
			read := stranger.Get(t, "/api/v3/secrets/raw/"+c.after+"&workspaceId="+p.ID)
			if strings.Contains(read.Body, "canary") {
				t.Errorf("%s and %d, then read: %s", changed.Body, renamed.Status, read.Body)
			}
		})
	}
}
