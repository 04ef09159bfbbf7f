package speed

import (
	"math"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// mostPerSecret is what one secret more in a list may allocate between its row
// and the bytes of the answer: what was reached, and a little. Nearly all of it is
// the driver's, which makes two for each column with something in it.
const mostPerSecret = 27

func Test_a_list_stays_within_its_allocations(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		machine := server.NewMachine(t, "no-access", nil)
		allocated := func(secrets int) float64 {
			p := admin.NewProject(t)
			fill(t, server, p, secrets)
			admin.AddMember(t, p, machine.IdentityID, "member")
			reader := server.As(server.Token(t, machine)).Undescribed()
			least := math.Inf(1)
			for range 3 { // a round of the server's own work counts too
				least = min(least, testing.AllocsPerRun(20, func() {
					reader.Get(t, "/api/v3/secrets/raw?environment=dev&workspaceId="+p.ID).Want(t, 200)
				}))
			}
			return least
		}
		few, many := allocated(10), allocated(210)
		t.Logf("%.0f allocations for 10 secrets, %.0f for 210", few, many)
		if each := (many - few) / 200; each > mostPerSecret {
			t.Errorf("%.1f allocations for each secret, at most %d", each, mostPerSecret)
		}
	})
}
