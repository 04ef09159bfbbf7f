package facts

import (
	"cmp"
	"time"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Assumption is a question about a subject that did not ask it. Its credential
// is taken to be good. Without Address no address is known: the asker's own says
// nothing about the subject.
type Assumption struct {
	Subject input.Subject
	Address string // canonical, or empty
	// Mode is the kind of credential, Now the time; empty for that of the subject's type,
	// and for the asker's own time.
	Mode string
	Now  *time.Time
	// Claims are what the asker says besides. They stay apart from the facts.
	Claims *input.Claims
}

// WhatIf collects what a decision about another subject needs: the same facts
// in the same snapshot as if the subject had sent the request itself, within
// the asker's organization.
func WhatIf(tx *store.Tx, asker *State, supposed Assumption, question Question) (*State, error) {
	return whatIf(tx, asker, supposed, question, nil)
}

// whatIf uses the facts in known, which were read for several subjects at once.
func whatIf(tx *store.Tx, asker *State, supposed Assumption, question Question, known prefetched) (*State, error) {
	caller := Caller{
		Mode: cmp.Or(supposed.Mode, modes[supposed.Subject.Type]), Subject: supposed.Subject, WellFormed: true, OrgID: asker.OrgID(), Address: supposed.Address,
	}
	s := &State{Caller: caller, Question: question, prefetched: known}
	s.Request = input.Request{
		Subject: supposed.Subject, Action: input.Action{Name: question.Action}, Resource: question.Resource, Requested: question.Requested, Claims: supposed.Claims,
		Context: input.Context{
			IP: caller.Address, Now: asker.Request.Context.Now, Mode: caller.Mode, Raw: question.Raw,
			Route: asker.Request.Context.Route, Accepts: []string{caller.Mode}, RequestID: asker.Request.Context.RequestID,
		},
	}
	if supposed.Now != nil {
		s.Request.Context.Now = supposed.Now.Unix()
	}
	steps := []TargetLoader{assumedCredential, instance, organization, project, grants}
	for _, step := range append(steps, question.Targets...) {
		if err := step(tx, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// modes are what each type of subject presents.
var modes = map[string]string{
	input.SubjectIdentity: ModeIdentity, input.SubjectUser: ModeUser, input.SubjectServiceToken: ModeServiceToken,
}

// ModesOf are the kinds of credential that a type of subject presents.
func ModesOf(subjectType string) []string {
	if subjectType == input.SubjectUser {
		return []string{ModeUser, ModeAPIKey}
	}
	return []string{modes[subjectType]}
}

// assumedCredential stands for the credential: known exactly when the subject
// is one of the organization's.
func assumedCredential(tx *store.Tx, s *State) error {
	token := &input.Token{WellFormed: true, Supposed: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, TrustedIPs: []string{}, AnyAddress: true}
	s.Request.Facts.Token = token
	switch s.Caller.Subject.Type {
	case input.SubjectIdentity:
		return assumedIdentity(tx, s, token)
	case input.SubjectUser:
		return assumedUser(tx, s, token)
	case input.SubjectServiceToken:
		row, err := readAhead(s, "service token", func() (*models.ServiceToken, error) {
			return orNil(store.First[models.ServiceToken](tx, store.Scope{OrgID: s.Caller.OrgID}, withID, s.Caller.Subject.ID))
		})
		if err != nil || row == nil {
			return err
		}
		s.ServiceToken = row
		s.describe(aServiceToken(row))
		token.Known, token.OwnerKnown, token.OrgID, token.ExpiresAt = true, true, row.OrgID, row.ExpiresAt.Unix()
	}
	return nil
}

// readAhead is a fact about the subject: read together with that of others, or now.
func readAhead[T any](s *State, about string, read func() (T, error)) (T, error) {
	return cached(s, "", about, [4]string{s.Caller.Subject.ID}, read)
}

// assumedIdentity may send from every address that one of its auth methods
// trusts.
func assumedIdentity(tx *store.Tx, s *State, token *input.Token) error {
	scope := store.Scope{OrgID: s.Caller.OrgID}
	row, err := readAhead(s, "identity", func() (*models.Identity, error) {
		return orNil(store.First[models.Identity](tx, scope, withID, s.Caller.Subject.ID))
	})
	if err != nil || row == nil {
		return err
	}
	s.Identity = row
	s.describe(anIdentity(row, ""))
	token.Known, token.OwnerKnown, token.OrgID = true, true, row.OrgID
	methods, err := readAhead(s, "auth methods", func() ([]models.AuthMethod, error) {
		return store.Find[models.AuthMethod](tx, scope, "identity_id = ?", row.ID)
	})
	token.AnyAddress = len(methods) == 0 // no list applies
	for i := range methods {
		blocks, anyAddress := CIDRs(methods[i].AccessTokenTrustedIPs)
		token.TrustedIPs = append(token.TrustedIPs, blocks...)
		token.AnyAddress = token.AnyAddress || anyAddress
	}
	return err
}

// assumedUser is a person who belongs to the asker's organization: people of
// others are unknown.
func assumedUser(tx *store.Tx, s *State, token *input.Token) error {
	subject := s.Caller.Subject
	member, err := cached(s, "", "organization member", [4]string{subject.Type, subject.ID}, func() (*models.OrgMembership, error) {
		return orNil(store.First[models.OrgMembership](tx, store.Scope{OrgID: s.Caller.OrgID}, ofSubject, models.SubjectUser, subject.ID))
	})
	if err != nil || member == nil {
		return err
	}
	token.Known, token.OrgID = true, s.Caller.OrgID
	user, err := owner(tx, s, token, s.Caller.Subject.ID)
	if err == nil && user != nil {
		s.describe(aUser(user, ""))
	}
	return err
}
