package identities

import (
	"slices"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// listIdentities answers the identities of an organization that the caller
// may read one by one: stronger ones are left out.
// identitiesAnswer is a page of the identities of an organization.
type identitiesAnswer struct {
	Identities []*orgIdentityJSON `json:"identities"`
	TotalCount int                `json:"totalCount"`
}

func listIdentities(r *pep.Request) (*identitiesAnswer, error) {
	page, total, err := identityPage(r, "")
	if err != nil {
		return nil, err
	}
	return &identitiesAnswer{Identities: page, TotalCount: total}, nil
}

// identityMembershipsAnswer is the same page under the name that the newer route gives it.
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

// identityPage is the page that the query asks for, of the organization in the path or
// in the query, and how many identities there are in all.
func identityPage(r *pep.Request, organization string) (page []*orgIdentityJSON, total int, err error) {
	q := r.ReadQuery()
	limit, offset := q.Number("limit", 0, 1, 20000), q.Offset()
	if organization == "" {
		organization = q.Text("orgId", "organizationId")
	}
	filter := identityFilter{name: members.NameFilter{Contains: q.Text("search")}}
	orderBy, direction := q.Word("orderBy", "name", "role"), q.Word("orderDirection", "asc", "desc")
	if err := q.Err(); err != nil {
		return nil, 0, err
	}
	found, err := identities(r, organization, filter)
	if err != nil {
		return nil, 0, err
	}
	sortIdentities(found, orderBy, direction)
	return pep.Page(found, limit, offset), len(found), nil
}

type identityFilter struct{ name, role members.NameFilter }

type searchIdentitiesRequest struct {
	OrderBy        string `json:"orderBy" validate:"omitempty,oneof=name role"`
	OrderDirection string `json:"orderDirection" validate:"omitempty,oneof=asc desc"`
	Limit          *int   `json:"limit" validate:"omitnil,min=1,max=100"`
	Offset         int    `json:"offset" validate:"min=0"`
	Search         struct {
		Name members.NameFilter `json:"name" bound:"what it is compared with"`
		Role members.NameFilter `json:"role" bound:"what it is compared with"`
	} `json:"search"`
}

func (*searchIdentitiesRequest) Requested(*input.Requested) {}

func searchIdentities(r *pep.Request, body *searchIdentitiesRequest) (*identitiesAnswer, error) {
	found, err := identities(r, "", identityFilter{body.Search.Name, body.Search.Role})
	if err != nil {
		return nil, err
	}
	sortIdentities(found, body.OrderBy, body.OrderDirection)
	limit := 50
	if body.Limit != nil {
		limit = *body.Limit
	}
	return &identitiesAnswer{Identities: pep.Page(found, limit, body.Offset), TotalCount: len(found)}, nil
}

// sortIdentities puts in order what comes in the order of names.
func sortIdentities(list []*orgIdentityJSON, orderBy, direction string) {
	if orderBy == "role" {
		slices.SortStableFunc(list, func(a, b *orgIdentityJSON) int { return strings.Compare(a.Role, b.Role) })
	}
	if direction == "desc" {
		slices.Reverse(list)
	}
}

// identities decides the list and each identity in it, and describes those
// that are permitted, by name.
func identities(r *pep.Request, organization string, filter identityFilter) ([]*orgIdentityJSON, error) {
	var list facts.IdentityList
	question := r.Question(facts.ProjectRef{}, list.Read)
	question.Organization = organization
	found := []*orgIdentityJSON{}
	err := r.ReadMembers(question, func(tx *store.Tx, s *facts.State, permitted []int) error {
		methods, err := members.AuthMethodsOf(tx, s.OrgScope(), list.IDs()...)
		if err != nil {
			return err
		}
		for _, i := range permitted {
			identity := &list.Identities[i]
			if !filter.name.Keeps(identity.Name) || !filter.role.Keeps(list.Memberships[i].Role) {
				continue
			}
			body, err := orgIdentityWith(tx, s.OrgScope(), &list.Memberships[i], identity, methods[identity.ID])
			if err != nil {
				return err
			}
			found = append(found, body)
		}
		return nil
	})
	return found, err
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
