package api

import (
	"encoding/base64"
	"strings"
	"testing"

	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// client is a member that encrypts for itself, as the browser and the older
// SDKs do.
type client struct {
	testserver.Person
	keys *seal.Recipient
}

func newClient(t *testing.T, s *testserver.Server) client {
	t.Helper()
	keys, err := seal.NewRecipient()
	if err != nil {
		t.Fatal(err)
	}
	return client{s.NewPersonWithKey(t, "member", keys.PublicKey()), keys}
}

// projectKey opens the client's copy of the key.
func (c client) projectKey(t *testing.T, p testserver.Project) *seal.ProjectKey {
	t.Helper()
	sent := c.Get(t, "/api/v2/workspace/"+p.ID+"/encrypted-key").Want(t, 200)
	key, err := c.keys.OpenBox(seal.Box{Ciphertext: sent.Text("encryptedKey"), Nonce: sent.Text("nonce"), SenderPublicKey: sent.Text("sender.publicKey")})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// boxFor addresses a key from the client: its box names the sender that the
// server knows, and so is sealed with the client's own pair.
func (c client) boxFor(t *testing.T, key *seal.ProjectKey, recipient string) testserver.Object {
	t.Helper()
	box, err := c.keys.SealBox(key, recipient)
	if err != nil {
		t.Fatal(err)
	}
	return testserver.Object{"encryptedKey": box.Ciphertext, "nonce": box.Nonce}
}

var somewhere = seal.Place{EnvironmentID: "e", FolderID: "f", SecretID: "s", Version: 1, Field: seal.FieldValue}

// sealed are the fields of a secret as the client sends them.
func sealed(t *testing.T, key *seal.ProjectKey, p testserver.Project, name, value string) testserver.Object {
	t.Helper()
	body := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "type": "shared"}
	for field, text := range map[string]string{"Key": name, "Value": value, "Comment": "of " + name} {
		ciphertext, iv, tag, err := key.Encrypt([]byte(text), somewhere)
		if err != nil {
			t.Fatal(err)
		}
		encode := base64.StdEncoding.EncodeToString
		body["secret"+field+"Ciphertext"], body["secret"+field+"IV"], body["secret"+field+"Tag"] = encode(ciphertext), encode(iv), encode(tag)
	}
	return body
}

// unsealed decrypts a field of an answer.
func unsealed(t *testing.T, key *seal.ProjectKey, a testserver.Answer, field string) string {
	t.Helper()
	parts := [3][]byte{}
	for i, part := range []string{"Ciphertext", "IV", "Tag"} {
		parts[i], _ = base64.StdEncoding.DecodeString(a.Text("secret.secret" + field + part))
	}
	text, err := key.Decrypt(parts[0], parts[1], parts[2])
	if err != nil {
		t.Fatalf("%s does not open: %v in %s", field, err, a.Body)
	}
	return string(text)
}

func encryptedPath(p testserver.Project, name string) string {
	return "/api/v3/secrets/" + name + "?workspaceId=" + p.ID + "&environment=dev"
}

func sealedProject(t *testing.T, c testserver.Client) testserver.Project {
	t.Helper()
	answer := c.Post(t, "/api/v2/workspace", testserver.Object{"projectName": testserver.Unique("sealed"), "endToEndEncrypted": true}).Want(t, 200)
	return testserver.Project{ID: answer.Text("project.id"), Slug: answer.Text("project.slug")}
}

// A project goes from end-to-end encryption to plain text and back, and nothing
// of what was stored is lost on the way.
func TestEncryption_is_turned_off_with_the_key_and_on_again(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		ann := newClient(t, s)
		p := sealedProject(t, ann.Client)
		key, _ := seal.NewProjectKey()
		given := ann.boxFor(t, key, ann.keys.PublicKey())
		given["userId"] = ann.ID
		ann.Post(t, "/api/v1/workspace/"+p.ID+"/key", testserver.Object{"key": given}).Want(t, 200)
		for _, value := range []string{"first", "second"} {
			method := map[string]func(testing.TB, string, any) testserver.Answer{"first": ann.Post, "second": ann.Patch}[value]
			method(t, encryptedPath(p, "OLD"), sealed(t, key, p, "OLD", value)).Want(t, 200)
		}
		ann.Get(t, p.SecretPath("OLD")).WantRefusal(t, 400, "e2ee_enabled")

		bot := ann.Get(t, "/api/v1/bot/"+p.ID).Want(t, 200)
		active := "/api/v1/bot/" + bot.Text("bot.id") + "/active"
		if refused := ann.Patch(t, active, testserver.Object{"isActive": true}); refused.Status != 400 || !strings.Contains(refused.Body, "botKey") {
			t.Errorf("without the key: %d %s", refused.Status, refused.Body)
		}
		wrong, _ := seal.NewProjectKey()
		ann.Patch(t, active, testserver.Object{"isActive": true, "botKey": ann.boxFor(t, wrong, bot.Text("bot.publicKey"))}).Want(t, 400)
		ann.Patch(t, active, testserver.Object{"isActive": true, "botKey": ann.boxFor(t, key, ann.keys.PublicKey())}).Want(t, 422)
		ann.Get(t, p.SecretPath("OLD")).WantRefusal(t, 400, "e2ee_enabled")
		if got := unsealed(t, key, ann.Get(t, encryptedPath(p, "OLD")).Want(t, 200), "Value"); got != "second" {
			t.Errorf("a refused key changed the secret to %q", got)
		}

		ann.Patch(t, active, testserver.Object{"isActive": true, "botKey": ann.boxFor(t, key, bot.Text("bot.publicKey"))}).Want(t, 200)
		for path, want := range map[string]string{p.SecretPath("OLD"): "second", p.SecretPath("OLD") + "&version=1": "first"} {
			if got := ann.Get(t, path).Want(t, 200); got.Text("secret.secretValue") != want || got.Text("secret.secretComment") != "of OLD" {
				t.Errorf("%s reads %s", path, got.Body)
			}
		}
		ann.SetSecret(t, p, "NEW", "plain")
		if got := unsealed(t, key, ann.Get(t, encryptedPath(p, "NEW")).Want(t, 200), "Value"); got != "plain" {
			t.Errorf("a client reads %q", got)
		}

		ann.Patch(t, active, testserver.Object{"isActive": false}).Want(t, 200)
		ann.Get(t, p.SecretPath("NEW")).WantRefusal(t, 400, "e2ee_enabled")
		again := ann.projectKey(t, p)
		for name, want := range map[string]string{"OLD": "second", "NEW": "plain"} {
			if got := unsealed(t, again, ann.Get(t, encryptedPath(p, name)).Want(t, 200), "Value"); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if refused := ann.Patch(t, active, testserver.Object{"isActive": true}); refused.Status != 400 {
			t.Errorf("the server still has the key: %d %s", refused.Status, refused.Body)
		}
	})
}

