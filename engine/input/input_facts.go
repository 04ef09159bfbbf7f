package input

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

func (f *Facts) term(b *builder) *ast.Term {
	fields := make([]item, 0, 11)
	fields = sharedField(b, fields, nameToken, sectionToken, f.Token, (*Token).term)
	fields = when(b, fields, nameLogin, f.Login, (*Login).term)
	fields = when(b, fields, nameRenewal, f.Renewal, (*Renewal).term)
	fields = when(b, fields, nameProof, f.Proof, (*Proof).term)
	fields = when(b, fields, nameRate, f.Rate, (*Rate).term)
	fields = sharedField(b, fields, nameInstance, sectionInstance, f.Instance, (*Instance).term)
	fields = sharedField(b, fields, nameOrganization, sectionOrganization, f.Organization, (*Organization).term)
	fields = sharedField(b, fields, nameProject, sectionProject, f.Project, (*Project).term)
	fields = sharedField(b, fields, nameMembership, sectionMembership, f.Membership, (*Membership).term)
	fields = sharedField(b, fields, nameGrants, sectionGrants, f.Grants, (*Grants).term)
	fields = sharedField(b, fields, nameTarget, sectionTarget, f.Target, (*Target).term)
	return b.object(fields...)
}

func (t *Token) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 19),
		item{nameWellFormed, boolean(t.WellFormed)},
		item{nameKnown, boolean(t.Known)},
		item{nameOwnerKnown, boolean(t.OwnerKnown)},
		item{nameOwnerAccepted, boolean(t.OwnerAccepted)},
		item{nameRevoked, boolean(t.Revoked)},
		item{nameSecretRevoked, boolean(t.SecretRevoked)},
		item{nameVersion, b.number(t.Version)},
		item{nameCurrentVersion, b.number(t.CurrentVersion)},
		item{nameMethodAttached, boolean(t.MethodAttached)},
		item{nameExpiresAt, b.number(t.ExpiresAt)},
		item{nameSignedExpiresAt, b.number(t.SignedExpiresAt)},
		item{nameMaxExpiresAt, b.number(t.MaxExpiresAt)},
		item{nameUses, b.number(t.Uses)},
		item{nameUsesLimit, b.number(t.UsesLimit)},
		item{nameTrustedIPs, b.strs(t.TrustedIPs)},
		item{nameAnyAddress, boolean(t.AnyAddress)},
		item{nameOrgID, b.str(t.OrgID)},
		item{nameOrganizations, b.number(t.Organizations)})
	if t.Supposed {
		fields = append(fields, item{nameSupposed, boolean(true)})
	}
	fields = when(b, fields, nameAuth, t.Auth, asWritten[TokenAuth])
	return b.object(fields...)
}

func (l *Login) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 10),
		item{nameKnown, boolean(l.Known)},
		item{nameOwnerAccepted, boolean(l.OwnerAccepted)},
		item{nameTrustedIPs, b.strs(l.TrustedIPs)},
		item{nameAnyAddress, boolean(l.AnyAddress)})
	fields = when(b, fields, nameSecret, l.Secret, (*LoginSecret).term)
	fields = when(b, fields, nameLockout, l.Lockout, (*Lockout).term)
	fields = when(b, fields, nameAccount, l.Account, (*Guessing).term)
	fields = when(b, fields, nameConfig, l.Config, asWritten[LoginConfig])
	fields = when(b, fields, nameProof, l.Proof, asWritten[LoginProof])
	if l.ProofError != "" {
		fields = append(fields, item{nameProofError, b.word(l.ProofError)})
	}
	return b.object(fields...)
}

func (g *Guessing) term(b *builder) *ast.Term {
	return b.object(
		item{nameKnownDevice, boolean(g.KnownDevice)},
		item{nameFailures, b.number(g.Failures)},
		item{nameLastFailureAt, b.number(g.LastFailureAt)})
}

func (s *LoginSecret) term(b *builder) *ast.Term {
	return b.object(
		item{nameRevoked, boolean(s.Revoked)},
		item{nameExpiresAt, b.number(s.ExpiresAt)},
		item{nameUses, b.number(s.Uses)},
		item{nameUsesLimit, b.number(s.UsesLimit)})
}

func (l *Lockout) term(b *builder) *ast.Term {
	fields := append(make([]item, 0, 7),
		item{nameFailures, b.number(l.Failures)},
		item{nameLastFailureAt, b.number(l.LastFailureAt)},
		item{nameLockedUntil, b.number(l.LockedUntil)})
	number := func(n *int64, b *builder) *ast.Term { return b.number(*n) }
	fields = when(b, fields, nameEnabled, l.Enabled, func(flag *bool, _ *builder) *ast.Term { return boolean(*flag) })
	fields = when(b, fields, nameThreshold, l.Threshold, number)
	fields = when(b, fields, nameDurationSeconds, l.DurationSeconds, number)
	fields = when(b, fields, nameCounterResetSeconds, l.CounterResetSeconds, number)
	return b.object(fields...)
}

func (r *Renewal) term(b *builder) *ast.Term {
	return b.object(item{nameTTL, b.number(r.TTL)}, item{namePeriod, b.number(r.Period)})
}

func (p *Proof) term(b *builder) *ast.Term {
	return b.object(
		item{nameKind, b.word(p.Kind)},
		item{nameGenuine, boolean(p.Genuine)},
		item{nameKnown, boolean(p.Known)},
		item{nameExpiresAt, b.number(p.ExpiresAt)},
		item{nameVersion, b.number(p.Version)},
		item{nameCurrentVersion, b.number(p.CurrentVersion)},
		item{nameEmail, b.str(p.Email)})
}

func (r *Rate) term(b *builder) *ast.Term {
	return b.object(item{nameRequests, b.number(r.Requests)}, item{nameFailedLogins, b.number(r.FailedLogins)})
}

func (i *Instance) term(b *builder) *ast.Term {
	return b.object(
		item{nameInitialized, boolean(i.Initialized)},
		item{nameSuperAdmin, boolean(i.SuperAdmin)},
		item{nameAllowSignUp, boolean(i.AllowSignUp)},
		item{nameNeedsSetupToken, boolean(i.NeedsSetupToken)})
}

func (o *Organization) term(b *builder) *ast.Term { return b.object(item{nameID, b.str(o.ID)}) }

func (p *Project) term(b *builder) *ast.Term {
	return b.object(
		item{nameID, b.str(p.ID)},
		item{nameOrgID, b.str(p.OrgID)},
		item{nameKnown, boolean(p.Known)},
		item{nameE2EE, boolean(p.EndToEndEncrypted)},
		item{nameVersion, b.number(p.Version)},
		item{nameDeleteProtected, boolean(p.DeleteProtected)},
		item{nameTrustedIPs, b.strs(p.TrustedIPs)})
}

func (m *Membership) term(b *builder) *ast.Term {
	return b.object(
		item{nameOrgID, b.str(m.OrgID)},
		item{nameOrganization, boolean(m.Organization)},
		item{nameProject, boolean(m.Project)},
		item{nameOrgRole, b.word(m.OrgRole)},
		item{nameAcceptedInOrg, boolean(m.AcceptedInOrg)},
		item{nameActiveInOrg, boolean(m.ActiveInOrg)})
}
