package attacks

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// corner is a server with a project, and an identity that may read what lies in
// /open of dev and nothing else.
type corner struct {
	*testserver.Server
	project testserver.Project
	reader  testserver.Client
}

func newCorner(t *testing.T) *corner {
	t.Helper()
	x := &corner{Server: testserver.Start(t, database.SQLite(t))}
	admin := x.AsAdmin()
	x.project = admin.NewProject(t)
	for _, folder := range []string{"open", "closed"} {
		place := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": folder}
		admin.Post(t, "/api/v1/folders", place).Want(t, 200)
		secret := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "secretPath": "/" + folder, "secretValue": "value-of-" + folder}
		admin.Post(t, "/api/v3/secrets/raw/KEY", secret).Want(t, 200)
	}
	rules := testserver.List{testserver.Object{"action": testserver.List{"read"}, "subject": "secrets", "conditions": testserver.Object{
		"environment": "dev", "secretPath": testserver.Object{"$glob": "/open/**"},
	}}}
	admin.Post(t, "/api/v2/workspace/"+x.project.ID+"/roles", testserver.Object{"slug": "opener", "name": "opener", "permissions": rules}).Want(t, 200)
	x.reader = x.AsMember(t, x.project, "opener")
	return x
}

// secret is the address of a secret; nothing in it is escaped.
func (x *corner) secret(name, environment, path string) string {
	return "/api/v3/secrets/raw/" + name + "?workspaceId=" + x.project.ID + "&environment=" + environment + "&secretPath=" + path
}

func TestPaths_no_spelling_leads_out_of_the_permitted_folder(t *testing.T) {
	x := newCorner(t)
	if got := x.reader.Get(t, x.secret("KEY", "dev", "/open")).Want(t, 200).Text("secret.secretValue"); got != "value-of-open" {
		t.Fatalf("read %q", got)
	}
	for _, path := range []string{
		"/closed", "/open/../closed", "/open/..%2Fclosed", "/open%2F..%2Fclosed", "/open/%2e%2e/closed", "/open/.%2e/closed", "/open//../closed",
		"/open/./../closed", "//closed", "/open/%252e%252e/closed", "/open%5C..%5Cclosed", `/open\..\closed`, "/open/%00/../closed", "/open%00",
		"/open/%c0%ae%c0%ae/closed", "/open%0a", "/closed%20", "/closed/.", "/CLOSED", "/Open", "*", "/*", "/**", "/{open,closed}", "/open/../../closed",
		"%2Fclosed", "closed", "./closed", "/./closed", "/closed//", "/open/;/../closed", "/open%3F/../closed", "/open#/../closed",
	} {
		for _, address := range []string{x.secret("KEY", "dev", path), strings.Replace(x.secret("KEY", "dev", path), "/KEY?", "?", 1)} {
			answer := x.reader.Get(t, address)
			if answer.Status >= 500 || strings.Contains(answer.Body, "value-of-closed") {
				t.Errorf("secretPath=%s answered %d: %s", path, answer.Status, answer.Body)
			}
		}
	}
	for _, environment := range []string{"dev%2F", "dev:", "*", "dev:/open/", "prod", "DEV", "dev%00", "..", "dev,prod", "%7Bdev%7D"} {
		answer := x.reader.Get(t, x.secret("KEY", environment, "/closed"))
		if answer.Status >= 500 || answer.Status == 200 {
			t.Errorf("environment=%s answered %d: %s", environment, answer.Status, answer.Body)
		}
	}
}

