package facts

import (
	"errors"
	"slices"
	"time"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Clock tells the time; decisions know it in whole seconds.
type Clock func() time.Time

// Collect reads, inside one transaction, everything the policy needs to
// answer the question: token, membership, project, grants and targets. A missing
// row becomes a fact that denies. An error means that the database did not answer.
func Collect(tx *store.Tx, now time.Time, caller Caller, question Question) (*State, error) {
	s := newState(now, caller, question)
	if s.Question.locks() {
		if err := lockGrants(tx, s); err != nil {
			return nil, err
		}
	}
	s.cache = tx.Facts()
	if err := s.gather(tx); err != nil {
		return nil, err
	}
	if len(s.fresh) == 0 {
		return s, nil
	}
	return s, s.cacheFresh(tx)
}

// newState returns the state of a question before any fact is read.
func newState(now time.Time, caller Caller, question Question) *State {
	s := &State{Caller: caller, Question: question}
	s.Request = input.Request{
		Subject:  caller.Subject,
		Action:   input.Action{Name: question.Action},
		Resource: question.Resource,
		Context: input.Context{
			IP: caller.Address, Now: now.Unix(), Mode: caller.Mode, Raw: question.Raw,
		},
	}
	if len(question.Members) > 0 {
		s.needs(slices.Clone(question.Members)...)
	}
	if question.Requested != nil {
		asks := *question.Requested // a question may be asked again, and its targets fill in more
		s.Request.Requested = &asks
	}
	return s
}

// gather reads the facts, step by step.
func (s *State) gather(tx *store.Tx) error {
	steps := append([]TargetLoader{credential, organization, project, grants}, s.Question.Targets...)
	for _, step := range append(steps, instance) {
		if err := step(tx, s); err != nil {
			return err
		}
	}
	if s.Request.Resource.Type == "identity" {
		s.nameIdentity()
	}
	if s.Question.Changes && !s.Caller.Anonymous() {
		s.requested()
	}
	return nil
}

// nameIdentity names the identity that the request is about, also where the route
// names a token, membership or privilege of it by its own id: conditions on
// identities must not depend on the way that leads there.
func (s *State) nameIdentity() {
	resource, found := &s.Request.Resource, &s.Found
	if resource.Properties.IdentityID != nil {
		return
	}
	switch {
	case found.Identity != nil:
		resource.Properties.IdentityID = &found.Identity.ID
	case found.Member != nil && found.Member.SubjectType == models.SubjectIdentity:
		resource.Properties.IdentityID = &found.Member.SubjectID
	default:
		return
	}
	resource.ID = *resource.Properties.IdentityID
}

// orNil turns "no such row" into a nil row without an error.
func orNil[T any](row *T, err error) (*T, error) {
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // absence is a fact here, and every reader of it denies
	}
	return row, err
}

// instance says whether the subject administers the installation.
func instance(tx *store.Tx, s *State) error {
	known, err := cached(s, s.proof.Installation, "instance", [4]string{}, func() (*input.Instance, error) { return ReadInstance(tx) })
	if err != nil {
		return err
	}
	facts := copied(known)
	facts.SuperAdmin = s.User != nil && s.User.SuperAdmin || s.Identity != nil && s.Identity.IsInstanceAdmin
	s.Request.Facts.Instance = facts
	return nil
}

// organization names where the request takes place and whether the subject
// belongs there.
func organization(tx *store.Tx, s *State) error {
	if s.Caller.Anonymous() {
		return nil
	}
	membership := &input.Membership{OrgID: s.Request.Facts.Token.OrgID}
	s.Request.Facts.Membership = membership
	if !s.Question.OrgLess {
		named := s.Question.Organization
		if named == "" {
			named = membership.OrgID
		}
		s.Request.Facts.Organization = &input.Organization{ID: named}
	}
	if s.ServiceToken != nil {
		membership.Organization, membership.AcceptedInOrg, membership.ActiveInOrg = true, true, true
		return nil
	}
	if membership.OrgID == "" {
		return nil
	}
	subject := s.Caller.Subject
	row, err := cached(s, s.proof.Organization, "organization member", [4]string{subject.Type, subject.ID}, func() (*models.OrgMembership, error) {
		return orNil(store.First[models.OrgMembership](tx, store.Scope{OrgID: membership.OrgID}, ofSubject, subject.Type, subject.ID))
	})
	if err != nil || row == nil {
		return err
	}
	s.OrgMembership = copied(row)
	membership.OrgRole = row.Role
	membership.Organization, membership.AcceptedInOrg, membership.ActiveInOrg = true, row.Status == models.StatusAccepted, row.IsActive
	return nil
}

// project adds the facts of the project that the request names. It looks in the caller's
// organization only, so a project of another organization is unknown.
func project(tx *store.Tx, s *State) error {
	ref := s.Question.Project
	if ref == (ProjectRef{}) || s.Caller.Anonymous() {
		return nil
	}
	s.Request.Facts.Project = &input.Project{ID: ref.ID, TrustedIPs: []string{}}
	if s.OrgID() == "" {
		return nil
	}
	row, err := cached(s, s.proof.Organization, "project", [4]string{ref.ID, ref.Slug}, func() (*models.Project, error) {
		if ref.ID == "" {
			return orNil(store.First[models.Project](tx, s.OrgScope(), withSlug, ref.Slug))
		}
		return orNil(store.First[models.Project](tx, s.OrgScope(), withID, ref.ID))
	})
	if err != nil || row == nil {
		return err
	}
	if s.cache != nil && s.proof.projectID != row.ID {
		if err := s.readProjectRevision(tx, row.ID); err != nil {
			return err
		}
	}
	return s.inProject(tx, copied(row))
}

// inProject makes row the project the request takes place in.
func (s *State) inProject(tx *store.Tx, row *models.Project) error {
	s.Project = row
	trusted, err := cached(s, s.proof.Project, "addresses", [4]string{}, func() ([]string, error) { return projectTrustedIPs(tx, s.Scope()) })
	if err != nil {
		return err
	}
	s.Request.Facts.Project = &input.Project{
		ID: row.ID, OrgID: row.OrgID, Known: true, EndToEndEncrypted: row.EndToEndEncrypted,
		Version: row.Version, DeleteProtected: row.HasDeleteProtection, TrustedIPs: trusted,
	}
	if s.ServiceToken != nil {
		s.Request.Facts.Membership.Project = s.ServiceToken.ProjectID == row.ID
		return nil
	}
	subject := s.Caller.Subject
	s.member, err = cached(s, s.proof.Project, "member", [4]string{subject.Type, subject.ID}, func() (projectMember, error) {
		return readProjectMember(tx, s.Scope(), subject)
	})
	if err != nil || s.member.Row == nil {
		return err
	}
	s.Membership = copied(s.member.Row)
	s.Request.Facts.Membership.Project = true
	return nil
}

// AnyProject is the target of questions about projects in general, including those that
// the subject does not belong to.
func AnyProject() *input.Target {
	target := newTarget()
	target.Kind, target.Known = "projects", true
	return target
}

// InProject is for targets that find out which project a request takes place
// in only by reading what it names, such as a folder addressed by id alone.
// An empty id leaves the project unknown.
func (s *State) InProject(tx *store.Tx, projectID string) error {
	if s.Caller.Anonymous() {
		return nil
	}
	s.Question.Project = ProjectRef{ID: projectID}
	if projectID == "" {
		s.Request.Facts.Project = &input.Project{TrustedIPs: []string{}}
		return nil
	}
	if err := project(tx, s); err != nil {
		return err
	}
	return grants(tx, s)
}
