package identities

import (
	"encoding/base64"
	"encoding/json"
	"errors"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/members"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

type searchIdentitiesRequest struct {
	OrderBy        string `json:"orderBy" validate:"omitempty,oneof=name role"`
	OrderDirection string `json:"orderDirection" validate:"omitempty,oneof=asc desc"`
	Limit          *int   `json:"limit" validate:"omitnil,min=1,max=100"`
	Offset         int    `json:"offset" validate:"min=0"`
	// After is the next value of the previous page, or empty for the first page. A search with
	// After has no offset and no total, and decides about little more than its page.
	After  *string        `json:"after" validate:"omitnil,max=4096"`
	Search searchedFields `json:"search" bound:"what it is compared with"`
}

// searchedFields are the fields of a search.
type searchedFields struct {
	Name members.NameFilter `json:"name" bound:"what it is compared with"`
	Role members.NameFilter `json:"role" bound:"what it is compared with"`

	unknown []string // fields that cannot be searched
}

// UnmarshalJSON records unknown fields: a search that ignored them would match every identity.
func (f *searchedFields) UnmarshalJSON(raw []byte) error {
	f.unknown = members.UnknownKeys(raw, "name", "role")
	type plain searchedFields
	return json.Unmarshal(raw, (*plain)(f))
}

// check refuses fields that cannot be searched.
func (f *searchedFields) check() error {
	return errors.Join(members.RefuseKeys(f.unknown, "search"), f.Name.Check("search", "name"), f.Role.Check("search", "role"))
}

func (*searchIdentitiesRequest) Requested(*input.Requested) {}

// searchAnswer is a page of a search. TotalCount is set for a search by offset. Next is set
// for a search by After, null on the last page.
type searchAnswer struct {
	Identities []*orgIdentityJSON `json:"identities"`
	TotalCount *int               `json:"totalCount,omitempty"`
	Next       *string            `json:"next"`
}

func searchIdentities(r *pep.Request, body *searchIdentitiesRequest) (*searchAnswer, error) {
	if err := body.Search.check(); err != nil {
		return nil, err
	}
	limit := 50
	if body.Limit != nil {
		limit = *body.Limit
	}
	s := &identitySearch{
		r: r, limit: limit,
		order:  models.IdentityOrder{ByRole: body.OrderBy == "role", Descending: body.OrderDirection == "desc"},
		filter: identityFilter{body.Search.Name, body.Search.Role},
	}
	if body.After == nil {
		return s.byOffset(body.Offset)
	}
	if body.Offset > 0 {
		return nil, pep.InvalidField("Cannot be combined with after", "offset")
	}
	after, err := readPlace(*body.After)
	if err != nil {
		return nil, err
	}
	return s.behind(after, *body.After)
}

type identitySearch struct {
	r      *pep.Request
	order  models.IdentityOrder
	filter identityFilter
	limit  int
}

func (s *identitySearch) byOffset(offset int) (*searchAnswer, error) {
	answer := &searchAnswer{}
	list := s.list(nil, 0)
	return answer, s.r.ReadMembers(identitiesOf(s.r, "", list), func(tx *store.Tx, state *facts.State, permitted []int) (err error) {
		answer.Identities, err = describeIdentities(tx, state, list, pep.Page(permitted, s.limit, offset))
		answer.TotalCount = new(len(permitted))
		return err
	})
}

// list selects the searched identities: at most a number after a place, or all for 0.
func (s *identitySearch) list(after *models.IdentityPlace, most int) *facts.IdentityList {
	return &facts.IdentityList{Order: s.order, Keeps: s.filter.keeps(), After: after, Most: most}
}

// behind is the page after a place. Identities that the caller may not see affect neither its
// length nor the presence of a next page, so a search reveals nothing about them.
func (s *identitySearch) behind(after *models.IdentityPlace, text string) (*searchAnswer, error) {
	most, err := s.enough(after)
	if err != nil {
		return nil, err
	}
	answer := &searchAnswer{}
	list := s.list(after, most)
	return answer, s.r.ReadMembers(identitiesOf(s.r, "", list), func(tx *store.Tx, state *facts.State, permitted []int) (err error) {
		shown := pep.Page(permitted, s.limit, 0)
		answer.Identities, err = describeIdentities(tx, state, list, shown)
		if len(permitted) > s.limit || len(list.Identities) == most {
			for _, i := range shown {
				text = placeText(list.Memberships[i].Role, &list.Identities[i])
			}
			answer.Next = &text
		}
		return err
	})
}

// enough is the number of identities to decide about until the page is full and a next page is
// known to exist or not.
func (s *identitySearch) enough(after *models.IdentityPlace) (int, error) {
	for most := s.limit + 1; ; most *= 8 {
		list := s.list(after, most)
		answer, err := s.r.Preview(identitiesOf(s.r, "", list))
		if err != nil {
			return 0, err
		}
		if len(answer.PermittedMembers()) > s.limit || len(list.Identities) < most || !answer.Permitted {
			return most, nil
		}
	}
}

// placeText encodes a place for the client. A page starts after a place, not after an
// identity: the place stays valid if the identity is deleted, so that concurrent changes
// neither repeat nor skip entries.
func placeText(role string, identity *models.Identity) string {
	raw, _ := json.Marshal([]string{role, identity.Name, identity.ID}) // never fails for strings
	return base64.RawURLEncoding.EncodeToString(raw)
}

// readPlace decodes that text; nil if it is empty.
func readPlace(text string) (*models.IdentityPlace, error) {
	if text == "" {
		return nil, nil
	}
	var parts []string
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &parts)
	}
	if err != nil || len(parts) != 3 {
		return nil, pep.InvalidField("Must be the next value of the previous page", "after")
	}
	return &models.IdentityPlace{Role: parts[0], Name: parts[1], ID: parts[2]}, nil
}
