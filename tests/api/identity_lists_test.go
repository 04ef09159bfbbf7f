package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const search = testserver.IdentitiesPath + "/search"

// finder is a person who may read identities and holds nothing else.
func finder(t *testing.T, server *testserver.Server) (as testserver.Client, name string) {
	t.Helper()
	server.AsAdmin().Post(t, "/api/v1/organization/roles", testserver.Object{
		"slug": "finder", "name": "Finder", "permissions": testserver.List{testserver.Object{"subject": "identity", "action": testserver.List{"read"}}},
	}).Want(t, 200)
	m := server.NewMachine(t, "finder", nil)
	return server.As(server.Token(t, m)), server.AsAdmin().Get(t, testserver.IdentitiesPath+"/"+m.IdentityID).Want(t, 200).Text("identity.identity.name")
}

func namesIn(answer testserver.Answer) []string {
	names := []string{}
	list, _ := answer.Value("identities").([]any)
	for _, one := range list {
		identity, _ := one.(map[string]any)["identity"].(map[string]any)
		names = append(names, fmt.Sprint(identity["name"]))
	}
	return names
}

// walk reads a search page by page; between is done after the first page.
func walk(t *testing.T, c testserver.Client, body testserver.Object, between func()) (names []string, pages []int) {
	t.Helper()
	body["after"] = ""
	for range 50 {
		answer := c.Post(t, search, body).Want(t, 200)
		page := namesIn(answer)
		names, pages = append(names, page...), append(pages, len(page))
		if strings.Contains(answer.Body, "totalCount") {
			t.Errorf("a search by place counts: %s", answer.Body)
		}
		if answer.Value("next") == nil {
			return names, pages
		}
		body["after"] = answer.Text("next")
		if between != nil {
			between()
			between = nil
		}
	}
	t.Fatal("a search does not end")
	return nil, nil
}

func TestIdentities_are_searched_by_place(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		reader, finderName := finder(t, server)
		ids := map[string]string{}
		for _, name := range []string{"e", "B", "a", "d", "Ä", "a", "strong-1", "strong-2", "c"} {
			role := "no-access"
			if strings.HasPrefix(name, "strong") {
				role = "admin"
			}
			ids[name] = admin.Post(t, testserver.IdentitiesPath, testserver.Object{"name": "x-" + name, "organizationId": server.Admin.ID, "role": role}).Want(t, 200).Text("identity.id")
		}
		only := testserver.Object{"name": testserver.Object{"$contains": "X-"}}
		ascending := []string{"x-B", "x-a", "x-a", "x-c", "x-d", "x-e", "x-strong-1", "x-strong-2", "x-Ä"}
		weak := []string{"x-B", "x-a", "x-a", "x-c", "x-d", "x-e", "x-Ä"}
		descending := slices.Clone(ascending)
		slices.Reverse(descending)
		byRole := []string{"x-strong-1", "x-strong-2", "x-B", "x-a", "x-a", "x-c", "x-d", "x-e", "x-Ä"}
		for _, c := range []struct {
			what string
			as   testserver.Client
			body testserver.Object
			want []string
		}{
			{"by name", admin, testserver.Object{"search": only, "limit": 2}, ascending},
			{"one at a time", admin, testserver.Object{"search": only, "limit": 1}, ascending},
			{"all at once", admin, testserver.Object{"search": only, "limit": 100}, ascending},
			{"exactly as many as there are", admin, testserver.Object{"search": only, "limit": 9}, ascending},
			{"backwards", admin, testserver.Object{"search": only, "limit": 4, "orderDirection": "desc"}, descending},
			{"by role", admin, testserver.Object{"search": only, "limit": 2, "orderBy": "role"}, byRole},
			{"of one role", admin, testserver.Object{"search": testserver.Object{"name": only["name"], "role": "admin"}, "limit": 1}, []string{"x-strong-1", "x-strong-2"}},
			{"of a custom role", admin, testserver.Object{"search": testserver.Object{"role": testserver.Object{"$eq": "finder"}}, "limit": 1}, []string{finderName}},
			{"without the stronger ones", reader, testserver.Object{"search": only, "limit": 3}, weak},
			{"none but stronger ones", reader, testserver.Object{"search": testserver.Object{"name": testserver.Object{"$contains": "strong"}}, "limit": 1}, nil},
		} {
			names, pages := walk(t, c.as, c.body, nil)
			if !slices.Equal(names, c.want) {
				t.Errorf("%s: %q, want %q", c.what, names, c.want)
			}
			// Whether a page is full says nothing of identities that are not shown.
			limit := c.body["limit"].(int)
			for _, size := range pages[:len(pages)-1] {
				if size != limit {
					t.Errorf("%s: pages of %v, want %d each", c.what, pages, limit)
				}
			}
			if whole := len(c.want) > 0 && pages[len(pages)-1] == 0; whole {
				t.Errorf("%s: pages of %v, and the last one is empty", c.what, pages)
			}
		}
		gone := func() {
			admin.Delete(t, testserver.IdentitiesPath+"/"+ids["B"], nil).Want(t, 200)
			admin.Post(t, testserver.IdentitiesPath, testserver.Object{"name": "x-A", "organizationId": server.Admin.ID}).Want(t, 200)
		}
		if names, _ := walk(t, admin, testserver.Object{"search": only, "limit": 1}, gone); !slices.Equal(names, ascending) {
			t.Errorf("after the identity at the place is gone: %q, want %q", names, ascending)
		}
		for after, offset := range map[string]int{"!": 0, "W10": 0, "bm8": 0, "": 1} {
			admin.Post(t, search, testserver.Object{"after": after, "offset": offset}).Want(t, 422)
		}
		counted := admin.Post(t, search, testserver.Object{"search": only, "limit": 2, "offset": 1}).Want(t, 200)
		if got := namesIn(counted); !slices.Equal(got, []string{"x-B", "x-a"}) && !slices.Equal(got, []string{"x-a", "x-a"}) || counted.Number("totalCount") != 9 || counted.Value("next") != nil {
			t.Errorf("by offset: %s", counted.Body)
		}
	})
}

func TestIdentities_say_when_they_were_last_used(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		m := server.NewMachine(t, "no-access", testserver.Object{"accessTokenNumUsesLimit": 9}) // uses without a limit are written later, many at once
		lastUsed := func() (one, listed any) {
			one = admin.Get(t, testserver.IdentitiesPath+"/"+m.IdentityID).Want(t, 200).Value("identity.lastUsedAt")
			list, _ := admin.Get(t, testserver.IdentitiesPath+"?orgId="+server.Admin.ID).Want(t, 200).Value("identities").([]any)
			for _, row := range list {
				if row := row.(map[string]any); row["identityId"] == m.IdentityID {
					listed = row["lastUsedAt"]
				}
			}
			return one, listed
		}
		if one, listed := lastUsed(); one != nil || listed != nil {
			t.Errorf("before it logs in it was last used at %v, %v", one, listed)
		}
		first, second := server.Token(t, m), server.Token(t, m)
		server.As(second).Get(t, testserver.IdentitiesPath+"/details").Want(t, 200)
		server.Clock.Advance(3600)
		server.As(first).Get(t, testserver.IdentitiesPath+"/details").Want(t, 200)
		server.Clock.Advance(60)
		if one, listed := lastUsed(); one != "2026-12-01T10:00:00.000Z" || listed != one {
			t.Errorf("it was last used at %v, %v", one, listed)
		}
	})
}
