package attacks

import (
	"strings"
	"testing"

	"warder/engine/permissions"
	"warder/tests/database"
	"warder/tests/testserver"
)

// carrier is a project with the secret SEC in /fin of dev, which has the tag pii, and who may
// change all of that.
type carrier struct {
	*testserver.Server
	project                       testserver.Project
	secret, tag, other, dev, fold string
}

func newCarrier(t *testing.T, s *testserver.Server) *carrier {
	t.Helper()
	admin := s.AsAdmin()
	x := &carrier{Server: s, project: admin.NewProject(t)}
	id := x.project.ID
	tag := func(slug string) string {
		return admin.Post(t, "/api/v1/projects/"+id+"/tags", testserver.Object{"slug": slug, "name": slug}).Want(t, 200).Text("tag.id")
	}
	x.tag, x.other = tag("pii"), tag("free")
	x.fold = admin.Post(t, "/api/v1/folders", x.body("name", "fin", "path", "/")).Want(t, 200).Text("folder.id")
	x.secret = admin.Post(t, "/api/v3/secrets/raw/SEC", x.body("secretPath", "/fin", "secretValue", "canary", "tagIds", testserver.List{x.tag})).Want(t, 200).Text("secret.id")
	x.dev = admin.Get(t, "/api/v1/projects/"+id+"/environments/slug/dev").Want(t, 200).Text("environment.id")
	return x
}

func (x *carrier) body(pairs ...any) testserver.Object {
	body := testserver.Object{"workspaceId": x.project.ID, "projectId": x.project.ID, "projectSlug": x.project.Slug, "environment": "dev"}
	for i := 0; i < len(pairs); i += 2 {
		body[pairs[i].(string)] = pairs[i+1]
	}
	return body
}

// attacker may change everything about secrets, and read those that conditions do not
// forbid it, or those alone that conditions allow it.
func (x *carrier) attacker(t *testing.T, inverted bool, conditions testserver.Object) testserver.Client {
	t.Helper()
	reading := testserver.List{"readValue", "describeSecret"}
	rules := testserver.List{
		testserver.Object{"subject": "secrets", "action": testserver.List{"create", "edit", "delete"}},
		testserver.Object{"subject": "secrets", "action": reading, "inverted": inverted, "conditions": conditions},
	}
	for _, kind := range []string{"secret-folders", "environments", "tags"} {
		rules = append(rules, testserver.Object{"subject": kind, "action": testserver.List{"read", "create", "edit", "delete"}})
	}
	if inverted {
		rules = append(rules, testserver.Object{"subject": "secrets", "action": reading})
	}
	slug := testserver.Unique("carrier")
	x.AsAdmin().Post(t, "/api/v1/projects/"+x.project.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
	return x.AsMember(t, x.project, slug)
}

// placeWriters are the requests that change what conditions see of a secret, by the field
// that they change, with the value that it gets.
var placeWriters = map[string]map[string]func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer{
	permissions.FieldEnvironment: {
		"a new slug of the environment": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v1/projects/"+x.project.ID+"/environments/"+x.dev, testserver.Object{"slug": "pub"})
		},
		"the older path": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v1/workspace/"+x.project.ID+"/environments/"+x.dev, testserver.Object{"slug": "pub"})
		},
	},
	permissions.FieldSecretPath: {
		"a folder by its name": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v1/folders/fin", x.body("name", "pub", "path", "/"))
		},
		"a folder by its id": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v2/folders/"+x.fold, x.body("name", "pub", "path", "/"))
		},
		"folders in a batch": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v2/folders/batch", testserver.Object{"projectSlug": x.project.Slug, "projectId": x.project.ID, "folders": testserver.List{
				testserver.Object{"id": x.fold, "environment": "dev", "name": "pub", "path": "/"},
			}})
		},
		"a move": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Post(t, "/api/v4/secrets/move", x.move())
		},
		"the older move": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Post(t, "/api/v3/secrets/move", x.move())
		},
	},
	permissions.FieldSecretName: {
		"a new name": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v3/secrets/raw/SEC", x.body("secretPath", "/fin", "type", "shared", "newSecretName", "pub"))
		},
		"a new name in v4": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v4/secrets/SEC", x.body("secretPath", "/fin", "newSecretName", "pub"))
		},
		"a new name in a batch": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v4/secrets/batch", x.body("secretPath", "/fin", "secrets", testserver.List{testserver.Object{"secretKey": "SEC", "newSecretName": "pub"}}))
		},
	},
	permissions.FieldSecretTags: {
		"a new slug of the tag": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v1/projects/"+x.project.ID+"/tags/"+x.tag, testserver.Object{"slug": "pub"})
		},
		"a new slug by the older path": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
			return c.Patch(t, "/api/v1/workspace/"+x.project.ID+"/tags/"+x.tag, testserver.Object{"slug": "pub"})
		},
	},
}

