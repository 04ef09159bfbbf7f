package testserver

import (
	"errors"
	"testing"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// SecondOrganization puts an organization into the database, since no route
// makes one, and returns it with an admin who logged in.
func (s *Server) SecondOrganization(t testing.TB) (organizationID string, admin Client) {
	t.Helper()
	now := store.At(s.Clock.Now())
	org := &models.Organization{ID: store.NewID(), Name: "Other", Slug: "other", CreatedAt: now, UpdatedAt: now}
	identity := &models.Identity{ID: store.NewID(), OrgID: org.ID, Name: "other-admin", CreatedAt: now, UpdatedAt: now}
	member := &models.OrgMembership{
		ID: store.NewID(), OrgID: org.ID, SubjectType: models.SubjectIdentity, SubjectID: identity.ID, Role: "admin",
		Status: models.StatusAccepted, IsActive: true, CreatedAt: now, UpdatedAt: now,
	}
	m := Machine{IdentityID: identity.ID, ClientID: store.NewID(), ClientSecret: seal.NewClientSecret()}
	method, secret := s.LoginOf(t, org.ID, m)
	scope := store.Scope{OrgID: org.ID}
	err := s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			store.Create(tx, store.Installation, org), store.Create(tx, scope, identity), store.Create(tx, scope, member),
			store.Create(tx, scope, method), store.Create(tx, scope, secret),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return org.ID, s.As(s.Token(t, m))
}

// LoginOf are the rows that let a machine log in from everywhere.
func (s *Server) LoginOf(t testing.TB, organizationID string, m Machine) (*models.AuthMethod, *models.ClientSecret) {
	t.Helper()
	now := store.At(s.Clock.Now())
	everywhere := []models.TrustedIP{{IPAddress: "0.0.0.0", Type: "ipv4", Prefix: new(int)}}
	method := &models.AuthMethod{
		ID: store.NewID(), OrgID: organizationID, IdentityID: m.IdentityID, Method: models.MethodUniversalAuth, ClientID: &m.ClientID,
		AccessTokenTTL: 2592000, AccessTokenMaxTTL: 2592000, AccessTokenTrustedIPs: everywhere, ClientSecretTrustedIPs: everywhere,
		CreatedAt: now, UpdatedAt: now,
	}
	secret := &models.ClientSecret{
		ID: store.NewID(), OrgID: organizationID, IdentityID: m.IdentityID, AuthMethodID: method.ID, Prefix: seal.Prefix(m.ClientSecret),
		Hash: s.KeyringOf(t).Hash(seal.KindClientSecret, m.ClientSecret), CreatedAt: now, UpdatedAt: now,
	}
	return method, secret
}

// KeyringOf opens what the server seals and hashes with.
func (s *Server) KeyringOf(t testing.TB) *seal.Keyring {
	t.Helper()
	root, err := seal.ParseRootKey(s.Config.RootKey.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	var sealed string
	err = s.Store(t).Snapshot(t.Context(), func(tx *store.Tx) (err error) {
		sealed, err = models.SettingOf(tx, "keyring")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	keyring, err := seal.Open(root, sealed)
	if err != nil {
		t.Fatal(err)
	}
	return keyring
}
