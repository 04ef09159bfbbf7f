package attacks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// archive is a server with a project whose secret KEY has three versions: two
// in /closed, after which it was moved to /open.
type archive struct {
	*testserver.Server
	project testserver.Project
	admin   testserver.Client // a person, as everybody who reads versions
	id      string
}

func newArchive(t *testing.T, url string) *archive {
	t.Helper()
	x := &archive{Server: testserver.Start(t, url)}
	x.admin = x.AsPerson(t)
	x.project = x.admin.NewProject(t)
	for _, folder := range []string{"open", "closed"} {
		x.admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": folder}).Want(t, 200)
	}
	const path = "/api/v3/secrets/raw/KEY"
	x.id = x.admin.Post(t, path, x.in("/closed", "first")).Want(t, 200).Text("secret.id")
	x.admin.Patch(t, path, x.in("/closed", "second")).Want(t, 200)
	x.admin.Post(t, "/api/v3/secrets/move", testserver.Object{
		"projectId": x.project.ID, "sourceEnvironment": "dev", "sourceSecretPath": "/closed",
		"destinationEnvironment": "dev", "destinationSecretPath": "/open", "secretIds": testserver.List{x.id},
	}).Want(t, 200)
	return x
}

func (x *archive) in(path, value string) testserver.Object {
	return testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "secretPath": path, "secretValue": value}
}

// versions is the address of the list.
func (x *archive) versions(query string) string {
	return "/api/v1/secret/" + x.id + "/secret-versions" + query
}

// member is a person in the project whose only role has the rules.
func (x *archive) member(t *testing.T, rules ...any) testserver.Person {
	t.Helper()
	person := x.NewPerson(t, "no-access")
	x.admin.Post(t, "/api/v2/workspace/"+x.project.ID+"/memberships", testserver.Object{"emails": testserver.List{person.Email}}).Want(t, 200)
	name, _, _ := strings.Cut(person.Email, "@")
	slug := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	x.admin.Post(t, "/api/v2/workspace/"+x.project.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
	members := x.admin.Get(t, "/api/v1/workspace/"+x.project.ID+"/memberships").Want(t, 200)
	for _, listed := range members.Value("memberships").([]any) {
		if row := listed.(map[string]any); row["userId"] == person.ID {
			membership, _ := row["id"].(string)
			x.admin.Patch(t, "/api/v1/workspace/"+x.project.ID+"/memberships/"+membership,
				testserver.Object{"roles": testserver.List{testserver.Object{"role": slug}}}).Want(t, 200)
		}
	}
	return person
}

func rule(action, subject, path string) testserver.Object {
	rule := testserver.Object{"action": testserver.List{action}, "subject": subject}
	if path != "" {
		rule["conditions"] = testserver.Object{"environment": "dev", "secretPath": path}
	}
	return rule
}

// seenVersions are the numbers of the versions that are answered, and those of
// which the value is hidden.
func seenVersions(t *testing.T, answer testserver.Answer) (seen, hidden []int) {
	t.Helper()
	list, _ := answer.Value("secretVersions").([]any)
	for _, item := range list {
		version := item.(map[string]any)
		number := int(version["version"].(float64))
		seen = append(seen, number)
		if version["secretValueHidden"] == true {
			hidden = append(hidden, number)
		}
		if cipher := version["secretValueCiphertext"].(string); (cipher == "") != (version["secretValueHidden"] == true) {
			t.Errorf("version %d has a value of %d characters: %s", number, len(cipher), answer.Body)
		}
	}
	return seen, hidden
}

// The right to read histories reaches no further than the rights to the secret,
// at each place that it had.
func TestVersions_show_what_reads_of_the_secret_would(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newArchive(t, url)
		history := rule("read", "secret-rollback", "")
		for _, c := range []struct {
			name         string
			rules        []any
			status       int
			seen, hidden []int
		}{
			{"reads_everything", testserver.List{history, rule("read", "secrets", "")}, 200, []int{3, 2, 1}, nil},
			{"history_alone", testserver.List{history}, 403, nil, nil},
			{"secrets_alone", testserver.List{rule("read", "secrets", "")}, 403, nil, nil},
			{"describes_everything", testserver.List{history, rule("describeSecret", "secrets", "")}, 200, []int{3, 2, 1}, []int{3, 2, 1}},
			{"reads_where_it_is", testserver.List{history, rule("read", "secrets", "/open")}, 200, []int{3}, nil},
			{"reads_where_it_was", testserver.List{history, rule("read", "secrets", "/closed")}, 403, nil, nil},
			{"reads_where_it_is_and_describes_where_it_was", testserver.List{history, rule("read", "secrets", "/open"), rule("describeSecret", "secrets", "/closed")}, 200, []int{3, 2, 1}, []int{2, 1}},
			{"describes_where_it_is_and_reads_where_it_was", testserver.List{history, rule("describeSecret", "secrets", "/open"), rule("read", "secrets", "/closed")}, 200, []int{3, 2, 1}, []int{3, 2, 1}},
			{"reads_elsewhere", testserver.List{history, rule("read", "secrets", "/other")}, 403, nil, nil},
			{"is_denied_where_it_was", testserver.List{history, rule("read", "secrets", ""), testserver.Object{
				"action": testserver.List{"read"}, "subject": "secrets", "inverted": true, "conditions": testserver.Object{"environment": "dev", "secretPath": "/closed"},
			}}, 200, []int{3}, nil},
		} {
			person := x.member(t, c.rules...)
			answer := person.Get(t, x.versions("?offset=0&limit=20"))
			seen, hidden := seenVersions(t, answer)
			if answer.Status != c.status || !slices.Equal(seen, c.seen) || !slices.Equal(hidden, c.hidden) {
				t.Errorf("%s: answered %d with %v, hidden %v, want %d with %v, hidden %v: %s", c.name, answer.Status, seen, hidden, c.status, c.seen, c.hidden, answer.Body)
			}
			for _, value := range []string{"first", "second"} {
				if strings.Contains(answer.Body, value) {
					t.Errorf("%s: the answer holds %q", c.name, value)
				}
			}
			x.agree(t, c.name, person, seen, hidden)
		}
	})
}

