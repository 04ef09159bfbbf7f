package engine

func (k *key) facts(f *Facts) {
	k.part(sectionToken, func() { k.token(f.Token) })
	k.login(f.Login)
	if k.there(f.Renewal != nil) {
		k.number(f.Renewal.TTL)
		k.number(f.Renewal.Period)
	}
	k.part(sectionInstance, func() {
		if i := f.Instance; k.there(i != nil) {
			k.flags(i.Initialized, i.SuperAdmin, i.AllowSignUp)
		}
	})
	k.part(sectionOrganization, func() {
		if k.there(f.Organization != nil) {
			k.text(f.Organization.ID)
		}
	})
	k.part(sectionProject, func() { k.project(f.Project) })
	k.part(sectionMembership, func() { k.membership(f.Membership) })
	k.part(sectionGrants, func() {
		if k.there(f.Grants != nil) {
			k.grants(f.Grants.Organization)
			k.grants(f.Grants.Project)
		}
	})
	k.part(sectionTarget, func() { k.target(f.Target) })
}

func (k *key) token(t *Token) {
	if !k.there(t != nil) {
		return
	}
	k.flags(t.WellFormed, t.Known, t.Revoked, t.MethodAttached, t.AnyAddress)
	k.number(t.ExpiresAt)
	k.number(t.MaxExpiresAt)
	k.number(t.Uses)
	k.number(t.UsesLimit)
	k.texts(t.TrustedIPs)
	k.text(t.OrgID)
}

func (k *key) login(l *Login) {
	if !k.there(l != nil) {
		return
	}
	k.flags(l.Known, l.Attached, l.AnyAddress)
	k.texts(l.TrustedIPs)
	if s := l.Secret; k.there(s != nil) {
		k.flags(s.Revoked)
		k.number(s.ExpiresAt)
		k.number(s.Uses)
		k.number(s.UsesLimit)
	}
	if o := l.Lockout; k.there(o != nil) {
		k.flags(o.Enabled)
		for _, n := range []int64{o.Threshold, o.DurationSeconds, o.CounterResetSeconds, o.Failures, o.LastFailureAt, o.LockedUntil} {
			k.number(n)
		}
	}
}

func (k *key) project(p *Project) {
	if !k.there(p != nil) {
		return
	}
	k.text(p.ID)
	k.text(p.OrgID)
	k.flags(p.Known, p.EndToEndEncrypted, p.DeleteProtected)
	k.number(p.Version)
	k.texts(p.TrustedIPs)
}

func (k *key) membership(m *Membership) {
	if !k.there(m != nil) {
		return
	}
	k.text(m.OrgID)
	k.flags(m.Organization, m.Project, m.AcceptedInOrg)
	k.texts(m.ProjectRoles)
	k.text(m.OrgRole)
}

func (k *key) grants(list []Grant) {
	if !k.there(list != nil) {
		return
	}
	k.number(int64(len(list)))
	for i := range list {
		g := &list[i]
		k.text(g.Source)
		k.text(g.Role)
		k.text(g.ID)
		k.number(g.Starts)
		k.number(g.Ends)
		k.permissions(g.Permissions)
	}
}

func (k *key) target(t *Target) {
	if !k.there(t != nil) {
		return
	}
	k.text(t.Kind)
	k.flags(t.Known, t.DeleteProtected, t.LastAdmin)
	k.holdings(t.Holdings)
	k.holdings(t.HandsOut)
	k.holdings(t.Held)
	k.number(int64(len(t.Items)))
	for i := range t.Items {
		k.target(&t.Items[i])
	}
}

func (k *key) holdings(list []Holding) {
	if !k.there(list != nil) {
		return
	}
	k.number(int64(len(list)))
	for i := range list {
		k.text(list[i].Scope)
		k.text(list[i].ID)
		k.grants(list[i].Grants)
	}
}