// Where no member could open a copy of the key, the server keeps it.
func TestEncryption_of_members_without_keys_loses_nothing(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsPerson(t)
	p := sealedProject(t, admin)
	active := "/api/v1/bot/" + admin.Get(t, "/api/v1/bot/"+p.ID).Want(t, 200).Text("bot.id") + "/active"
	admin.Patch(t, active, testserver.Object{"isActive": true}).Want(t, 200)
	admin.SetSecret(t, p, "KEPT", "value")
	admin.Patch(t, active, testserver.Object{"isActive": false}).Want(t, 200)
	admin.Get(t, p.SecretPath("KEPT")).WantRefusal(t, 400, "e2ee_enabled")
	admin.Get(t, "/api/v2/workspace/"+p.ID+"/encrypted-key").Want(t, 400)
	admin.Patch(t, active, testserver.Object{"isActive": true}).Want(t, 200)
	if got := admin.Get(t, p.SecretPath("KEPT")).Want(t, 200).Text("secret.secretValue"); got != "value" {
		t.Errorf("reads %q", got)
	}
}

// What a client sends to a project that the server can read has to be what it
// says it is: the policy decided about the name in the URL.
func TestEncryption_refuses_what_does_not_open_or_is_called_otherwise(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	ann := newClient(t, s)
	p := ann.NewProject(t)
	key := ann.projectKey(t, p)
	other, _ := seal.NewProjectKey()
	for name, c := range map[string]struct {
		body   testserver.Object
		change func(testserver.Object)
		field  string
	}{
		"another name":      {sealed(t, key, p, "OTHER", "v"), func(testserver.Object) {}, "secretKeyCiphertext"},
		"another key":       {sealed(t, other, p, "NAME", "v"), func(testserver.Object) {}, "secretValueCiphertext"},
		"no base64":         {sealed(t, key, p, "NAME", "v"), func(o testserver.Object) { o["secretValueTag"] = "*" }, "secretValueTag"},
		"no IV":             {sealed(t, key, p, "NAME", "v"), func(o testserver.Object) { delete(o, "secretValueIV") }, "secretValueIV"},
		"no name":           {sealed(t, key, p, "NAME", "v"), func(o testserver.Object) { delete(o, "secretKeyCiphertext") }, "secretKeyCiphertext"},
		"short IV":          {sealed(t, key, p, "NAME", "v"), func(o testserver.Object) { o["secretValueIV"] = "YQ==" }, "secretValueCiphertext"},
		"half of a comment": {sealed(t, key, p, "NAME", "v"), func(o testserver.Object) { delete(o, "secretCommentTag") }, "secretCommentTag"},
	} {
		c.change(c.body)
		if refused := ann.Post(t, encryptedPath(p, "NAME"), c.body); refused.Status != 422 || !strings.Contains(refused.Body, `"`+c.field+`"`) {
			t.Errorf("%s: %d %s", name, refused.Status, refused.Body)
		}
	}
	ann.Post(t, encryptedPath(p, "NAME"), sealed(t, key, p, "NAME", "v")).Want(t, 200)
	renamed := sealed(t, key, p, "NEW_NAME", "v2")
	renamed["secretName"] = "NEW_NAME"
	ann.Patch(t, encryptedPath(p, "NAME"), renamed).Want(t, 200)
	if got := ann.Get(t, p.SecretPath("NEW_NAME")).Want(t, 200); got.Text("secret.secretValue") != "v2" || got.Number("secret.version") != 2 {
		t.Errorf("renamed to %s", got.Body)
	}
}