// A parameter that is there twice could be decided about in one form and served
// in the other.
func TestPaths_repeated_parameters_are_refused(t *testing.T) {
	x := newCorner(t)
	for query, want := range map[string]int{
		"&secretPath=/closed": 400, ";secretPath=/closed": 400, "&secretPath%00=/closed": 400, "&x=%zz": 400,
		"&secretPath[]=/closed": 200, "&SecretPath=/closed": 200, "&path=/closed": 200,
	} {
		answer := x.reader.Get(t, x.secret("KEY", "dev", "/open")+query)
		if answer.Status != want || strings.Contains(answer.Body, "value-of-closed") {
			t.Errorf("%s answered %d, want %d: %s", query, answer.Status, want, answer.Body)
		}
	}
	x.reader.Get(t, x.secret("KEY", "dev", "/closed")+"&secretPath=/open").Want(t, 400)
}

func TestPaths_a_route_has_one_spelling(t *testing.T) {
	x := newCorner(t)
	_, query, _ := strings.Cut(x.secret("KEY", "dev", "/open"), "?")
	for _, c := range []struct {
		path   string
		status int
	}{
		{"/api/v3/secrets/raw/KEY", 200},
		{"/api/v3/secrets/raw/KEY/", 200},
		{"/api/v3/secrets/raw/KEY//", 404},
		{"//api/v3/secrets/raw/KEY", 404},
		{"/api//v3/secrets/raw/KEY", 404},
		{"/api/v3/secrets/raw//KEY", 404},
		{"/api/v3/secrets/./raw/KEY", 404},
		{"/api/v3/secrets/x/../raw/KEY", 404},
		{"/api/v3/secrets/raw/../../raw/KEY", 404},
		{"/API/v3/secrets/raw/KEY", 404},
		{"/api/v3/secrets/raw/KEY;x=1", 0},
		{"/api/v3/secrets/raw/KEY%00", 400},
		{"/api/v3/secrets/raw/%ff", 400},
		{"/api/v3/secrets/raw/%2e%2e", 0},
		{"/api/v3/secrets/raw/..%2fraw", 0},
		{"/api/v3/secrets/raw/a%2Fb", 0},
		{"/api/v3/secrets/raw/" + strings.Repeat("K", 256), 422},
		{"/api/v3/secrets/raw/" + strings.Repeat("K", 9000), 422},
	} {
		answer := x.reader.Get(t, c.path+"?"+query)
		if c.status != 0 && answer.Status != c.status || c.status == 0 && (answer.Status == 200 || answer.Status >= 500) {
			t.Errorf("%.80s answered %d, want %d: %.300s", c.path, answer.Status, c.status, answer.Body)
		}
	}
}

// Names are refused rather than repaired, where they are made.
func TestPaths_names_that_mean_two_things_are_not_made(t *testing.T) {
	x := newCorner(t)
	admin := x.AsAdmin()
	for _, name := range []string{
		"", ".", "..", "a/b", `a\b`, "a%2fb", "a\nb", "a\tb", "\u0007", "/", "//", strings.Repeat("n", 256), "\u0085",
	} {
		place := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "path": "/", "name": name}
		if answer := admin.Post(t, "/api/v1/folders", place); answer.Status != 422 {
			t.Errorf("a folder named %.20q answered %d: %.300s", name, answer.Status, answer.Body)
		}
	}
	body := testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "secretPath": "/", "secretValue": "x"}
	for _, name := range []string{"a%20b", "a:b", "a%09b", "a%0Ab", "%C2%85", strings.Repeat("n", 256), "%20"} {
		if answer := admin.Post(t, "/api/v3/secrets/raw/"+name, body); answer.Status != 422 {
			t.Errorf("a secret named %.20s answered %d: %.300s", name, answer.Status, answer.Body)
		}
	}
	for _, path := range []string{"/..", "/a/../b", "/a//b", "/.", "/%2e", `/a\b`, "/\u0000", "/a\nb", "/" + strings.Repeat("p", 1024), "///"} {
		body["secretPath"] = path
		if answer := admin.Post(t, "/api/v3/secrets/raw/NAME", body); answer.Status != 422 && answer.Status != 400 {
			t.Errorf("a secret at %.20q answered %d: %.300s", path, answer.Status, answer.Body)
		}
	}
}
