package attacks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const details = "/api/v1/identities/details"

// tampered changes a part of a JWT, which is a JSON object.
func tampered(t *testing.T, token string, part int, changes map[string]any) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		t.Fatal(err)
	}
	object := map[string]any{}
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatal(err)
	}
	maps.Copy(object, changes)
	if raw, err = json.Marshal(object); err != nil {
		t.Fatal(err)
	}
	parts[part] = base64.RawURLEncoding.EncodeToString(raw)
	return strings.Join(parts, ".")
}

// signedWith signs head and payload with a key that an attacker may guess.
func signedWith(token, key string) string {
	signed := token[:strings.LastIndex(token, ".")]
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func unsigned(token string) string { return token[:strings.LastIndex(token, ".")+1] }

func TestCredentials_no_forged_token_is_taken(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	token, weak := s.Admin.Token, s.Token(t, s.NewMachine(t, "no-access", nil))
	signature := token[strings.LastIndex(token, "."):]
	payload := strings.Split(weak, ".")[1]
	for name, forged := range map[string]string{
		"alg_none_without_signature":       unsigned(tampered(t, token, 0, map[string]any{"alg": "none"})),
		"alg_none_with_signature":          tampered(t, token, 0, map[string]any{"alg": "none"}),
		"alg_none_in_capitals":             unsigned(tampered(t, token, 0, map[string]any{"alg": "NONE"})),
		"alg_hs384":                        tampered(t, token, 0, map[string]any{"alg": "HS384"}),
		"alg_rs256":                        tampered(t, token, 0, map[string]any{"alg": "RS256"}),
		"key_in_the_header":                signedWith(tampered(t, token, 0, map[string]any{"jwk": map[string]any{"kty": "oct", "k": "AAAA"}}), "\x00\x00\x00"),
		"key_at_an_address":                tampered(t, token, 0, map[string]any{"jku": "http://127.0.0.1/keys"}),
		"another_key_id":                   tampered(t, token, 0, map[string]any{"kid": "../../dev/null"}),
		"no_signature":                     unsigned(token),
		"empty_key":                        signedWith(token, ""),
		"guessed_key":                      signedWith(token, "secret"),
		"swapped_payload":                  strings.Split(weak, ".")[0] + "." + payload + signature,
		"another_identity":                 tampered(t, weak, 1, map[string]any{"identityId": s.Admin.IdentityID}),
		"another_type":                     tampered(t, token, 1, map[string]any{"authTokenType": "accessToken"}),
		"no_expiry":                        tampered(t, token, 1, map[string]any{"exp": nil}),
		"truncated":                        token[:len(token)-2],
		"padded":                           token + "=",
		"two_tokens_in_one":                token + "." + token,
		"five_parts":                       token + ".AAAA.AAAA",
		"too_long":                         token + strings.Repeat("A", 9<<10),
		"service_token_of_nobody":          "st.00000000-0000-0000-0000-000000000000.secret",
		"service_token_that_is_no_token":   "st..",
		"service_token_with_a_hostile_id":  "st.' OR 1=1 --.secret",
		"service_token_id_of_the_identity": "st." + s.Admin.IdentityID + "." + token,
	} {
		t.Run(name, func(t *testing.T) {
			if answer := s.As(forged).Get(t, details); answer.Status != 401 {
				t.Errorf("answered %d: %s", answer.Status, answer.Body)
			}
			renewal := s.Anonymous().Post(t, "/api/v1/auth/token/renew", testserver.Object{"accessToken": forged})
			if renewal.Status != 401 {
				t.Errorf("renewal answered %d: %s", renewal.Status, renewal.Body)
			}
		})
	}
	s.As(token).Get(t, details).Want(t, 200)
}

func TestCredentials_headers_that_mean_two_things_are_refused(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	token, weak := s.Admin.Token, s.Token(t, s.NewMachine(t, "no-access", nil))
	basic := base64.StdEncoding.EncodeToString([]byte("admin:" + token))
	for _, c := range []struct {
		name    string
		headers [][2]string
		status  int
	}{
		{"bearer", [][2]string{{"Authorization", "Bearer " + token}}, 200},
		{"bearer_in_another_case", [][2]string{{"Authorization", "bEARER " + token}}, 200},
		{"two_headers", [][2]string{{"Authorization", "Bearer " + token}, {"Authorization", "Bearer " + weak}}, 401},
		{"the_same_twice", [][2]string{{"Authorization", "Bearer " + token}, {"Authorization", "Bearer " + token}}, 401},
		{"an_empty_second_header", [][2]string{{"Authorization", "Bearer " + token}, {"Authorization", ""}}, 401},
		{"two_in_one_header", [][2]string{{"Authorization", "Bearer " + token + ", Bearer " + weak}}, 401},
		{"basic", [][2]string{{"Authorization", "Basic " + basic}}, 401},
		{"token_under_basic", [][2]string{{"Authorization", "Basic " + token}}, 401},
		{"another_word_of_six_letters", [][2]string{{"Authorization", "Digest " + token}}, 401},
		{"no_scheme", [][2]string{{"Authorization", token}}, 401},
		{"scheme_alone", [][2]string{{"Authorization", "Bearer"}}, 401},
		{"no_space", [][2]string{{"Authorization", "Bearer" + token}}, 401},
		{"a_tab", [][2]string{{"Authorization", "Bearer\t" + token}}, 401},
		{"api_key_beside_it", [][2]string{{"Authorization", "Bearer " + token}, {"X-Api-Key", "ak.x.y"}}, 401},
		{"another_header", [][2]string{{"X-Authorization", "Bearer " + token}}, 401},
		{"proxy_header", [][2]string{{"Proxy-Authorization", "Bearer " + token}}, 401},
		{"cookie", [][2]string{{"Cookie", "jid=" + token + "; Authorization=" + token}}, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := s.Anonymous()
			for _, header := range c.headers {
				client = client.With(header[0], header[1])
			}
			answer := client.Get(t, details).Want(t, c.status)
			if c.status == 401 && answer.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Error("401 without WWW-Authenticate")
			}
		})
	}
	s.Anonymous().Get(t, details+"?accessToken="+token+"&access_token="+token).Want(t, 401)
}

