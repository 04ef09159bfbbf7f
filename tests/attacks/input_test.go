package attacks

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// malformed are bodies that no route may take, or fail on.
var malformed = map[string]string{
	"empty":                 "",
	"blank":                 " \n ",
	"no_json":               "not json",
	"half_an_object":        `{"name": "x"`,
	"two_objects":           `{} {}`,
	"rest_after_the_object": `{"name":"x"} garbage`,
	"an_array":              `[{"name":"x"}]`,
	"a_text":                `"x"`,
	"a_number":              `1e400`,
	"not_utf8":              "{\"name\": \"\xff\xfe\"}",
	"a_nul":                 "{\"name\": \"a\x00b\"}",
	"an_escaped_nul":        `{"name": "a\u0000b", "environment": "\u0000", "secretPath": "/\u0000"}`,
	"deep_arrays":           strings.Repeat("[", 11000) + strings.Repeat("]", 11000),
	"deep_objects":          strings.Repeat(`{"name":`, 11000) + "1" + strings.Repeat("}", 11000),
	"half_a_surrogate":      `{"name": "\ud800", "organizationId": "\ud800"}`,
}

// wrongTypes is every field that some route knows, with one value each time.
func wrongTypes(value any) testserver.Object {
	body := testserver.Object{}
	for name := range (row{}).body(map[string]string{}) {
		body[name] = value
	}
	for _, name := range []string{
		"accessToken", "accessTokenTTL", "accessTokenTrustedIps", "clientId", "clientSecret", "email", "password", "organization", "projectName",
		"ttl", "numUsesLimit", "description", "metadata", "tagIds", "type", "secretMetadata", "directory", "hasDeleteProtection", "allowSignUp", "limit", "search",
	} {
		body[name] = value
	}
	return body
}

var wrong = map[string]any{
	"null": nil, "number": 1e300, "negative": -1, "boolean": true, "nested_array": testserver.List{testserver.List{nil}}, "object": testserver.Object{"a": testserver.Object{}},
	"array_of_null": testserver.List{nil}, "empty_text": "", "control_characters": "\x01\x1b[31m\r\n\u2028", "traversal": "../../etc/passwd",
	"sql": "' OR 1=1; DROP TABLE users; --", "long": strings.Repeat("x", 2000),
	"integer_overflow": json.RawMessage("99999999999999999999999999"),
}

// Every route answers every nonsense with a refusal, never with a failure.
func TestInput_no_route_fails_on_nonsense(t *testing.T) {
	t.Parallel() // it is long
	s := testserver.Start(t, database.SQLite(t))
	ours := furnished(t, s.AsAdmin(), s.Admin.ID, "Ours")
	user := session(t, s)
	for _, r := range table(t) {
		if r.method == "GET" || r.path == "/api/v1/auth/logout" || strings.HasPrefix(r.path, "/api/v2/users/me") {
			continue // reads no body, or ends what the other routes need
		}
		caller := s.AsAdmin()
		if !r.identity {
			caller = user
		}
		address := r.path
		for _, name := range r.params() {
			address = strings.Replace(address, ":"+name, ours.ids["tokenId"], 1) // of another type, so that nothing is changed
		}
		for _, name := range []string{"empty", "an_array", "not_utf8", "deep_objects", "half_a_surrogate"} {
			answer := caller.Do(t, r.method, address, testserver.Raw(malformed[name]))
			if answer.Status >= 500 || answer.Status >= 300 && answer.Text("reqId") == "" {
				t.Errorf("%s with %s answered %d: %.300s", answer.Request, name, answer.Status, answer.Body)
			}
		}
		for name, value := range wrong {
			answer := caller.Do(t, r.method, address, wrongTypes(value))
			if answer.Status >= 500 || answer.Body == "" {
				t.Errorf("%s with %s everywhere answered %d: %.300s", answer.Request, name, answer.Status, answer.Body)
			}
		}
	}
}

// nasty are path segments and parameters, as they are sent.
var nasty = []string{
	"..", "%2e%2e", "%00", "%ff", "%27%20OR%201=1--", "%25", "*", "-1", "99999999999999999999", strings.Repeat("x", 4000),
}

func TestInput_no_read_fails_on_nonsense(t *testing.T) {
	t.Parallel() // it is long
	s := testserver.Start(t, database.SQLite(t))
	p, user := s.AsAdmin().NewProject(t), session(t, s)
	for _, r := range table(t) {
		if r.method != "GET" {
			continue
		}
		caller := s.AsAdmin()
		if !r.identity {
			caller = user
		}
		for _, text := range nasty {
			path := r.path
			for _, name := range r.params() {
				path = strings.Replace(path, ":"+name, text, 1)
			}
			for _, query := range []string{
				"?workspaceId=" + text + "&environment=" + text + "&projectSlug=" + text + "&orgId=" + text + "&x" + text + "=" + text + "&==&",
				"?workspaceId=" + p.ID + "&environment=dev&secretPath=/" + text + "&path=/" + text + "&version=" + text + "&limit=" + text + "&startDate=" + text,
			} {
				if answer := caller.Get(t, path+query); answer.Status >= 500 || answer.Status == 0 {
					t.Errorf("%.200s answered %d: %.300s", answer.Request+query, answer.Status, answer.Body)
				}
			}
		}
	}
}

// A body that is refused says why in the envelope that clients read.
func TestInput_malformed_bodies_are_refused(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	const identities = "/api/v1/identities"
	for name, body := range malformed {
		answer := s.AsAdmin().Post(t, identities, testserver.Raw(body))
		if answer.Status != 400 && answer.Status != 422 && name != "half_a_surrogate" {
			t.Errorf("%s answered %d: %s", name, answer.Status, answer.Body)
		}
	}
	valid := `"name":"x","organizationId":"` + s.Admin.ID + `"`
	for name, body := range map[string]string{
		"duplicate_key":                     `{` + valid + `,"role":"no-access","role":"admin"}`,
		"duplicate_key_in_another_case":     `{` + valid + `,"role":"no-access","ROLE":"admin"}`,
		"duplicate_key_written_differently": `{` + valid + `,"role":"no-access","r\u006fle":"admin"}`,
		"duplicate_key_below":               `{` + valid + `,"metadata":[{"key":"a","key":"b","value":"c"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if answer := s.AsAdmin().Post(t, identities, testserver.Raw(body)); answer.Status != 400 && answer.Status != 422 {
				t.Errorf("answered %d: %s", answer.Status, answer.Body)
			}
		})
	}
	// A form is all text, so it cannot pass for an object of other types.
	form := url.Values{"name": {"x"}, "organizationId": {s.Admin.ID}, "hasDeleteProtection": {"true"}}
	s.AsAdmin().Post(t, identities, form).Want(t, 422)
	s.Anonymous().Post(t, "/api/v1/auth/universal-auth/login", url.Values{"clientId": {"a", "b"}, "clientSecret": {"c"}}).Want(t, 400)
}

func TestInput_guarded_routes_ask_who_is_there_first(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	for _, r := range table(t) {
		if r.public {
			continue
		}
		address := r.path
		for _, name := range r.params() {
			address = strings.Replace(address, ":"+name, "x", 1)
		}
		answer := s.Anonymous().Do(t, r.method, address, testserver.Object{})
		if answer.Status != 401 && answer.Status != 400 {
			t.Errorf("%s without a token answered %d: %s", answer.Request, answer.Status, answer.Body)
		}
		if answer.Status == 400 && len(answer.Codes()) > 0 {
			t.Errorf("%s was decided without a token: %s", answer.Request, answer.Body)
		}
	}
}
