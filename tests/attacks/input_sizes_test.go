package attacks

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// megabyte is the largest value of a secret.
const megabyte = 1 << 20

func TestSizes_a_value_of_one_mebibyte_is_the_largest(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		admin := s.AsAdmin()
		p := admin.NewProject(t)
		place := func(value string) testserver.Object {
			return testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": value}
		}
		const path = "/api/v3/secrets/raw/LARGE"
		// Every character takes two bytes in JSON, so the limit is one of the value.
		fits := strings.Repeat("\"", megabyte)
		admin.Post(t, path, place(fits)).Want(t, 200)
		if got := admin.Get(t, p.SecretPath("LARGE")).Want(t, 200).Text("secret.secretValue"); got != fits {
			t.Errorf("read %d bytes, want the %d that were written", len(got), len(fits))
		}
		admin.Patch(t, path, place("x"+fits)).Want(t, 413)
		admin.Post(t, path+"2", place("x"+fits)).Want(t, 413)
		admin.Get(t, p.SecretPath("LARGE2")).Want(t, 404)
		if version := admin.Get(t, p.SecretPath("LARGE")).Want(t, 200).Number("secret.version"); version != 1 {
			t.Errorf("a refused value made version %d", version)
		}
	})
}

func TestSizes_bodies_and_heads_are_bounded(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	over := testserver.Raw(`{"name":"` + strings.Repeat("x", int(s.Config.BodyLimit)) + `"}`)
	s.AsAdmin().Post(t, "/api/v1/identities", over).Want(t, 413)
	s.Anonymous().Post(t, "/api/v1/auth/universal-auth/login", over).Want(t, 413)
	// Nobody learns a limit before saying who they are.
	s.Anonymous().Post(t, "/api/v1/identities", over).Want(t, 401)
	long := s.AsAdmin().With("X-Padding", strings.Repeat("x", 128<<10)).Get(t, "/api/status")
	if long.Status != 431 {
		t.Errorf("a head of 128 KiB answered %d, want 431", long.Status)
	}
	for name, body := range map[string]testserver.Object{
		"identity": {"name": strings.Repeat("n", 256), "organizationId": s.Admin.ID},
		"metadata": {"name": "x", "organizationId": s.Admin.ID, "metadata": many(101, testserver.Object{"key": "k", "value": "v"})},
	} {
		if answer := s.AsAdmin().Post(t, "/api/v1/identities", body); answer.Status != 422 {
			t.Errorf("%s answered %d: %s", name, answer.Status, answer.Body)
		}
	}
	if answer := s.AsAdmin().Post(t, "/api/v2/workspace", testserver.Object{"projectName": strings.Repeat("n", 65)}); answer.Status != 422 {
		t.Errorf("a long project name answered %d: %s", answer.Status, answer.Body)
	}
	s.AsAdmin().Get(t, "/api/status").Want(t, 200)
}

func many(n int, item any) testserver.List {
	list := make(testserver.List, n)
	for i := range list {
		list[i] = item
	}
	return list
}
