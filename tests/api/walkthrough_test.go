package api

import (
	"net/url"
	"strings"
	"testing"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// demo is what `warder quickstart` makes: FOO=BAR, and an identity that may
// read it.
type demo struct {
	*testserver.Server
	project testserver.Project
	machine testserver.Machine
}

func newDemo(t *testing.T, url string) *demo {
	t.Helper()
	d := &demo{Server: testserver.Start(t, url)}
	admin := d.AsAdmin()
	d.project = admin.NewProject(t)
	admin.SetSecret(t, d.project, "FOO", "BAR")
	d.machine = d.NewMachine(t, "no-access", nil)
	admin.AddMember(t, d.project, d.machine.IdentityID, "viewer")
	return d
}

func TestWalkthrough(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		d := newDemo(t, url)
		for _, c := range []struct {
			name string
			test func(*testing.T, *demo)
		}{
			{"a_form_logs_in_and_its_token_reads_the_secret", formLogin},
			{"json_logs_in_with_a_trailing_slash_too", jsonLogin},
			{"a_login_says_how_long_its_token_lasts", loginFields},
			{"a_known_etag_is_answered_without_a_body", etags},
			{"every_decision_has_an_id_under_which_it_is_recorded", decisionIDs},
			{"who_is_nobody_is_asked_for_a_bearer_token", anonymous},
			{"failed_logins_look_alike", uniformLogins},
			{"an_unknown_route_has_the_envelope_of_errors", unknownRoute},
			{"an_installation_is_set_up_once", bootstrapOnce},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, d) })
		}
	})
}

// formLogin sends what the curl lines of the README send.
func formLogin(t *testing.T, d *demo) {
	form := url.Values{"clientId": {d.machine.ClientID}, "clientSecret": {d.machine.ClientSecret}}
	token := d.Anonymous().Post(t, testserver.UniversalAuthPath+"/login", form).Want(t, 200).Text("accessToken")
	secret := d.As(token).Get(t, d.project.SecretPath("FOO")).Want(t, 200)
	if key, value := secret.Text("secret.secretKey"), secret.Text("secret.secretValue"); key != "FOO" || value != "BAR" {
		t.Errorf("read %s=%s, want FOO=BAR", key, value)
	}
}

func jsonLogin(t *testing.T, d *demo) {
	for _, path := range []string{"/login", "/login/"} {
		body := testserver.Object{"clientId": " " + d.machine.ClientID + " ", "clientSecret": d.machine.ClientSecret, "organizationSlug": ""}
		token := d.Anonymous().Post(t, testserver.UniversalAuthPath+path, body).Want(t, 200).Text("accessToken")
		list := d.As(token).Get(t, "/api/v3/secrets/raw?environment=dev&workspaceId="+d.project.ID+"&workspaceSlug=").Want(t, 200)
		if list.Text("secrets.0.secretValue") != "BAR" {
			t.Errorf("listed %s", list.Body)
		}
	}
}

func loginFields(t *testing.T, d *demo) {
	answer := d.Anonymous().Login(t, d.machine).Want(t, 200)
	if answer.Number("expiresIn") != 7200 || answer.Number("accessTokenMaxTTL") != 2592000 || answer.Text("tokenType") != "Bearer" {
		t.Errorf("answered %s", answer.Body)
	}
	if strings.Count(answer.Text("accessToken"), ".") != 2 {
		t.Error("the token is no JWT, which clients require")
	}
}

func etags(t *testing.T, d *demo) {
	reader := d.As(d.Token(t, d.machine))
	for _, path := range []string{d.project.SecretPath("FOO"), "/api/v3/secrets/raw?environment=dev&workspaceId=" + d.project.ID} {
		tag := reader.Get(t, path).Want(t, 200).Header.Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no ETag", path)
		}
		same := reader.With("If-None-Match", tag).Get(t, path).Want(t, 304)
		if same.Body != "" || same.Header.Get("ETag") != tag {
			t.Errorf("304 came with body %q and ETag %q, want %q", same.Body, same.Header.Get("ETag"), tag)
		}
		reader.With("If-None-Match", `W/"another"`).Get(t, path).Want(t, 200)
	}
}

