package facts

import (
	"reflect"
	"slices"
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

var nobody = Caller{Mode: ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}, Address: "10.0.0.9"}

// doors is a store with an identity that may log in by Universal Auth.
func doors(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.identity(ours, "ci", "member")
	clientID, none := "client", 0
	add(w, ours, &models.AuthMethod{
		ID: "method", OrgID: "org-1", IdentityID: "ci", Method: models.MethodUniversalAuth, ClientID: &clientID,
		ClientSecretTrustedIPs: []models.TrustedIP{{IPAddress: "0.0.0.0", Prefix: &none}},
		LockoutEnabled:         true, LockoutThreshold: 3, LockoutDurationSeconds: 300, LockoutCounterResetSeconds: 30,
	})
	add(w, ours,
		&models.ClientSecret{ID: "s1", OrgID: "org-1", IdentityID: "ci", AuthMethodID: "method", Prefix: "aaaa", Hash: "one", NumUses: 1, NumUsesLimit: 2, ExpiresAt: in(9)},
		&models.ClientSecret{ID: "s2", OrgID: "org-1", IdentityID: "ci", AuthMethodID: "method", Prefix: "aaaa", Hash: "two", IsRevoked: true})
	add(w, store.Installation,
		&models.LoginFailures{LoginKey: "method", Address: "10.0.0.9", OrgID: "org-1", Failures: 2, LastFailure: *in(-5), LockedUntil: in(60)},
		&models.LoginFailures{LoginKey: "other", Address: "10.0.0.8", OrgID: "org-1", Failures: 99, LastFailure: *in(-5)})
	return w
}

func Test_a_login_by_client_id_and_secret_becomes_facts(t *testing.T) {
	lockout := &input.Lockout{Enabled: new(true), Threshold: new(int64(3)), DurationSeconds: new(int64(300)), CounterResetSeconds: new(int64(30)), Failures: 2, LastFailureAt: epoch - 5, LockedUntil: epoch + 60}
	unfailed := &input.Lockout{Enabled: new(true), Threshold: new(int64(3)), DurationSeconds: new(int64(300)), CounterResetSeconds: new(int64(30))}
	known := input.Login{Known: true, OwnerAccepted: true, TrustedIPs: []string{"0.0.0.0/0"}, Lockout: lockout}
	for name, c := range map[string]struct {
		clientID, organization, prefix, hash, address string
		secret                                        *input.LoginSecret
		want                                          input.Login
	}{
		"the organization":  {"client", "org-1", "aaaa", "one", "10.0.0.9", &input.LoginSecret{ExpiresAt: epoch + 9, Uses: 1, UsesLimit: 2}, known},
		"another one":       {"client", "org-2", "aaaa", "one", "10.0.0.9", nil, input.Login{TrustedIPs: []string{}}},
		"right secret":      {"client", "", "aaaa", "one", "10.0.0.9", &input.LoginSecret{ExpiresAt: epoch + 9, Uses: 1, UsesLimit: 2}, known},
		"revoked secret":    {"client", "", "aaaa", "two", "10.0.0.9", &input.LoginSecret{Revoked: true}, known},
		"wrong secret":      {"client", "", "aaaa", "six", "10.0.0.9", nil, known},
		"another prefix":    {"client", "", "bbbb", "one", "10.0.0.9", nil, known},
		"no secret":         {"client", "", "", "", "10.0.0.9", nil, known},
		"another address":   {"client", "", "aaaa", "six", "10.0.0.8", nil, input.Login{Known: true, OwnerAccepted: true, TrustedIPs: []string{"0.0.0.0/0"}, Lockout: unfailed}},
		"unknown client id": {"x", "", "aaaa", "one", "10.0.0.9", nil, input.Login{TrustedIPs: []string{}}},
		"no client id":      {"", "", "aaaa", "one", "10.0.0.9", nil, input.Login{TrustedIPs: []string{}}},
	} {
		w := doors(t)
		caller := nobody
		caller.Address = c.address
		state := w.collect(caller, Question{OrgLess: true, Targets: []TargetLoader{OnUniversalAuth(c.clientID, c.organization, c.prefix, c.hash)}})
		c.want.Secret = c.secret
		if got := *state.Request.Facts.Login; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if (state.Found.Login.Secret != nil) != (c.secret != nil) {
			t.Errorf("%s: found %v", name, state.Found.Login.Secret)
		}
		key, orgID := state.Found.Login.Key()
		if counted := key == "method" && orgID == "org-1"; counted != c.want.Known || !counted && key+orgID != "" {
			t.Errorf("%s: failures are counted for %q of %q", name, key, orgID)
		}
	}
}