// untagging are follow-up requests that take the tag of the secret away.
var untagging = map[string]func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer{
	"the tag deleted": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
		return c.Delete(t, "/api/v1/projects/"+x.project.ID+"/tags/"+x.tag, nil)
	},
	"the tag deleted by the older path": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
		return c.Delete(t, "/api/v1/workspace/"+x.project.ID+"/tags/"+x.tag, nil)
	},
	"the tag detached": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
		return c.Patch(t, "/api/v3/secrets/raw/SEC", x.body("secretPath", "/fin", "type", "shared", "tagIds", testserver.List{}))
	},
	"another tag in its place": func(t *testing.T, c testserver.Client, x *carrier) testserver.Answer {
		return c.Patch(t, "/api/v4/secrets/batch", x.body("secretPath", "/fin", "secrets", testserver.List{testserver.Object{"secretKey": "SEC", "tagIds": testserver.List{x.other}}}))
	},
}

func (x *carrier) move() testserver.Object {
	return testserver.Object{
		"projectSlug": x.project.Slug, "projectId": x.project.ID, "sourceEnvironment": "dev", "sourceSecretPath": "/fin",
		"destinationEnvironment": "dev", "destinationSecretPath": "/", "secretIds": testserver.List{x.secret},
	}
}

// valuesOf are the value of each field that hides the secret, and the one that would show it.
var valuesOf = map[string][2]string{
	permissions.FieldEnvironment: {"dev", "pub"}, permissions.FieldSecretPath: {"/fin", "/pub"},
	permissions.FieldSecretName: {"SEC", "pub"}, permissions.FieldSecretTags: {"pii", "pub"},
}

func TestPlaceWriters_what_conditions_see_changes_for_no_new_read(t *testing.T) {
	for _, field := range permissions.KnownFields("secrets") {
		if len(placeWriters[field]) == 0 {
			t.Errorf("conditions see %s, and no request is known that changes it: add those to placeWriters", field)
		}
	}
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		x := newCarrier(t, s)
		for field, writers := range placeWriters {
			hides := testserver.Object{field: testserver.Object{"$in": testserver.List{valuesOf[field][0]}}}
			shows := testserver.Object{field: testserver.Object{"$in": testserver.List{valuesOf[field][1]}}}
			hidden, shown := x.attacker(t, true, hides), x.attacker(t, false, shows)
			for name, write := range writers {
				t.Run(name, func(t *testing.T) {
					if strings.Contains(name, "move") { // which takes the right to read where the secret is
						write(t, hidden, x).WantRefusal(t, 403, "permission_inverted")
						write(t, shown, x).WantRefusal(t, 403, "permission_missing")
						return
					}
					write(t, hidden, x).WantRefusal(t, 403, "place_boundary")
					write(t, shown, x).WantRefusal(t, 403, "place_boundary")
				})
			}
		}
		pii := x.attacker(t, true, testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"pii"}}})
		for name, write := range untagging {
			t.Run(name, func(t *testing.T) { write(t, pii, x).WantRefusal(t, 403, "place_boundary") })
		}
		x.AsAdmin().Get(t, x.project.SecretPath("SEC")+"&secretPath=/fin").Want(t, 200)
		// What gives no read is allowed: a tag that hides nothing, and giving up a read.
		harmless := x.attacker(t, true, testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"pub"}}})
		placeWriters[permissions.FieldSecretTags]["a new slug of the tag"](t, harmless, x).Want(t, 200)
		harmless.Patch(t, "/api/v1/projects/"+x.project.ID+"/tags/"+x.other, testserver.Object{"slug": "unused"}).Want(t, 200)
		harmless.Delete(t, "/api/v1/projects/"+x.project.ID+"/tags/"+x.other, nil).Want(t, 200)
		untagging["the tag deleted"](t, x.AsAdmin(), x).Want(t, 200)
	})
}
