package handlers

import (
	"encoding/json"
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// listIdentities answers the identities of an organization that the caller
// may read one by one: stronger ones are left out.
func listIdentities(c *call) (any, error) {
	q := c.query()
	limit, offset := q.number("limit", 0, 1, 20000), q.offset()
	organization := c.Param("org")
	if organization == "" {
		organization = q.text("orgId", "organizationId")
	}
	filter := identityFilter{name: nameFilter{Contains: q.text("search")}}
	orderBy, direction := q.word("orderBy", "name", "role"), q.word("orderDirection", "asc", "desc")
	if err := q.err(); err != nil {
		return nil, err
	}
	found, err := c.identities(organization, filter)
	if err != nil {
		return nil, err
	}
	sortIdentities(found, orderBy, direction)
	field := "identities"
	if c.Param("org") != "" {
		field = "identityMemberships"
	}
	return map[string]any{field: window(found, limit, offset), "totalCount": len(found)}, nil
}

func window[T any](list []T, limit, offset int) []T {
	list = list[min(offset, len(list)):]
	if limit > 0 {
		list = list[:min(limit, len(list))]
	}
	return list
}

type nameFilter struct {
	Eq       string   `json:"$eq"`
	Contains string   `json:"$contains"`
	In       []string `json:"$in"`
}

// UnmarshalJSON takes a bare string for $eq.
func (f *nameFilter) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &f.Eq)
	}
	type plain nameFilter
	return json.Unmarshal(raw, (*plain)(f))
}

func (f nameFilter) keeps(text string) bool {
	return (f.Eq == "" || f.Eq == text) && (f.In == nil || slices.Contains(f.In, text)) &&
		strings.Contains(strings.ToLower(text), strings.ToLower(f.Contains))
}

type identityFilter struct{ name, role nameFilter }

type searchIdentitiesRequest struct {
	OrderBy        string `json:"orderBy" validate:"omitempty,oneof=name role"`
	OrderDirection string `json:"orderDirection" validate:"omitempty,oneof=asc desc"`
	Limit          *int   `json:"limit" validate:"omitnil,min=1,max=100"`
	Offset         int    `json:"offset" validate:"min=0"`
	Search         struct {
		Name nameFilter `json:"name"`
		Role nameFilter `json:"role"`
	} `json:"search"`
}

func (*searchIdentitiesRequest) requested(*engine.Requested) {}

func searchIdentities(c *call) (any, error) {
	var body searchIdentitiesRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	found, err := c.identities("", identityFilter{body.Search.Name, body.Search.Role})
	if err != nil {
		return nil, err
	}
	sortIdentities(found, body.OrderBy, body.OrderDirection)
	limit := 50
	if body.Limit != nil {
		limit = *body.Limit
	}
	return map[string]any{"identities": window(found, limit, body.Offset), "totalCount": len(found)}, nil
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
func (c *call) identities(organization string, filter identityFilter) ([]*orgIdentityJSON, error) {
	var list facts.IdentityList
	question := c.question(facts.ProjectRef{}, list.Read)
	question.Organization = organization
	found := []*orgIdentityJSON{}
	_, err := c.readMembers(question, func(tx *models.Tx, s *facts.State, permitted []int) error {
		methods, err := methodsOf(tx, s.OrgScope(), list.IDs()...)
		if err != nil {
			return err
		}
		for _, i := range permitted {
			identity := &list.Identities[i]
			if !filter.name.keeps(identity.Name) || !filter.role.keeps(list.Memberships[i].Role) {
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

// readMembers is read for lists: it hands the act the indexes of the members that
// the policy permits.
func (c *call) readMembers(question facts.Question, do func(tx *models.Tx, s *facts.State, permitted []int) error) (any, error) {
	return c.ask(c.api.Store.Snapshot, question, func(tx *models.Tx, q *asked) (any, error) {
		return nil, do(tx, q.state, q.permitted())
	}, false)
}

func identityDetails(c *call) (any, error) {
	return c.read(c.question(facts.ProjectRef{}, facts.OnSelf), func(tx *models.Tx, s *facts.State) (any, error) {
		org, err := models.First[models.Organization](tx, models.Installation, "id = ?", s.OrgID())
		if err != nil {
			return nil, err
		}
		return map[string]any{"identityDetails": map[string]any{
			"organization": map[string]string{"id": org.ID, "name": org.Name, "slug": org.Slug},
		}}, nil
	})
}
