package facts

import (
	"reflect"
	"testing"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// machine is a store with an identity that logged in by Universal Auth, and
// the caller that presents its token.
func machine(t *testing.T) (*world, Caller) {
	t.Helper()
	w := newWorld(t)
	w.identity(ours, "ci", "member")
	eight := 8
	add(w, ours, &models.AuthMethod{
		ID: "method", OrgID: "org-1", IdentityID: "ci", Method: models.MethodUniversalAuth,
		AccessTokenTrustedIPs: []models.TrustedIP{{IPAddress: "10.0.0.0", Type: "ipv4", Prefix: &eight}},
	})
	add(w, ours, &models.ClientSecret{ID: "client-secret", OrgID: "org-1", IdentityID: "ci", AuthMethodID: "method"})
	secret := "client-secret"
	add(w, ours, &models.AccessToken{
		ID: "token", OrgID: "org-1", IdentityID: "ci", AuthMethodID: "method", Method: models.MethodUniversalAuth, ClientSecretID: &secret,
		NumUses: 2, NumUsesLimit: 5, ExpiresAt: in(100), MaxExpiresAt: in(900),
	})
	return w, Caller{
		Mode: ModeIdentity, Subject: input.Subject{Type: input.SubjectIdentity, ID: "ci"}, WellFormed: true, OrgID: "org-1",
		CredentialID: "token", ExpiresAt: epoch + 600, Address: "10.0.0.9",
	}
}

// set changes a column of the row with an id.
func set[T any](tx *store.Tx, id, column string, value any) error {
	return tx.DB().Model(new(T)).Where("id = ?", id).Update(column, value).Error
}

// unknown are the facts of a credential whose row, or whose owner, is missing.
func unknown() input.Token {
	return input.Token{WellFormed: true, OwnerAccepted: true, Organizations: 1, TrustedIPs: []string{}, AnyAddress: true, MethodAttached: true}
}

func Test_the_state_of_a_machines_token_becomes_facts(t *testing.T) {
	good := input.Token{
		WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, ExpiresAt: epoch + 100, SignedExpiresAt: epoch + 600, MaxExpiresAt: epoch + 900, Uses: 2, UsesLimit: 5,
		TrustedIPs: []string{"10.0.0.0/8"}, OrgID: "org-1",
	}
	for name, c := range map[string]struct {
		caller func(c *Caller)
		stored func(tx *store.Tx) error
		want   func(token *input.Token)
	}{
		"good":                    {},
		"its claim ends earlier":  {caller: func(c *Caller) { c.ExpiresAt = epoch + 50 }, want: func(f *input.Token) { f.SignedExpiresAt = epoch + 50 }},
		"its claim never ends":    {caller: func(c *Caller) { c.ExpiresAt = 0 }, want: func(f *input.Token) { f.SignedExpiresAt = 0 }},
		"its row never ends":      {stored: func(tx *store.Tx) error { return set[models.AccessToken](tx, "token", "expires_at", nil) }, want: func(f *input.Token) { f.ExpiresAt = 0 }},
		"no maximum":              {stored: func(tx *store.Tx) error { return set[models.AccessToken](tx, "token", "max_expires_at", nil) }, want: func(f *input.Token) { f.MaxExpiresAt = 0 }},
		"revoked":                 {stored: func(tx *store.Tx) error { return set[models.AccessToken](tx, "token", "is_revoked", true) }, want: func(f *input.Token) { f.Revoked = true }},
		"its secret is revoked":   {stored: func(tx *store.Tx) error { return set[models.ClientSecret](tx, "client-secret", "is_revoked", true) }, want: func(f *input.Token) { f.SecretRevoked = true }},
		"its own use is spent":    {caller: func(c *Caller) { c.UseSpent = true }, want: func(f *input.Token) { f.Uses = 1 }},
		"not there":               {caller: func(c *Caller) { c.CredentialID = "other" }, want: func(f *input.Token) { *f = unknown() }},
		"another identity's":      {caller: func(c *Caller) { c.Subject.ID = "other" }, want: func(f *input.Token) { *f = unknown() }},
		"another organization's":  {caller: func(c *Caller) { c.OrgID = "org-2" }, want: func(f *input.Token) { *f = unknown() }},
		"malformed":               {caller: func(c *Caller) { c.WellFormed = false }, want: func(f *input.Token) { *f = unknown(); f.WellFormed = false }},
		"of an unknown kind":      {caller: func(c *Caller) { c.Mode = "other" }, want: func(f *input.Token) { *f = unknown() }},
		"its identity is deleted": {stored: func(tx *store.Tx) error { return models.DeleteIdentity(tx, ours, "ci") }, want: func(f *input.Token) { *f = unknown() }},
		"its method is removed": {stored: func(tx *store.Tx) error {
			_, err := store.Delete[models.AuthMethod](tx, ours, "id = ?", "method")
			return err
		}, want: func(f *input.Token) { *f = unknown() }},
		"trusted nowhere": {stored: func(tx *store.Tx) error {
			return set[models.AuthMethod](tx, "method", "access_token_trusted_ips", "[]")
		}, want: func(f *input.Token) { f.TrustedIPs = []string{} }},
		"trusted everywhere": {stored: func(tx *store.Tx) error {
			return set[models.AuthMethod](tx, "method", "access_token_trusted_ips", `[{"ipAddress":"0.0.0.0","prefix":0},{"ipAddress":"::","prefix":0}]`)
		}, want: func(f *input.Token) { f.TrustedIPs, f.AnyAddress = []string{"0.0.0.0/0", "::/0"}, true }},
	} {
		t.Run(name, func(t *testing.T) {
			w, caller := machine(t)
			want := good
			if c.caller != nil {
				c.caller(&caller)
			}
			if c.stored != nil {
				w.write(c.stored)
			}
			if c.want != nil {
				c.want(&want)
			}
			state := w.collect(caller, Question{})
			if got := *state.Request.Facts.Token; !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
			if (state.Token != nil) != want.Known || (state.Identity != nil) != want.Known {
				t.Errorf("found %v and %v", state.Token, state.Identity)
			}
		})
	}
}

func Test_nobody_has_no_credential_and_no_membership(t *testing.T) {
	w := newWorld(t)
	state := w.collect(Caller{Mode: ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}}, Question{Project: ProjectRef{ID: "project-1"}})
	f := state.Request.Facts
	if f.Token != nil || f.Membership != nil || f.Organization != nil || f.Project != nil || state.OrgID() != "" {
		t.Errorf("%+v", f)
	}
	if f.Grants == nil || len(f.Grants.Organization)+len(f.Grants.Project) > 0 || f.Instance == nil || f.Instance.SuperAdmin {
		t.Errorf("%+v %+v", f.Grants, f.Instance)
	}
}

