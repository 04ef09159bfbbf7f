package attacks

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"warder/tests/database"
	"warder/tests/testserver"
)

const identities = "/api/v1/identities"

// unreadable are bodies that a route refuses for what they are, with the status
// that only a caller with a good credential hears (docs/contract.md 1.1).
var unreadable = map[string]struct {
	kind, encoding, body string
	status               int
}{
	"malformed JSON":     {"application/json", "", "{bad", 400},
	"null":               {"application/json", "", "null", 400},
	"a field twice":      {"application/json", "", `{"name":"a","name":"b"}`, 400},
	"a name in two ways": {"application/json", "", `{"name":"a","NAME":"b"}`, 400},
	"4 MiB of brackets":  {"application/json", "", strings.Repeat("[", 4<<20), 400},
	"4 MiB of objects":   {"application/json", "", strings.Repeat(`{"":`, 1<<20), 400},
	"a wrong type":       {"application/json", "", `{"name":5}`, 422},
	"another kind":       {"text/plain", "", `{"name":"a"}`, 415},
	"compressed":         {"application/json", "gzip", `{"name":"a"}`, 415},
	"compressed behind":  {"application/json", "identity, gzip", `{"name":"a"}`, 415},
	"compressed besides": {"application/json", "identity\ngzip", `{"name":"a"}`, 415}, // by a header of its own
}

func TestBodies_are_not_parsed_before_the_caller_is_known(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	for name, c := range unreadable {
		admin, stranger := s.AsAdmin().With("Content-Type", c.kind), s.Anonymous().With("Content-Type", c.kind)
		if c.encoding != "" {
			for header := range strings.SplitSeq(c.encoding, "\n") {
				admin, stranger = admin.With("Content-Encoding", header), stranger.With("Content-Encoding", header)
			}
		}
		if got := admin.Post(t, identities, testserver.Raw(c.body)); got.Status != c.status {
			t.Errorf("%s answered %d, want %d", name, got.Status, c.status)
		}
		stranger.Post(t, identities, testserver.Raw(c.body)).WantRefusal(t, 401, "token_missing")
		if c.status == 400 || c.status == 415 {
			if got := stranger.Post(t, "/api/v1/auth/universal-auth/login", testserver.Raw(c.body)); got.Status != c.status {
				t.Errorf("%s answered %d on a public route, want %d", name, got.Status, c.status)
			}
		}
	}
	login := url.Values{"clientId": {"a", "b"}, "clientSecret": {"x"}}
	s.Anonymous().Post(t, "/api/v1/auth/universal-auth/login", login).Want(t, 400)
}

// Who calls is asked before the body is parsed, and what the caller wants after
// it: both are one request.
func TestBodies_a_request_spends_one_use_and_leaves_one_record(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	m := s.NewMachine(t, "no-access", testserver.Object{"accessTokenNumUsesLimit": 3})
	machine := s.As(s.Token(t, m))
	create := testserver.Object{"name": "x", "organizationId": s.Admin.ID}
	records := func() int {
		return s.AsAdmin().Get(t, "/api/v1/authz/decisions?limit=1&action=create&resource=identity&subjectId="+m.IdentityID).Want(t, 200).Number("totalCount")
	}
	named := map[string]bool{} // records: equal refusals within a second share one
	refusal := func() {
		answer := machine.Post(t, identities, create)
		answer.WantRefusal(t, 403, "permission_missing")
		named[answer.Header.Get("X-Decision-Id")] = true
	}
	refusal()
	if malformed := machine.Post(t, identities, testserver.Raw("{bad")).Want(t, 400); malformed.Header.Get("X-Decision-Id") != "" {
		t.Errorf("a malformed request names the record %q", malformed.Header.Get("X-Decision-Id"))
	}
	refusal()
	machine.Post(t, identities, create).WantRefusal(t, 401, "token_uses_exhausted")
	machine.Post(t, identities, testserver.Raw("{bad")).WantRefusal(t, 401, "token_uses_exhausted")

	testserver.Eventually(t, "each answer about the action is recorded once", func() bool { return records() == len(named) })
}

// A client may send a body as slowly as it likes, and what the server holds of it
// is held that long. Each of these is answered before the first byte of the body.
func TestBodies_are_not_awaited_where_the_answer_is_known(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	for name, c := range map[string]struct {
		path, credential string
		length           int
		status           string
	}{
		"no credential":              {identities, "", 4 << 20, "401"},
		"a token that is not signed": {identities, "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk\r\n", 4 << 20, "401"},
		"a service token of no one":  {identities, "Authorization: Bearer st.00000000-0000-4000-8000-000000000000.secret\r\n", 4 << 20, "401"},
		"larger than the limit":      {identities, "Authorization: Bearer " + s.Admin.Token + "\r\n", 4<<20 + 1, "413"},
		"public, and larger":         {"/api/v1/auth/universal-auth/login", "", 4<<20 + 1, "413"},
	} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n", c.path, c.credential, c.length)
		line, err := bufio.NewReader(connection).ReadString('\n')
		if err != nil || !strings.HasPrefix(line, "HTTP/1.1 "+c.status) {
			t.Errorf("%s: %q, %v; want %s", name, line, err, c.status)
		}
	}
}
