package facts

import (
	"slices"

	"warder/engine/input"
	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
)

// InEach is the same request, asked for something else in each of several projects: what
// a list of things of several projects asks for each of them. What the questions need is
// read together.
func (s *State) InEach(tx *store.Tx, projects []models.Project, action, resourceType string) ([]*State, error) {
	states := make([]*State, 0, len(projects))
	for some := range slices.Chunk(projects, models.MostIDs) {
		known, err := s.readEach(tx, some)
		if err != nil {
			return nil, err
		}
		for i := range some {
			at, err := s.in(tx, some[i].ID, action, resourceType, known[i])
			if err != nil {
				return nil, err
			}
			states = append(states, at)
		}
	}
	return states, nil
}

// in is the same request, asked for something else in one project.
func (s *State) in(tx *store.Tx, projectID, action, resourceType string, known prefetched) (*State, error) {
	at := *s
	at.Members, at.Needs, at.Membership, at.cache, at.prefetched = nil, "", nil, nil, known
	at.Request.Action.Name, at.Request.Resource = action, input.Resource{Type: resourceType}
	at.Request.Facts.Target, at.Request.Requested = nil, nil
	if membership := s.Request.Facts.Membership; membership != nil {
		own := *membership
		own.Project, at.Request.Facts.Membership = false, &own
	}
	return &at, at.InProject(tx, projectID)
}

// readEach reads what the steps of a question about each project ask for (see project
// and grants): the project, its trusted addresses, the subject's membership and roles.
func (s *State) readEach(tx *store.Tx, projects []models.Project) ([]prefetched, error) {
	ids := make([]string, 0, len(projects))
	for i := range projects {
		ids = append(ids, projects[i].ID)
	}
	trusted, err := trustedIPsOfEach(tx, s.OrgID(), ids)
	if err != nil {
		return nil, err
	}
	members, roles, err := s.memberOfEach(tx, ids)
	if err != nil {
		return nil, err
	}
	subject, each := s.Caller.Subject, make([]prefetched, 0, len(projects))
	for i := range projects {
		member := members[projects[i].ID]
		known := prefetched{
			{About: "project", Of: [4]string{projects[i].ID, ""}}: &projects[i],
			{About: "addresses"}: trusted[projects[i].ID],
			{About: "member", Of: [4]string{subject.Type, subject.ID}}:          member,
			{About: "organization role", Of: organizationRole(s.OrgMembership)}: s.Request.Facts.Grants.Organization,
		}
		for _, grant := range member.Given {
			if grant.Source == input.SourceRole && grant.ID != "" {
				known[factcache.Key{About: "role", Of: [4]string{grant.ID}}] = roles.in(projects[i].ID, grant.ID)
			}
		}
		each = append(each, known)
	}
	return each, nil
}

// memberOfEach are the subject's memberships of projects, by the id of the project, and
// what their custom roles permit.
func (s *State) memberOfEach(tx *store.Tx, projectIDs []string) (map[string]projectMember, projectRoles, error) {
	rows, err := store.Find[models.ProjectMembership](tx, s.OrgScope(), ofSubject+" AND project_id IN ?",
		s.Caller.Subject.Type, s.Caller.Subject.ID, projectIDs)
	if err != nil {
		return nil, nil, err
	}
	given, err := givenToEach(tx, s.OrgID(), rows)
	if err != nil {
		return nil, nil, err
	}
	members := make(map[string]projectMember, len(given))
	for _, member := range given {
		members[member.Row.ProjectID] = member
	}
	roles, err := rolesOfEach(tx, s.OrgID(), given)
	return members, roles, err
}
