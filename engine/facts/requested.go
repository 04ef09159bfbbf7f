package facts

import (
	"warder/engine/input"
	"warder/models"
)

// requested adds to a change what the request names by id only: who the member
// is, which folder it is, and what a thing that ends is called.
func (s *State) requested() {
	s.askFolder()
	s.askMember()
	if s.Question.Action == "delete" {
		s.askNames()
	}
}

// askFolder names the folder itself that is renamed or deleted. That of a
// secret or an import is its place.
func (s *State) askFolder() {
	if row := s.Found.Folder; row != nil && s.Request.Resource.Type == "secret-folders" {
		s.Asks().Folder = &input.RequestedFolder{Name: &row.Name, Path: &row.Path}
	}
}

// askMember names who has the membership, or the privilege of one.
func (s *State) askMember() {
	kind := s.Request.Resource.Properties.Kind
	if kind == nil || *kind != input.KindMembership && *kind != input.KindPrivilege {
		return
	}
	if row := s.Found.Privilege; row != nil && s.Asks().Slug == nil {
		s.Asks().Slug = &row.Slug
	}
	switch found := &s.Found; {
	case found.Member != nil:
		s.Asks().Member = &input.RequestedMember{Type: found.Member.SubjectType, ID: &found.Member.SubjectID}
	case found.OrgMembership != nil:
		s.Asks().Member = &input.RequestedMember{Type: found.OrgMembership.SubjectType, ID: &found.OrgMembership.SubjectID}
	}
}

// askNames is what the thing that is deleted is called.
func (s *State) askNames() {
	switch found := &s.Found; {
	case found.ClientSecret != nil, found.Secret != nil, found.Member != nil: // none, or in the resource
	case found.Folder != nil && s.Request.Resource.Type == "secret-folders":
		s.Asks().Name = &found.Folder.Name
	case found.ProjectIP != nil:
		s.askTrustedIP(found.ProjectIP)
	case found.Environment != nil && s.Request.Resource.Type == "environments":
		s.Asks().Name, s.Asks().Slug = &found.Environment.Name, &found.Environment.Slug
	case found.ProjectRole != nil:
		s.Asks().Name, s.Asks().Slug = &found.ProjectRole.Name, &found.ProjectRole.Slug
	case found.OrgRole != nil:
		s.Asks().Name, s.Asks().Slug = &found.OrgRole.Name, &found.OrgRole.Slug
	case found.ServiceToken != nil:
		s.Asks().Name = &found.ServiceToken.Name
	case found.Identity != nil:
		s.Asks().Name = &found.Identity.Name
	case len(found.Tags) == 1 && s.Request.Resource.Type == "tags":
		s.Asks().Name, s.Asks().Slug = &found.Tags[0].Name, &found.Tags[0].Slug
	case s.Project != nil && s.Request.Resource.Type == "workspace":
		s.Asks().Name, s.Asks().Slug = &s.Project.Name, &s.Project.Slug
	}
}

func (s *State) askTrustedIP(row *models.ProjectTrustedIP) {
	entry := models.TrustedIP{IPAddress: row.IPAddress, Type: row.Type}
	if row.Prefix != nil {
		bits := int(*row.Prefix)
		entry.Prefix = &bits
	}
	if block, err := Prefix(entry); err == nil {
		s.Asks().TrustedIP, s.Asks().Active = new(block.String()), &row.IsActive
	}
}