func Test_a_login_by_password_becomes_facts(t *testing.T) {
	lockout := func(failures, last int64) *input.Lockout {
		return &input.Lockout{Failures: failures, LastFailureAt: last}
	}
	for name, c := range map[string]struct {
		email    string
		verified string
		want     input.Login
		key      string
	}{
		"right":        {"ann@example.com", "hash", input.Login{Known: true, OwnerAccepted: true, Secret: &input.LoginSecret{}, Lockout: lockout(4, epoch-1)}, "ann"},
		"wrong":        {"ann@example.com", "", input.Login{Known: true, OwnerAccepted: true, Lockout: lockout(4, epoch-1)}, "ann"},
		"not accepted": {"bob@example.com", "hash", input.Login{Known: true, Secret: &input.LoginSecret{}, Lockout: lockout(0, 0)}, "bob"},
		"unknown":      {"x@example.com", "hash", input.Login{Lockout: lockout(0, 0)}, ""},
	} {
		w := newWorld(t)
		w.user("ann", "member", ours)
		w.user("bob", "member", ours)
		c.want.Account = &input.Guessing{}
		if c.key == "ann" {
			add(w, store.Installation, &models.LoginFailures{LoginKey: "ann", Address: models.AnyAddress, Failures: 21, LastFailure: *in(-2)})
			add(w, store.Installation, &models.Session{ID: "before", UserID: "ann", IP: "10.0.0.9", LastUsed: *in(-9)})
			c.want.Account.KnownDevice, c.want.Account.Failures, c.want.Account.LastFailureAt = true, 21, epoch-2
		}
		w.write(func(tx *store.Tx) error { return set[models.User](tx, "bob", "is_accepted", false) })
		add(w, store.Installation, &models.LoginFailures{LoginKey: "ann", Address: "10.0.0.9", Failures: 4, LastFailure: *in(-1)})
		state := w.collect(nobody, Question{OrgLess: true, Targets: []TargetLoader{OnPassword(c.email, c.verified)}})
		c.want.TrustedIPs, c.want.AnyAddress = []string{}, true
		if got := *state.Request.Facts.Login; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if key, orgID := state.Found.Login.Key(); key != c.key || orgID != "" {
			t.Errorf("%s: failures are counted for %q of %q", name, key, orgID)
		}
	}
}

func Test_a_renewal_asks_for_what_the_token_was_issued_with(t *testing.T) {
	w, caller := machine(t)
	w.write(func(tx *store.Tx) error {
		return tx.DB().Model(&models.AccessToken{}).Where("id = ?", "token").Updates(map[string]any{"ttl": 60, "period": 30}).Error
	})
	renewal := w.collect(caller, Question{Targets: []TargetLoader{OnRenewal}}).Request.Facts.Renewal
	if renewal == nil || renewal.TTL != 60 || renewal.Period != 30 {
		t.Errorf("%+v", renewal)
	}
}

func Test_who_would_leave_an_organization_without_an_administrator_is_told(t *testing.T) {
	admin := func(id string) *models.OrgMembership { return orgMember(ours, models.SubjectUser, id, "admin") }
	for name, c := range map[string]struct {
		role  string
		other func() *models.OrgMembership
		want  bool
	}{
		"alone":               {"admin", nil, true},
		"member":              {"member", nil, false},
		"with another":        {"admin", func() *models.OrgMembership { return admin("bob") }, false},
		"with a machine":      {"admin", func() *models.OrgMembership { return orgMember(ours, models.SubjectIdentity, "ci", "admin") }, false},
		"with an invited":     {"admin", func() *models.OrgMembership { row := admin("bob"); row.Status = models.StatusInvited; return row }, true},
		"with a suspended":    {"admin", func() *models.OrgMembership { row := admin("bob"); row.IsActive = false; return row }, true},
		"with another's boss": {"admin", func() *models.OrgMembership { row := admin("bob"); row.OrgID = "org-2"; return row }, true},
	} {
		w := newWorld(t)
		w.user("ann", c.role, ours)
		if c.other != nil {
			row := c.other()
			add(w, store.Scope{OrgID: row.OrgID}, row)
		}
		target := w.collect(w.session("ann", ""), Question{OrgLess: true, Targets: []TargetLoader{OnOwnMemberships}}).Request.Facts.Target
		alone := slices.ContainsFunc(target.Administrators, func(place input.Administrators) bool { return place.Before > 0 && place.After == 0 })
		if alone != c.want || !target.Known {
			t.Errorf("%s: %+v", name, target)
		}
	}
}