// agree holds the list against single reads of each version.
func (x *archive) agree(t *testing.T, name string, person testserver.Person, seen, hidden []int) {
	t.Helper()
	history := person.Get(t, x.versions("?offset=0&limit=20")).Status == 200
	for version := 1; version <= 3; version++ {
		single := person.Get(t, fmt.Sprintf("/api/v3/secrets/raw/KEY?workspaceId=%s&environment=dev&secretPath=/open&version=%d", x.project.ID, version))
		listed, closed := slices.Contains(seen, version), slices.Contains(hidden, version)
		if history && (single.Status == 200) != listed && !closed {
			t.Errorf("%s: version %d is listed %v and answers %d: %s", name, version, listed, single.Status, single.Body)
		}
		if value := single.Text("secret.secretValue"); closed && (value == "first" || value == "second") {
			t.Errorf("%s: version %d is hidden in the list and read alone", name, version)
		}
	}
}

func TestVersions_are_paged_newest_first_in_the_form_of_clients(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newArchive(t, url)
		for _, c := range []struct {
			query string
			want  []int
		}{
			{"?offset=0&limit=10", []int{3, 2, 1}}, {"?offset=0&limit=2", []int{3, 2}}, {"?offset=2&limit=2", []int{1}}, {"?offset=3&limit=2", nil},
		} {
			if seen, _ := seenVersions(t, x.admin.Get(t, x.versions(c.query)).Want(t, 200)); !slices.Equal(seen, c.want) {
				t.Errorf("%s answers %v, want %v", c.query, seen, c.want)
			}
		}
		answer := x.admin.Get(t, x.versions("?offset=1&limit=1")).Want(t, 200)
		for path, want := range map[string]any{
			"secretId": x.id, "workspace": x.project.ID, "environment": "dev", "secretPath": "/closed", "type": "shared",
			"algorithm": "aes-256-gcm", "keyEncoding": "utf8", "version": 2.0, "secretValueHidden": false,
		} {
			if got := answer.Value("secretVersions.0." + path); got != want {
				t.Errorf("%s is %v, want %v", path, got, want)
			}
		}
		if id := answer.Text("secretVersions.0.id"); id == "" || id == x.id || id != answer.Text("secretVersions.0._id") || answer.Text("secretVersions.0.envId") == "" {
			t.Errorf("it is not told apart from the secret: %s", answer.Body)
		}
		for query, wrong := range map[string][]string{
			"": {"offset", "limit"}, "?offset=0": {"limit"}, "?limit=1": {"offset"}, "?offset=-1&limit=1": {"offset"}, "?offset=0&limit=0": {"limit"},
			"?offset=a&limit=101": {"offset", "limit"}, "?offset=99999999999999999999&limit=1": {"offset"},
		} {
			answer := x.admin.Get(t, x.versions(query)).Want(t, 422)
			for i, name := range wrong {
				if got := answer.Text(fmt.Sprintf("message.%d.path.0", i)); got != name {
					t.Errorf("%s names %q, want %q", query, got, name)
				}
			}
		}
		x.AsAdmin().Get(t, x.versions("?offset=0&limit=10")).WantRefusal(t, 403, "auth_mode_not_accepted")
		x.id = "00000000-0000-4000-8000-000000000000"
		x.admin.Get(t, x.versions("?offset=0&limit=10")).WantRefusal(t, 404, "resource_not_found")
	})
}

// What clients encrypted is answered as they stored it.
func TestVersions_of_an_end_to_end_encrypted_project(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	project := admin.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200).Text("project.id")
	body := func(value string) testserver.Object {
		body := testserver.Object{"workspaceId": project, "environment": "dev", "secretPath": "/", "type": "shared"}
		for _, field := range []string{"Key", "Value"} {
			body["secret"+field+"Ciphertext"], body["secret"+field+"IV"], body["secret"+field+"Tag"] = value, "aXY=", "dGFn"
		}
		return body
	}
	id := admin.Post(t, "/api/v3/secrets/SEALED", body("djE=")).Want(t, 200).Text("secret.id")
	admin.Patch(t, "/api/v3/secrets/SEALED", body("djI=")).Want(t, 200)
	answer := admin.Get(t, "/api/v1/secret/"+id+"/secret-versions?offset=0&limit=10").Want(t, 200)
	for i, want := range []string{"djI=", "djE="} {
		at := fmt.Sprintf("secretVersions.%d.", i)
		if answer.Text(at+"secretValueCiphertext") != want || answer.Text(at+"secretValueIV") != "aXY=" || answer.Text(at+"secretValueTag") != "dGFn" {
			t.Errorf("version %d: %s", i, answer.Body)
		}
	}
}
