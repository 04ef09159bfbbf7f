package engine

import (
	"maps"
	"slices"
)

// section writes the part of a request that a section is about.
func (b written) section(which int, r *Request) written {
	switch f := &r.Facts; which {
	case sectionSubject:
		return b.subject(&r.Subject)
	case sectionAction:
		return b.text(r.Action.Name)
	case sectionAccepts:
		return b.texts(r.Context.Accepts)
	case sectionToken:
		return b.token(f.Token)
	case sectionInstance:
		return b.instance(f.Instance)
	case sectionOrganization:
		return b.organization(f.Organization)
	case sectionProject:
		return b.project(f.Project)
	case sectionMembership:
		return b.membership(f.Membership)
	case sectionGrants:
		return b.held(f.Grants)
	case sectionTarget:
		return b.target(f.Target)
	}
	return b
}

func (b written) subject(s *Subject) written {
	b = b.text(s.Type).text(s.ID).text(s.Name).text(s.AuthMethod).length(len(s.Metadata))
	if len(s.Metadata) == 0 {
		return b
	}
	for _, name := range slices.Sorted(maps.Keys(s.Metadata)) {
		b = b.text(name).text(s.Metadata[name])
	}
	return b
}

func (b written) token(t *Token) written {
	if t == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(t.WellFormed).flag(t.Known).flag(t.Revoked).flag(t.MethodAttached).flag(t.AnyAddress).flag(t.Supposed)
	b = b.flag(t.OwnerKnown).flag(t.OwnerAccepted).flag(t.SecretRevoked).number(t.Version).number(t.CurrentVersion)
	b = b.number(t.ExpiresAt).number(t.MaxExpiresAt).number(t.Uses).number(t.UsesLimit)
	return b.texts(t.TrustedIPs).text(t.OrgID).number(t.Organizations)
}

func (b written) login(l *Login) written {
	if l == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(l.Known).flag(l.Attached).flag(l.AnyAddress).texts(l.TrustedIPs)
	return b.secret(l.Secret).lockout(l.Lockout)
}

func (b written) secret(s *LoginSecret) written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).flag(s.Revoked).number(s.ExpiresAt).number(s.Uses).number(s.UsesLimit)
}

func (b written) lockout(l *Lockout) written {
	if l == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(l.Enabled).number(l.Threshold).number(l.DurationSeconds).number(l.CounterResetSeconds)
	return b.number(l.Failures).number(l.LastFailureAt).number(l.LockedUntil)
}

func (b written) renewal(r *Renewal) written {
	if r == nil {
		return b.flag(false)
	}
	return b.flag(true).number(r.TTL).number(r.Period)
}

func (b written) proof(p *Proof) written {
	if p == nil {
		return b.flag(false)
	}
	b = b.flag(true).text(p.Kind).flag(p.Genuine).flag(p.Known).number(p.ExpiresAt)
	return b.number(p.Version).number(p.CurrentVersion).text(p.Email)
}

func (b written) rate(r *Rate) written {
	if r == nil {
		return b.flag(false)
	}
	return b.flag(true).number(r.Requests).number(r.FailedLogins)
}

func (b written) instance(i *Instance) written {
	if i == nil {
		return b.flag(false)
	}
	return b.flag(true).flag(i.Initialized).flag(i.SuperAdmin).flag(i.AllowSignUp)
}

func (b written) organization(o *Organization) written {
	if o == nil {
		return b.flag(false)
	}
	return b.flag(true).text(o.ID)
}

func (b written) project(p *Project) written {
	if p == nil {
		return b.flag(false)
	}
	b = b.flag(true).text(p.ID).text(p.OrgID).flag(p.Known).flag(p.EndToEndEncrypted).flag(p.DeleteProtected)
	return b.number(p.Version).texts(p.TrustedIPs)
}

func (b written) membership(m *Membership) written {
	if m == nil {
		return b.flag(false)
	}
	b = b.flag(true).text(m.OrgID).flag(m.Organization).flag(m.Project).flag(m.AcceptedInOrg).flag(m.ActiveInOrg)
	return b.text(m.OrgRole)
}

func (b written) held(g *Grants) written {
	if g == nil {
		return b.flag(false)
	}
	return b.flag(true).grants(g.Organization).grants(g.Project)
}

func (b written) grants(list []Grant) written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for i := range list {
		g := &list[i]
		b = b.text(g.Source).text(g.Role).text(g.ID).number(g.Starts).number(g.Ends).permissions(g.Permissions)
	}
	return b
}

func (b written) target(t *Target) written {
	if t == nil {
		return b.flag(false)
	}
	b = b.flag(true).text(t.Kind).flag(t.Known).flag(t.DeleteProtected).owner(t.Owner).administrators(t.Administrators)
	return b.holdings(t.Holdings).holdings(t.HandsOut).holdings(t.Held).carried(t.Carried)
}

func (b written) carried(c *Carried) written {
	if c == nil {
		return b.flag(false)
	}
	return b.flag(true).text(c.Action).flag(c.Before).flag(c.After)
}

func (b written) owner(s *SubjectRef) written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).text(s.Type).text(s.ID)
}

func (b written) administrators(list []Administrators) written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for _, place := range list {
		b = b.text(place.Scope).text(place.ID).number(place.Before).number(place.After)
	}
	return b
}

func (b written) holdings(list []Holding) written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for i := range list {
		b = b.text(list[i].Scope).text(list[i].ID).grants(list[i].Grants)
	}
	return b
}
