package input

import (
	"maps"
	"slices"
)

// section writes the part of a request that a section is about.
func (b Written) section(which int, r *Request) Written {
	switch f := &r.Facts; which {
	case sectionSubject:
		return b.subject(&r.Subject)
	case sectionAction:
		return b.Text(r.Action.Name)
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
		return b.Target(f.Target)
	}
	return b
}

func (b Written) subject(s *Subject) Written {
	return b.Text(s.Type).Text(s.ID).Text(s.Name).Text(s.AuthMethod).metadata(s.Metadata)
}

func (b Written) metadata(entries map[string]string) Written {
	b = b.length(len(entries))
	if len(entries) == 0 {
		return b
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		b = b.Text(name).Text(entries[name])
	}
	return b
}

func (b Written) token(t *Token) Written {
	if t == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(t.WellFormed).flag(t.Known).flag(t.Revoked).flag(t.MethodAttached).flag(t.AnyAddress).flag(t.Supposed)
	b = b.flag(t.OwnerKnown).flag(t.OwnerAccepted).flag(t.SecretRevoked).Number(t.Version).Number(t.CurrentVersion)
	b = b.Number(t.ExpiresAt).Number(t.SignedExpiresAt).Number(t.MaxExpiresAt).Number(t.Uses).Number(t.UsesLimit)
	b = b.texts(t.TrustedIPs).Text(t.OrgID).Number(t.Organizations)
	if t.Auth == nil {
		return b.flag(false)
	}
	return written(b, t.Auth)
}

func (b Written) login(l *Login) Written {
	if l == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(l.Known).flag(l.OwnerAccepted).flag(l.AnyAddress).texts(l.TrustedIPs)
	b = b.secret(l.Secret).lockout(l.Lockout).guessing(l.Account).Text(l.ProofError)
	return written(written(b, l.Config), l.Proof)
}

func (b Written) guessing(g *Guessing) Written {
	if g == nil {
		return b.flag(false)
	}
	return b.flag(true).flag(g.KnownDevice).Number(g.Failures).Number(g.LastFailureAt)
}

func (b Written) secret(s *LoginSecret) Written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).flag(s.Revoked).Number(s.ExpiresAt).Number(s.Uses).Number(s.UsesLimit)
}

func (b Written) lockout(l *Lockout) Written {
	if l == nil {
		return b.flag(false)
	}
	b = b.flag(true).flag(l.Enabled != nil && *l.Enabled).flag(l.Enabled != nil)
	b = b.setting(l.Threshold).setting(l.DurationSeconds).setting(l.CounterResetSeconds)
	return b.Number(l.Failures).Number(l.LastFailureAt).Number(l.LockedUntil)
}

func (b Written) setting(n *int64) Written {
	if n == nil {
		return b.flag(false)
	}
	return b.flag(true).Number(*n)
}

func (b Written) renewal(r *Renewal) Written {
	if r == nil {
		return b.flag(false)
	}
	return b.flag(true).Number(r.TTL).Number(r.Period)
}

func (b Written) proof(p *Proof) Written {
	if p == nil {
		return b.flag(false)
	}
	b = b.flag(true).Text(p.Kind).flag(p.Genuine).flag(p.Known).Number(p.ExpiresAt)
	return b.Number(p.Version).Number(p.CurrentVersion).Text(p.Email)
}

func (b Written) rate(r *Rate) Written {
	if r == nil {
		return b.flag(false)
	}
	return b.flag(true).Number(r.Requests).Number(r.FailedLogins)
}

func (b Written) instance(i *Instance) Written {
	if i == nil {
		return b.flag(false)
	}
	return b.flag(true).flag(i.Initialized).flag(i.SuperAdmin).flag(i.AllowSignUp).flag(i.NeedsSetupToken)
}

func (b Written) organization(o *Organization) Written {
	if o == nil {
		return b.flag(false)
	}
	return b.flag(true).Text(o.ID)
}

func (b Written) project(p *Project) Written {
	if p == nil {
		return b.flag(false)
	}
	b = b.flag(true).Text(p.ID).Text(p.OrgID).flag(p.Known).flag(p.EndToEndEncrypted).flag(p.DeleteProtected)
	return b.Number(p.Version).texts(p.TrustedIPs)
}

func (b Written) membership(m *Membership) Written {
	if m == nil {
		return b.flag(false)
	}
	b = b.flag(true).Text(m.OrgID).flag(m.Organization).flag(m.Project).flag(m.AcceptedInOrg).flag(m.ActiveInOrg)
	return b.Text(m.OrgRole)
}

func (b Written) held(g *Grants) Written {
	if g == nil {
		return b.flag(false)
	}
	return b.flag(true).grants(g.Organization).grants(g.Project)
}

func (b Written) grants(list []Grant) Written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for i := range list {
		g := &list[i]
		b = b.Text(g.Source).Text(g.Role).Text(g.ID).Number(g.Starts).Number(g.Ends).permissions(g.Permissions)
	}
	return b
}

// Target is the target of a request or of a member of a list, or none.
func (b Written) Target(t *Target) Written {
	if t == nil {
		return b.flag(false)
	}
	b = b.flag(true).Text(t.Kind).flag(t.Known).flag(t.DeleteProtected).texts(t.Protected)
	if t.nothingHeld() && t.Owner == nil && t.Attributes == nil && t.Carried == nil { // as of a secret that is read
		return b.flag(false)
	}
	b = b.flag(true).administrators(t.Administrators).holdings(t.Holdings).holdings(t.HandsOut).holdings(t.Held)
	return b.owner(t.Owner).attributes(t.Attributes).carried(t.Carried)
}

// nothingHeld reports whether the lists of holdings are present and empty. A list that was
// never collected is a different fact.
func (t *Target) nothingHeld() bool {
	absent := t.Administrators == nil || t.Holdings == nil || t.HandsOut == nil || t.Held == nil
	return !absent && len(t.Administrators)+len(t.Holdings)+len(t.HandsOut)+len(t.Held) == 0
}

func (b Written) carried(c *Carried) Written {
	if c == nil {
		return b.flag(false)
	}
	return b.flag(true).Text(c.Action).flag(c.Before).flag(c.After)
}

func (b Written) owner(s *SubjectRef) Written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).Text(s.Type).Text(s.ID)
}

func (b Written) attributes(a *Attributes) Written {
	if a == nil {
		return b.flag(false)
	}
	return b.flag(true).Text(a.Name).flag(a.Metadata == nil).metadata(a.Metadata)
}

func (b Written) administrators(list []Administrators) Written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for _, place := range list {
		b = b.Text(place.Scope).Text(place.ID).Number(place.Before).Number(place.After)
	}
	return b
}

func (b Written) holdings(list []Holding) Written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for i := range list {
		b = b.Text(list[i].Scope).Text(list[i].ID).grants(list[i].Grants)
	}
	return b
}
