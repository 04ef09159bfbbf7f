package identities

import (
	"warder/engine/facts"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// identitiesAnswer is a page of the identities of an organization.
type identitiesAnswer struct {
	Identities []*orgIdentityJSON `json:"identities"`
	TotalCount int                `json:"totalCount"`
}

// listIdentities lists the identities that the caller may read, and leaves out those with more
// privileges.
func listIdentities(r *pep.Request) (*identitiesAnswer, error) {
	page, total, err := identityPage(r, "")
	if err != nil {
		return nil, err
	}
	return &identitiesAnswer{Identities: page, TotalCount: total}, nil
}

// identityMembershipsAnswer is the same page under the newer route's field name.
type identityMembershipsAnswer struct {
	IdentityMemberships []*orgIdentityJSON `json:"identityMemberships"`
	TotalCount          int                `json:"totalCount"`
}

func listIdentityMemberships(r *pep.Request) (*identityMembershipsAnswer, error) {
	page, total, err := identityPage(r, r.Param("org"))
	if err != nil {
		return nil, err
	}
	return &identityMembershipsAnswer{IdentityMemberships: page, TotalCount: total}, nil
}

// identityPage returns the requested page and the total number of identities. The organization
// comes from the path or the query.
func identityPage(r *pep.Request, organization string) (page []*orgIdentityJSON, total int, err error) {
	q := r.ReadQuery()
	limit, offset := q.Number("limit", 0, 1, 20000), q.Offset()
	if organization == "" {
		organization = q.Text("orgId", "organizationId")
	}
	filter := identityFilter{name: members.NameFilter{Contains: q.Text("search")}}
	order := models.IdentityOrder{ByRole: q.Word("orderBy", "name", "role") == "role", Descending: q.Word("orderDirection", "asc", "desc") == "desc"}
	if err := q.Err(); err != nil {
		return nil, 0, err
	}
	list := &facts.IdentityList{Order: order, Keeps: filter.keeps()}
	err = r.ReadMembers(identitiesOf(r, organization, list), func(tx *store.Tx, s *facts.State, permitted []int) (err error) {
		page, err = describeIdentities(tx, s, list, pep.Page(permitted, limit, offset))
		total = len(permitted)
		return err
	})
	return page, total, err
}

type identityFilter struct{ name, role members.NameFilter }

// keeps is nil for an empty filter.
func (f identityFilter) keeps() func(models.IdentityPlace) bool {
	if f.name.None() && f.role.None() {
		return nil
	}
	return func(at models.IdentityPlace) bool {
		return f.name.Keeps(at.Name) && (f.role.Keeps(at.Role) || at.CustomRole != "" && f.role.Keeps(at.CustomRole))
	}
}

// identitiesOf asks about the list and each identity in it.
func identitiesOf(r *pep.Request, organization string, list *facts.IdentityList) facts.Question {
	question := r.Question(facts.ProjectRef{}, list.Read)
	question.Organization = organization
	return question
}

// describeIdentities describes the identities at some indexes of a list.
func describeIdentities(tx *store.Tx, s *facts.State, list *facts.IdentityList, shown []int) ([]*orgIdentityJSON, error) {
	ids := make([]string, 0, len(shown))
	for _, i := range shown {
		ids = append(ids, list.Identities[i].ID)
	}
	methods, err := members.AuthMethodsOf(tx, s.OrgScope(), ids...)
	if err != nil {
		return nil, err
	}
	used, err := models.LastUses(tx, s.OrgScope(), ids)
	if err != nil {
		return nil, err
	}
	roles, err := facts.RolesOfMembers(tx, s.OrgScope(), list.Memberships)
	if err != nil {
		return nil, err
	}
	found := make([]*orgIdentityJSON, 0, len(shown))
	for _, i := range shown {
		body := orgIdentityWith(&list.Memberships[i], &list.Identities[i], methods[list.Identities[i].ID], roles)
		body.used(used)
		found = append(found, body)
	}
	return found, nil
}

type organizationStub struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

type identityDetailsJSON struct {
	Organization organizationStub `json:"organization"`
}

type identityDetailsAnswer struct {
	IdentityDetails identityDetailsJSON `json:"identityDetails"`
}

func identityDetails(r *pep.Request) (*identityDetailsAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}, facts.OnSelf), func(tx *store.Tx, s *facts.State) (*identityDetailsAnswer, error) {
		org, err := store.First[models.Organization](tx, store.Installation, "id = ?", s.OrgID())
		if err != nil {
			return nil, err
		}
		return &identityDetailsAnswer{identityDetailsJSON{organizationStub{ID: org.ID, Name: org.Name, Slug: org.Slug}}}, nil
	})
}
