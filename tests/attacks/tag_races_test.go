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
