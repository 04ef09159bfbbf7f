package truth

import (
	"fmt"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// A password that is sent with a request is not looked at when it is only asked about: the
// answer says so, for the right one and a wrong one alike, and nothing is counted.
func TestAsk_does_not_foretell_what_a_password_decides(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person := s.NewPerson(t, "member")
	const change = "/api/v2/password/user/password-reset"
	for range 20 { // more than are counted before the account is slowed down
		for _, old := range []string{person.Password, "not the password"} {
			answer := person.Post(t, "/api/v1/authz/ask", testserver.Object{"requests": testserver.List{
				testserver.Object{"key": "-", "method": "POST", "path": change, "body": testserver.Object{"oldPassword": old, "newPassword": "another password"}},
			}}).Want(t, 200)
			said := fmt.Sprint(answer.Value("results.0.error.message"))
			if answer.Value("results.0.permitted") != false || !strings.Contains(said, "depends on the old password") {
				t.Fatalf("foretold %s", answer.Body)
			}
		}
	}
	person.Post(t, change, testserver.Object{"oldPassword": "not the password", "newPassword": "another password"}).Want(t, 400)
	person.Post(t, change, testserver.Object{"oldPassword": person.Password, "newPassword": "another password"}).Want(t, 200)
}
