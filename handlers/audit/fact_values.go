package audit

import (
	"errors"

	"warder/engine/input"
)

func (d *draft) facts(f *frameFacts, facts *input.Facts) {
	if facts.Token != nil {
		d.token = *facts.Token
		f.Token, facts.Token = d.tokenFrame(&d.token), &d.token
	}
	if facts.Login != nil {
		d.login = *facts.Login
		f.Login, facts.Login = d.loginFrame(&d.login), &d.login
	}
	if facts.Renewal != nil {
		f.Renewal, facts.Renewal = d.value(facts.Renewal), &input.Renewal{}
	}
	if facts.Proof != nil {
		f.Proof, facts.Proof = d.value(facts.Proof), &input.Proof{}
	}
	if facts.Rate != nil {
		f.Rate, facts.Rate = d.value(facts.Rate), &input.Rate{}
	}
	d.uncommon = append(d.uncommon, flag(common(facts.Target)))
	if !common(facts.Target) {
		before := len(d.parts)
		target := d.target(facts.Target)
		f.Target, facts.Target = d.targets(target, len(d.parts)-before), &input.Target{}
	}
}

// target is a frame's target with references to its rules.
func (d *draft) target(t *input.Target) *frameTarget {
	return &frameTarget{Target: *t, Holdings: d.holdings(t.Holdings), HandsOut: d.holdings(t.HandsOut), Held: d.holdings(t.Held)}
}

func (d *draft) holdings(list []input.Holding) []frameHolding {
	if list == nil {
		return nil
	}
	named := make([]frameHolding, len(list))
	for i := range list {
		named[i] = frameHolding{Holding: list[i], Grants: d.grants(list[i].Grants)}
	}
	return named
}

// grants are a frame's grants with references to their rules, which are documents of the
// record.
func (d *draft) grants(list []input.Grant) []frameGrant {
	if list == nil {
		return nil
	}
	named := make([]frameGrant, len(list))
	for i := range list {
		named[i].Grant = list[i]
		if list[i].Permissions != nil {
			part, err := d.rules(list[i].Permissions)
			if err != nil {
				d.err = errors.Join(d.err, err)
				continue
			}
			d.parts = append(d.parts, part)
			named[i].Permissions = rules(part.name)
		}
	}
	return named
}

func (d *draft) tokenFrame(t *input.Token) *frameToken {
	f := &d.frames.token
	f.ExpiresAt, f.SignedExpiresAt = d.number(t.ExpiresAt), d.number(t.SignedExpiresAt)
	f.MaxExpiresAt, f.Uses = d.number(t.MaxExpiresAt), d.number(t.Uses)
	t.ExpiresAt, t.SignedExpiresAt, t.MaxExpiresAt, t.Uses = 0, 0, 0, 0
	if t.Auth != nil {
		f.Auth, t.Auth = d.value(t.Auth), &input.TokenAuth{}
	}
	return f
}

func (d *draft) loginFrame(l *input.Login) *frameLogin {
	f := &d.frames.login
	if l.Secret != nil {
		d.secret, f.Secret = *l.Secret, &d.frames.secret
		f.Secret.ExpiresAt, f.Secret.Uses = d.number(d.secret.ExpiresAt), d.number(d.secret.Uses)
		d.secret.ExpiresAt, d.secret.Uses = 0, 0
		l.Secret = &d.secret
	}
	if l.Lockout != nil {
		d.lockout, f.Lockout = *l.Lockout, &d.frames.lockout
		f.Lockout.Failures, f.Lockout.LastFailureAt = d.number(d.lockout.Failures), d.number(d.lockout.LastFailureAt)
		f.Lockout.LockedUntil = d.number(d.lockout.LockedUntil)
		d.lockout.Failures, d.lockout.LastFailureAt, d.lockout.LockedUntil = 0, 0, 0
		l.Lockout = &d.lockout
	}
	if l.Account != nil {
		f.Account, l.Account = d.value(l.Account), &input.Guessing{}
	}
	if l.Config != nil {
		f.Config, l.Config = d.value(l.Config), &input.LoginConfig{}
	}
	if l.Proof != nil {
		f.Proof, l.Proof = d.value(l.Proof), &input.LoginProof{}
	}
	return f
}

// common reports whether many requests share a target: it describes the resource and contains
// nothing about its owner.
func common(t *input.Target) bool {
	return t == nil || t.Owner == nil && t.Attributes == nil && t.Carried == nil &&
		len(t.Protected)+len(t.Administrators)+len(t.Holdings)+len(t.HandsOut)+len(t.Held) == 0
}