func Test_the_state_of_a_session_becomes_facts(t *testing.T) {
	good := input.Token{WellFormed: true, Known: true, OwnerKnown: true, OwnerAccepted: true, Organizations: 1, MethodAttached: true, SignedExpiresAt: epoch + 600, TrustedIPs: []string{}, AnyAddress: true, OrgID: "org-1", Version: 1, CurrentVersion: 1}
	for name, c := range map[string]struct {
		caller func(c *Caller)
		stored func(tx *store.Tx) error
		want   func(token *input.Token)
	}{
		"good":                    {},
		"no organization chosen":  {caller: func(c *Caller) { c.OrgID = "" }, want: func(f *input.Token) { f.OrgID = "" }},
		"an older version":        {stored: func(tx *store.Tx) error { return set[models.Session](tx, "session:ann", "access_version", 2) }, want: func(f *input.Token) { f.CurrentVersion = 2 }},
		"a newer version":         {caller: func(c *Caller) { c.AccessVersion = 2 }, want: func(f *input.Token) { f.Version = 2 }},
		"not there":               {caller: func(c *Caller) { c.CredentialID = "other" }, want: func(f *input.Token) { *f = unknown() }},
		"another user's":          {caller: func(c *Caller) { c.Subject.ID = "bob" }, want: func(f *input.Token) { *f = unknown() }},
		"an account not accepted": {stored: func(tx *store.Tx) error { return set[models.User](tx, "ann", "is_accepted", false) }, want: func(f *input.Token) { f.OwnerAccepted = false }},
		"an account deleted":      {stored: func(tx *store.Tx) error { return models.DeleteUser(tx, "ann") }, want: func(f *input.Token) { *f = unknown() }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.user("ann", "member", ours)
			w.user("bob", "member", ours)
			caller, want := w.session("ann", "org-1"), good
			if c.caller != nil {
				c.caller(&caller)
			}
			if c.stored != nil {
				w.write(c.stored)
			}
			if c.want != nil {
				c.want(&want)
			}
			if got := *w.collect(caller, Question{}).Request.Facts.Token; !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

func Test_the_state_of_an_API_key_becomes_facts_and_names_its_user(t *testing.T) {
	belongs := func(*input.Token) {}
	for name, c := range map[string]struct {
		caller func(c *Caller)
		stored func(tx *store.Tx) error
		named  string
		want   func(token *input.Token) // of one that is known; nil for unknown
		org    string
	}{
		"good":                        {want: belongs, org: "org-1"},
		"wrong secret":                {caller: func(c *Caller) { c.CredentialHashes = []string{"other"} }},
		"no secret":                   {caller: func(c *Caller) { c.CredentialHashes = []string{""} }},
		"no hash":                     {caller: func(c *Caller) { c.CredentialHashes = nil }},
		"a secret of a pepper before": {caller: func(c *Caller) { c.CredentialHashes = []string{"other", "hash"} }, want: belongs, org: "org-1"},
		"not there":                   {caller: func(c *Caller) { c.CredentialID = "other" }},
		"an account not accepted":     {stored: func(tx *store.Tx) error { return set[models.User](tx, "ann", "is_accepted", false) }, want: func(f *input.Token) { f.OwnerAccepted = false }, org: "org-1"},
		"a user of two organizations": {stored: func(tx *store.Tx) error {
			return store.Create(tx, theirs, orgMember(theirs, models.SubjectUser, "ann", "member"))
		}, want: func(f *input.Token) { f.Organizations = 2 }, org: "org-1"},
		"a user of two organizations who names the second": {stored: func(tx *store.Tx) error {
			return store.Create(tx, theirs, orgMember(theirs, models.SubjectUser, "ann", "member"))
		}, named: "org-2", want: func(f *input.Token) { f.Organizations = 2 }, org: "org-2"},
		"a user who names another's organization": {named: "org-2", want: belongs, org: "org-1"},
		"a user invited to another": {stored: func(tx *store.Tx) error {
			row := orgMember(theirs, models.SubjectUser, "ann", "member")
			row.Status = models.StatusInvited
			return store.Create(tx, theirs, row)
		}, want: belongs, org: "org-1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.user("ann", "member", ours)
			add(w, store.Installation, &models.APIKey{ID: "key", UserID: "ann", Hash: "hash", ExpiresAt: in(5)})
			caller := Caller{Mode: ModeAPIKey, Subject: input.Subject{Type: input.SubjectAnonymous}, WellFormed: true, CredentialID: "key", CredentialHashes: []string{"hash"}}
			if c.caller != nil {
				c.caller(&caller)
			}
			if c.stored != nil {
				w.write(c.stored)
			}
			state := w.collect(caller, Question{Organization: c.named})
			token, want, known := state.Request.Facts.Token, unknown(), c.want != nil
			if known {
				want.Known, want.OwnerKnown, want.ExpiresAt, want.OrgID = true, true, epoch+5, c.org
				c.want(&want)
			}
			if !reflect.DeepEqual(*token, want) {
				t.Errorf("%+v, want %+v", token, want)
			}
			if named := state.Request.Subject.Ref() == (input.SubjectRef{Type: "user", ID: "ann"}); named != known || (state.User != nil) != known {
				t.Errorf("the subject is %+v", state.Request.Subject)
			}
			if member := state.Request.Facts.Membership.Organization; member != (c.org != "") {
				t.Errorf("member of %q: %v", c.org, member)
			}
		})
	}
}

func Test_the_state_of_a_service_token_becomes_facts(t *testing.T) {
	for name, c := range map[string]struct {
		id, hash string
		known    bool
	}{"good": {"st", "hash", true}, "wrong secret": {"st", "other", false}, "no secret": {"st", "", false}, "not there": {"other", "hash", false}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			add(w, inProject, &models.ServiceToken{ID: "st", OrgID: "org-1", ProjectID: "project-1", Hash: "hash", ExpiresAt: in(5)})
			state := w.collect(Caller{
				Mode: ModeServiceToken, Subject: input.Subject{Type: input.SubjectServiceToken, ID: c.id}, WellFormed: true, CredentialID: c.id, CredentialHashes: []string{c.hash},
			}, Question{Project: ProjectRef{ID: "project-1"}})
			want := unknown()
			if c.known {
				want.Known, want.OwnerKnown, want.ExpiresAt, want.OrgID = true, true, epoch+5, "org-1"
			}
			if got := *state.Request.Facts.Token; !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
			if m := state.Request.Facts.Membership; m.Organization != c.known || m.Project != c.known {
				t.Errorf("%+v", m)
			}
		})
	}
}

// A renewal is about the token in the body, whoever sends it.
func Test_a_question_may_be_about_another_credential(t *testing.T) {
	w, caller := machine(t)
	nobody := Caller{Mode: ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}, Address: "192.0.2.1"}
	state := w.collect(nobody, Question{OrgLess: true, Credential: &caller, Targets: []TargetLoader{OnRenewal}})
	f := state.Request.Facts
	if f.Token == nil || !f.Token.Known || f.Renewal == nil || state.Token.ID != "token" {
		t.Errorf("%+v %+v", f.Token, f.Renewal)
	}
	if f.Membership != nil || state.Request.Context.Mode != ModeAnonymous || state.Request.Context.IP != "192.0.2.1" {
		t.Errorf("%+v %+v", f.Membership, state.Request.Context)
	}
	caller.CredentialID = "other"
	if again := w.collect(nobody, Question{OrgLess: true, Credential: &caller, Targets: []TargetLoader{OnRenewal}}); again.Request.Facts.Renewal != nil {
		t.Error("renews what is not there")
	}
}
