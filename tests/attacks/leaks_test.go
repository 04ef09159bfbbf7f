package attacks

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// canaries are every secret that a flow has seen, by what it is.
type canaries map[string]string

// in are the secrets that a text shows, also in another spelling.
func (c canaries) in(text string) (found []string) {
	for name, secret := range c {
		quoted, _ := json.Marshal(secret) // a text always has a form
		for _, form := range []string{
			secret, base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
			hex.EncodeToString([]byte(secret)), url.QueryEscape(secret), strings.Trim(string(quoted), `"`),
		} {
			if strings.Contains(text, form) {
				found = append(found, name)
				break
			}
		}
	}
	slices.Sort(found)
	return found
}

// flow does what people and machines do with secrets, and what they do wrong.
func flow(t *testing.T, s *testserver.Server) canaries {
	t.Helper()
	admin := s.AsAdmin()
	seen := canaries{"password": s.Admin.Password, "bootstrap token": s.Admin.Token, "root key": s.Config.RootKey.Reveal()}
	p := admin.NewProject(t)
	seen["value"], seen["new value"], seen["comment"] = "canary value: \"w1th q+uotes\"", "canary-second-value", "canary-comment"
	place := testserver.Object{"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secretValue": seen["value"], "secretComment": seen["comment"]}
	const path = "/api/v3/secrets/raw/CANARY"
	admin.Post(t, path, place).Want(t, 200)
	admin.Post(t, path, place).Want(t, 400)
	place["secretValue"] = seen["new value"]
	admin.Patch(t, path, place).Want(t, 200)
	m := s.NewMachine(t, "no-access", nil)
	admin.AddMember(t, p, m.IdentityID, "viewer")
	seen["client secret"] = m.ClientSecret
	seen["token"] = s.Token(t, m)
	reader := s.As(seen["token"])
	reader.Get(t, p.SecretPath("CANARY")).Want(t, 200)
	reader.Patch(t, path, place).Want(t, 403)
	seen["renewed token"] = s.Anonymous().Post(t, "/api/v1/auth/token/renew", testserver.Object{"accessToken": seen["token"]}).Want(t, 200).Text("accessToken")
	admin.Post(t, testserver.TokenAuth(m.IdentityID), testserver.Object{}).Want(t, 200)
	seen["named token"] = admin.Post(t, testserver.TokenAuth(m.IdentityID)+"/tokens", testserver.Object{"name": "n"}).Want(t, 200).Text("accessToken")
	login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
	seen["session"] = login.Text("accessToken")
	cookie, _, _ := strings.Cut(strings.TrimPrefix(login.Header.Get("Set-Cookie"), "jid="), ";")
	seen["refresh token"] = cookie
	mistakes(t, s, seen, m, p)
	reader.Get(t, p.SecretPath("CANARY")).Want(t, 200)
	admin.Delete(t, path, place).Want(t, 200)
	s.Anonymous().Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": seen["token"]}).Want(t, 200)
	s.As(seen["token"]).Get(t, p.SecretPath("CANARY")).Want(t, 401)
	return seen
}

// mistakes send secrets where they do not belong, or wrong ones.
func mistakes(t *testing.T, s *testserver.Server, seen canaries, m testserver.Machine, p testserver.Project) {
	t.Helper()
	seen["wrong secret"], seen["wrong password"] = "canary-wrong-client-secret", "canary wrong password"
	wrong := m
	wrong.ClientSecret = seen["wrong secret"]
	s.Anonymous().Login(t, wrong).Want(t, 401)
	s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": seen["wrong password"]}).Want(t, 401)
	s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": "x", "password": seen["password"]}).Want(t, 422)
	seen["value of a malformed body"] = "canary-malformed"
	for _, body := range []string{
		`{"secretValue": "canary-malformed"`, `{"secretValue": ["canary-malformed"]}`, `{"secretValue": {"canary-malformed": 1}}`, `"canary-malformed"`,
		`{"environment": "dev", "secretPath": "/canary-malformed/..", "secretValue": "canary-malformed"}`,
	} {
		for _, client := range []testserver.Client{s.AsAdmin(), s.As(seen["token"]), s.Anonymous()} {
			if answer := client.Post(t, "/api/v3/secrets/raw/X", testserver.Raw(body)); answer.Status < 400 {
				t.Errorf("%s was taken", body)
			}
		}
	}
	seen["forged token"] = seen["token"][:len(seen["token"])-4] + "AAAA"
	s.As(seen["forged token"]).Get(t, p.SecretPath("CANARY")).Want(t, 401)
	s.Anonymous().Post(t, "/api/v1/auth/token/renew", testserver.Object{"accessToken": seen["forged token"]}).Want(t, 401)
	s.Anonymous().With("Authorization", "Basic "+seen["client secret"]).Get(t, p.SecretPath("CANARY")).Want(t, 401)
	s.Anonymous().With("X-Api-Key", "ak.x."+seen["client secret"]).Get(t, p.SecretPath("CANARY")).Want(t, 401)
	s.As("st.x."+seen["client secret"]).Get(t, p.SecretPath("CANARY")).Want(t, 401)
	s.Anonymous().Get(t, "/api/v1/nowhere?token="+seen["token"]).Want(t, 404)
}