func decisionIDs(t *testing.T, d *demo) {
	db, reader := d.Store(t), d.As(d.Token(t, d.machine))
	stranger := d.As(d.Token(t, d.NewMachine(t, "no-access", nil)))
	for name, answer := range map[string]testserver.Answer{
		"login":   d.Anonymous().Login(t, d.machine).Want(t, 200),
		"read":    reader.Get(t, d.project.SecretPath("FOO")).Want(t, 200),
		"change":  d.AsAdmin().Patch(t, "/api/v1/workspace/"+d.project.ID, testserver.Object{"description": "x"}).Want(t, 200),
		"refusal": stranger.Get(t, d.project.SecretPath("FOO")).Want(t, 403),
		"nobody":  d.Anonymous().Get(t, d.project.SecretPath("FOO")).Want(t, 401),
	} {
		id := answer.Header.Get("X-Decision-Id")
		if id == "" || answer.Status >= 400 && answer.Text("details.decisionId") != id {
			t.Errorf("%s: header %q, body %s", name, id, answer.Body)
			continue
		}
		testserver.Eventually(t, name+" is recorded", func() bool { return recorded(t, db, id, answer.Status < 400) })
	}
}

// recorded is whether there is a record of the decision with this outcome.
func recorded(t *testing.T, db *store.Store, id string, permitted bool) bool {
	t.Helper()
	row := testserver.Recorded(t, db, id)
	return row != nil && row.Permitted == permitted && strings.Contains(row.Record, id)
}

func anonymous(t *testing.T, d *demo) {
	for name, c := range map[string]struct {
		client testserver.Client
		code   string
	}{
		"no_token":    {d.Anonymous(), "token_missing"},
		"no_jwt":      {d.As("nonsense"), "token_malformed"},
		"empty_token": {d.As(""), "token_malformed"},
	} {
		answer := c.client.Get(t, d.project.SecretPath("FOO"))
		answer.WantRefusal(t, 401, c.code)
		if answer.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: WWW-Authenticate is %q", name, answer.Header.Get("WWW-Authenticate"))
		}
		if !strings.HasPrefix(answer.Text("reqId"), "req-") || answer.Number("statusCode") != 401 || answer.Text("message") == "" {
			t.Errorf("%s: envelope %s", name, answer.Body)
		}
	}
}

// uniformLogins are from an address each, so that none locks out another.
func uniformLogins(t *testing.T, d *demo) {
	detached := d.NewMachine(t, "no-access", nil)
	d.AsAdmin().Delete(t, testserver.UniversalAuth(detached.IdentityID), nil).Want(t, 200)
	wrong := d.machine
	wrong.ClientSecret = strings.Repeat("0", 64)
	first := ""
	for name, m := range map[string]testserver.Machine{
		"unknown_client_id": {ClientID: store.NewID(), ClientSecret: d.machine.ClientSecret},
		"no_client_id":      {ClientID: "nobody", ClientSecret: d.machine.ClientSecret},
		"wrong_secret":      wrong,
		"removed_method":    detached,
	} {
		answer := d.Anonymous().Login(t, m).WantRefusal(t, 401, "credentials_invalid")
		if first == "" {
			first = testserver.Stripped(answer.Body)
		}
		if testserver.Stripped(answer.Body) != first {
			t.Errorf("%s: %s, another failure: %s", name, answer.Body, first)
		}
	}
}

func unknownRoute(t *testing.T, d *demo) {
	answer := d.AsAdmin().Get(t, "/api/v1/no/such/route").Want(t, 404)
	if answer.Text("error") != "NotFound" || answer.Text("reqId") == "" {
		t.Errorf("answered %s", answer.Body)
	}
}

func bootstrapOnce(t *testing.T, d *demo) {
	body := testserver.Object{"email": "other@example.com", "password": "long enough", "organization": "Other"}
	d.Anonymous().Post(t, "/api/v1/admin/bootstrap", body).WantRefusal(t, 400, "instance_initialized")
	if initialized, _ := d.Anonymous().Get(t, "/api/v1/admin/config").Want(t, 200).Value("config.initialized").(bool); !initialized {
		t.Error("the installation says that it is not set up")
	}
}
