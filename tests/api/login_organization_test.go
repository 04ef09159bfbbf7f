package api

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// A login that names another organization than the identity's is one by an unknown client
// id, and is not counted against the one that is known.
func TestLogin_names_the_organization_of_the_identity_or_fails(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		other, _ := s.SecondOrganization(t)
		m := s.NewMachine(t, "member", testserver.Object{"lockoutThreshold": 1})
		slugOf := func(id string, by testserver.Client) string {
			return by.Get(t, "/api/v1/organization/"+id).Want(t, 200).Text("organization.slug")
		}
		login := func(slug any) testserver.Answer {
			return s.Anonymous().Post(t, "/api/v1/auth/universal-auth/login", testserver.Object{"clientId": m.ClientID, "clientSecret": m.ClientSecret, "organizationSlug": slug})
		}
		own := slugOf(s.Admin.ID, s.AsPerson(t))
		login("not-"+own).WantRefusal(t, 401, "credentials_invalid")
		login(other).WantRefusal(t, 401, "credentials_invalid")
		login(" "+own+" ").Want(t, 200)
		login(nil).Want(t, 200)
	})
}