// left is all that a stopped server leaves, by what it is.
func left(t *testing.T, s *testserver.Server, address, lines, metrics string) map[string]string {
	t.Helper()
	places := map[string]string{"the log": s.Log.String(), "an error": s.Failures.String(), "the metrics": metrics, "the decision log": read(t, lines)}
	for _, record := range records(t, s) {
		places["the decision records"] += record
	}
	if file, is := strings.CutPrefix(address, "sqlite:"); is {
		places["the database file"] = read(t, file) + readIfThere(file+"-wal")
	}
	return places
}

func TestLeaks_no_secret_leaves_by_another_door(t *testing.T) {
	database.Each(t, func(t *testing.T, address string) {
		lines := filepath.Join(t.TempDir(), "decisions.jsonl")
		s := testserver.Start(t, address, func(config *service.Config) { config.DecisionLog = lines })
		seen := flow(t, s)
		metrics := s.Metrics(t)
		s.Stop(t)
		places := left(t, s, address, lines, metrics)
		for place, text := range places {
			if len(text) < 500 {
				t.Errorf("%s has %d bytes, so nothing was tested", place, len(text))
			}
			if found := seen.in(text); len(found) > 0 {
				t.Errorf("%s shows %s", place, strings.Join(found, ", "))
			}
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func readIfThere(path string) string {
	raw, _ := os.ReadFile(path) // folded into the database by then, as a rule
	return string(raw)
}

func records(t *testing.T, s *testserver.Server) (texts []string) {
	t.Helper()
	rows, err := store.Find[models.DecisionRecord](s.Store(t).Statement(t.Context()), store.Installation, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := models.JoinDecisions(s.Store(t).Statement(t.Context()), rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		texts = append(texts, row.Record)
	}
	return texts
}

// Every column of every row, in PostgreSQL, where there is no file to look at.
func TestLeaks_no_column_holds_a_secret_as_it_is(t *testing.T) {
	s := testserver.Start(t, database.Postgres(t))
	seen := flow(t, s)
	s.Stop(t)
	for _, name := range tables(t, s) {
		var rows []string
		query := "SELECT row_to_json(x)::text FROM " + name + " x"
		if err := s.Store(t).Statement(t.Context()).DB().Raw(query).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if found := seen.in(strings.Join(rows, "\n")); len(found) > 0 {
			t.Errorf("table %s shows %s", name, strings.Join(found, ", "))
		}
	}
}

func tables(t *testing.T, s *testserver.Server) (names []string) {
	t.Helper()
	query := "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	if err := s.Store(t).Statement(t.Context()).DB().Raw(query).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	if len(names) < 20 {
		t.Fatalf("found %d tables", len(names))
	}
	return names
}

// The flow proves nothing unless the search finds what is there.
func TestLeaks_the_search_finds_every_spelling(t *testing.T) {
	secret := "s3cret \"value\"+"
	for _, text := range []string{
		"x" + secret, "czNjcmV0ICJ2YWx1ZSIr", hex.EncodeToString([]byte(secret)), url.QueryEscape(secret), `{"v":"s3cret \"value\"+"}`,
	} {
		if len(canaries{"it": secret}.in(text)) != 1 {
			t.Errorf("not found in %s", text)
		}
	}
	if found := (canaries{"it": secret}).in("nothing"); len(found) != 0 {
		t.Error("found where it is not")
	}
}