func TestEncryption_batches_are_all_or_nothing(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	ann := newClient(t, s)
	p := ann.NewProject(t)
	key := ann.projectKey(t, p)
	batch := func(values map[string]string, names ...string) testserver.Object {
		items := testserver.List{}
		for _, name := range names {
			item := sealed(t, key, p, name, values[name])
			item["secretName"] = name
			items = append(items, item)
		}
		return testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secrets": items}
	}
	const path = "/api/v3/secrets/batch"
	ann.Post(t, path, batch(map[string]string{"A": "1", "B": "2"}, "A", "B")).Want(t, 200)
	if refused := ann.Post(t, path, batch(nil, "C", "A")); refused.Status != 400 || !strings.Contains(refused.Body, "secrets.1") {
		t.Errorf("a name in use: %d %s", refused.Status, refused.Body)
	}
	if refused := ann.Post(t, path, batch(nil, "C", "C")); refused.Status != 422 || !strings.Contains(refused.Body, "C is there twice") {
		t.Errorf("a name twice: %d %s", refused.Status, refused.Body)
	}
	ann.Get(t, p.SecretPath("C")).Want(t, 404)
	ann.Patch(t, path, batch(map[string]string{"A": "3", "B": "4"}, "A", "B")).Want(t, 200)
	for name, want := range map[string]string{"A": "3", "B": "4"} {
		if got := ann.Get(t, p.SecretPath(name)).Want(t, 200); got.Text("secret.secretValue") != want || got.Number("secret.version") != 2 {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
	ann.Delete(t, path, batch(nil, "A", "C")).Want(t, 404)
	ann.Delete(t, path, batch(nil, "A", "B")).Want(t, 200)
	ann.Get(t, p.SecretPath("A")).Want(t, 404)
}
