package clients

import (
	"maps"
	"testing"

	infisical "github.com/infisical/go-sdk"

	"warder/tests/testserver"
)

// importing makes staging import dev and refer to it.
func (x *team) importing(t *testing.T, tagID any) {
	t.Helper()
	place := testserver.Object{"workspaceId": x.project.ID, "environment": "staging"}
	reference := testserver.Object{"secretPath": "/", "secretValue": "${dev.FOO}!"}
	imports := testserver.Object{"path": "/", "import": testserver.Object{"environment": "dev", "path": "/"}}
	maps.Copy(reference, place)
	maps.Copy(imports, place)
	reference["tagIds"] = testserver.List{tagID}
	x.AsAdmin().Post(t, "/api/v3/secrets/raw/REFERENCE", reference).Want(t, 200)
	x.AsAdmin().Post(t, "/api/v1/secret-imports", imports).Want(t, 200)
}

func TestGoSDK_follows_imports_and_references(t *testing.T) {
	x := newTeam(t, nil)
	tag := x.AsAdmin().Post(t, "/api/v1/workspace/"+x.project.ID+"/tags", testserver.Object{"name": "Blue", "slug": "blue", "color": "#00f"}).Want(t, 200)
	x.importing(t, tag.Text("workspaceTag.id"))
	client := x.loggedIn(t)
	for _, c := range []struct {
		expand, imports bool
		want            map[string]string
	}{
		{true, true, map[string]string{"FOO": "BAR", "REFERENCE": "BAR!"}},
		{false, true, map[string]string{"FOO": "BAR", "REFERENCE": "${dev.FOO}!"}},
		{true, false, map[string]string{"REFERENCE": "BAR!"}},
	} {
		options := infisical.ListSecretsOptions{ProjectID: x.project.ID, Environment: "staging", IncludeImports: c.imports, ExpandSecretReferences: c.expand}
		list, err := client.Secrets().List(options)
		got := map[string]string{}
		for _, secret := range list {
			got[secret.SecretKey] = secret.SecretValue
		}
		if err != nil || !maps.Equal(got, c.want) {
			t.Errorf("with references %v and imports %v it lists %v (%v), want %v", c.expand, c.imports, got, err, c.want)
		}
	}
	imported, err := client.Secrets().Retrieve(infisical.RetrieveSecretOptions{SecretKey: "FOO", ProjectID: x.project.ID, Environment: "staging", IncludeImports: true})
	if err != nil || imported.SecretValue != "BAR" {
		t.Errorf("retrieved through the import %+v (%v)", imported, err)
	}
}