// A token is good for what it was issued for alone.
func TestCredentials_no_token_serves_as_one_of_another_type(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	login := s.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password}).Want(t, 200)
	session := login.Text("accessToken")
	cookie, _, _ := strings.Cut(strings.TrimPrefix(login.Header.Get("Set-Cookie"), "jid="), ";")
	if session == "" || cookie == "" {
		t.Fatalf("the login answered %s", login.Body)
	}
	s.As(session).Get(t, "/api/v1/user").Want(t, 200)
	s.As(cookie).Get(t, "/api/v1/user").WantRefusal(t, 401, "token_malformed")
	s.As(s.Admin.Token).Get(t, "/api/v1/user").WantRefusal(t, 403, "auth_mode_not_accepted")
	for name, token := range map[string]string{"session": session, "refresh": cookie} {
		body := testserver.Object{"accessToken": token}
		for _, route := range []string{"renew", "revoke"} {
			if answer := s.Anonymous().Post(t, "/api/v1/auth/token/"+route, body); answer.Status != 401 {
				t.Errorf("%s of a %s token answered %d: %s", route, name, answer.Status, answer.Body)
			}
		}
	}
	for name, token := range map[string]string{"session": session, "identity": s.Admin.Token} {
		answer := s.Anonymous().With("Cookie", "jid="+token).Post(t, "/api/v1/auth/token", nil)
		if answer.Status != 401 {
			t.Errorf("a refresh with the %s token answered %d: %s", name, answer.Status, answer.Body)
		}
	}
}

// Tokens of one installation mean nothing to another.
func TestCredentials_of_another_installation_are_refused(t *testing.T) {
	s, other := testserver.Start(t, database.SQLite(t)), testserver.Start(t, database.SQLite(t))
	s.As(other.Admin.Token).Get(t, details).WantRefusal(t, 401, "token_malformed")
	m := other.NewMachine(t, "member", nil)
	s.Anonymous().Login(t, m).WantRefusal(t, 401, "credentials_invalid")
}
