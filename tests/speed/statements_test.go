package speed

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// statements are what one kind of request sends, BEGIN and COMMIT included: on
// PostgreSQL each is a round trip. The budget is two for one secret. A change that saves one lowers the number; a change
// that adds one says so here and in docs/performance.md. What is one statement on
// PostgreSQL alone is more on SQLite, where none is a round trip.
var statements = map[string]int{
	"one secret": 1,
	// A new machine with a role gives the organization and the project other revisions.
	// The first statement finds the facts in memory outdated, and is repeated in a
	// snapshot (BEGIN, COMMIT) with one read of each: identity, auth method, membership
	// of the organization; trusted addresses, membership, its roles and privileges,
	// environment and folder of the project.
	"the same, after a change of grants": 13,
	"a list of 10":                       1,
	"a list of 100":                      1,
	"a login":                            2,
	"a new secret":                       3, // the caller is checked before the body is parsed
}

// sent keeps what requests send to the database, but not what the server sends
// by itself, such as a batch of its log.
type sent struct {
	sync.Mutex
	list []string
}

func (s *sent) observe(ctx context.Context, statement string) {
	if ctx.Value(http.ServerContextKey) == nil {
		return
	}
	s.Lock()
	defer s.Unlock()
	s.list = append(s.list, statement)
}

func (s *sent) forget() {
	s.Lock()
	defer s.Unlock()
	s.list = nil
}

// during is what one request sends.
func (s *sent) during(request func()) []string {
	s.forget()
	request()
	s.Lock()
	defer s.Unlock()
	return slices.Clone(s.list)
}

// A new secret writes two records: whether it may be created, and whether the
// answer may show its value.
var onSQLite = map[string]int{"a login": 6, "a new secret": 8}

func Test_a_request_sends_as_many_statements_as_it_is_known_to(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		seen := &sent{}
		server := testserver.Start(t, url, func(config *service.Config) { config.Observer = seen.observe })
		admin := server.AsAdmin()
		few, many, spare := admin.NewProject(t), admin.NewProject(t), admin.NewProject(t)
		fill(t, server, few, 10)
		fill(t, server, many, 100)
		machine := server.NewMachine(t, "no-access", nil)
		for _, p := range []testserver.Project{few, many, spare} {
			admin.AddMember(t, p, machine.IdentityID, "member")
		}
		reader := server.As(server.Token(t, machine))
		list := func(p testserver.Project, want int) {
			answer := reader.Get(t, "/api/v3/secrets/raw?environment=dev&workspaceId="+p.ID).Want(t, 200)
			if got := strings.Count(answer.Body, `"secretKey"`); got != want {
				t.Fatalf("%d secrets listed, want %d", got, want)
			}
		}
		requests := map[string]func(i int){
			"one secret": func(int) { reader.Get(t, few.SecretPath("KEY_1")).Want(t, 200) },
			"the same, after a change of grants": func(i int) {
				admin.AddMember(t, few, server.NewMachine(t, "no-access", nil).IdentityID, "viewer")
				seen.forget()
				reader.Get(t, few.SecretPath("KEY_1")).Want(t, 200)
			},
			"a list of 10":  func(int) { list(few, 10) },
			"a list of 100": func(int) { list(many, 100) },
			"a login":       func(int) { server.Anonymous().Login(t, machine).Want(t, 200) },
			"a new secret":  func(i int) { reader.SetSecret(t, spare, fmt.Sprintf("NEW_%d", i), "value") },
		}
		for name, want := range statements {
			if more := onSQLite[name]; more > 0 && strings.HasPrefix(url, "sqlite") {
				want = more
			}
			requests[name](1) // facts are kept in memory afterwards
			if got := seen.during(func() { requests[name](2) }); len(got) != want {
				t.Errorf("%s sends %d statements, known are %d:\n%s", name, len(got), want, strings.Join(got, "\n"))
			}
		}
	})
}

// fill makes n secrets in the root folder of dev.
func fill(t testing.TB, server *testserver.Server, p testserver.Project, n int) {
	t.Helper()
	var secrets testserver.List
	for i := range n {
		secrets = append(secrets, testserver.Object{"secretKey": fmt.Sprintf("KEY_%d", i), "secretValue": "value"})
	}
	server.AsAdmin().Post(t, "/api/v3/secrets/batch/raw", testserver.Object{
		"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "secrets": secrets,
	}).Want(t, 200)
}
