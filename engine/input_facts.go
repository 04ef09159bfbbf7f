package engine

import "github.com/open-policy-agent/opa/v1/ast"

func (f *Facts) term() *ast.Term {
	fields := make([]item, 0, 9)
	fields = when(fields, nameToken, f.Token, (*Token).term)
	fields = when(fields, nameLogin, f.Login, (*Login).term)
	fields = when(fields, nameRenewal, f.Renewal, (*Renewal).term)
	fields = when(fields, nameInstance, f.Instance, (*Instance).term)
	fields = when(fields, nameOrganization, f.Organization, (*Organization).term)
	fields = when(fields, nameProject, f.Project, (*Project).term)
	fields = when(fields, nameMembership, f.Membership, (*Membership).term)
	fields = when(fields, nameGrants, f.Grants, (*Grants).term)
	fields = when(fields, nameTarget, f.Target, (*Target).term)
	return object(fields...)
}

func (t *Token) term() *ast.Term {
	return object(
		item{nameWellFormed, boolean(t.WellFormed)},
		item{nameKnown, boolean(t.Known)},
		item{nameRevoked, boolean(t.Revoked)},
		item{nameMethodAttached, boolean(t.MethodAttached)},
		item{nameExpiresAt, number(t.ExpiresAt)},
		item{nameMaxExpiresAt, number(t.MaxExpiresAt)},
		item{nameUses, number(t.Uses)},
		item{nameUsesLimit, number(t.UsesLimit)},
		item{nameTrustedIPs, strs(t.TrustedIPs)},
		item{nameAnyAddress, boolean(t.AnyAddress)},
		item{nameOrgID, str(t.OrgID)})
}

func (l *Login) term() *ast.Term {
	fields := append(make([]item, 0, 6),
		item{nameKnown, boolean(l.Known)},
		item{nameAttached, boolean(l.Attached)},
		item{nameTrustedIPs, strs(l.TrustedIPs)},
		item{nameAnyAddress, boolean(l.AnyAddress)})
	fields = when(fields, nameSecret, l.Secret, (*LoginSecret).term)
	fields = when(fields, nameLockout, l.Lockout, (*Lockout).term)
	return object(fields...)
}

func (s *LoginSecret) term() *ast.Term {
	return object(
		item{nameRevoked, boolean(s.Revoked)},
		item{nameExpiresAt, number(s.ExpiresAt)},
		item{nameUses, number(s.Uses)},
		item{nameUsesLimit, number(s.UsesLimit)})
}

func (l *Lockout) term() *ast.Term {
	return object(
		item{nameEnabled, boolean(l.Enabled)},
		item{nameThreshold, number(l.Threshold)},
		item{nameDurationSeconds, number(l.DurationSeconds)},
		item{nameCounterResetSeconds, number(l.CounterResetSeconds)},
		item{nameFailures, number(l.Failures)},
		item{nameLastFailureAt, number(l.LastFailureAt)},
		item{nameLockedUntil, number(l.LockedUntil)})
}

func (r *Renewal) term() *ast.Term {
	return object(item{nameTTL, number(r.TTL)}, item{namePeriod, number(r.Period)})
}

func (i *Instance) term() *ast.Term {
	return object(
		item{nameInitialized, boolean(i.Initialized)},
		item{nameSuperAdmin, boolean(i.SuperAdmin)},
		item{nameAllowSignUp, boolean(i.AllowSignUp)})
}

func (o *Organization) term() *ast.Term { return object(item{nameID, str(o.ID)}) }

func (p *Project) term() *ast.Term {
	return object(
		item{nameID, str(p.ID)},
		item{nameOrgID, str(p.OrgID)},
		item{nameKnown, boolean(p.Known)},
		item{nameE2EE, boolean(p.EndToEndEncrypted)},
		item{nameVersion, number(p.Version)},
		item{nameDeleteProtected, boolean(p.DeleteProtected)},
		item{nameTrustedIPs, strs(p.TrustedIPs)})
}

func (m *Membership) term() *ast.Term {
	return object(
		item{nameOrgID, str(m.OrgID)},
		item{nameOrganization, boolean(m.Organization)},
		item{nameProject, boolean(m.Project)},
		item{nameProjectRoles, array(m.ProjectRoles, word)},
		item{nameOrgRole, word(m.OrgRole)},
		item{nameAcceptedInOrg, boolean(m.AcceptedInOrg)})
}
