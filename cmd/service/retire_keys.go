package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"warder/handlers/accounts"
	"warder/models"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// ErrKeyUsed means that a key is still needed.
var ErrKeyUsed = errors.New("the key is used")

// FormerKey is a replaced key of the installation, with the objects that still need it.
type FormerKey struct {
	Purpose seal.Purpose
	ID      string
	// Users are objects that would be refused without the key. Held are objects that would be
	// lost or appear altered, so that the key is kept in any case.
	Users, Held []models.KeyUsers
}

// Used reports whether anything needs the key.
func (k *FormerKey) Used() bool { return len(k.Users)+len(k.Held) > 0 }

// String lists the objects that need the key.
func (k *FormerKey) String() string {
	parts := []string{}
	for _, user := range append(k.Held, k.Users...) {
		parts = append(parts, fmt.Sprintf("%d %s", user.Rows, user.Kind))
	}
	if len(parts) == 0 {
		return "nothing uses it"
	}
	return "used by " + strings.Join(parts, ", ")
}

// FormerKeys lists the replaced keys of some purposes with their users; a non-empty id selects
// one key.
func (a *Admin) FormerKeys(ctx context.Context, id string, purposes ...seal.Purpose) ([]FormerKey, error) {
	keys := []FormerKey{}
	for _, purpose := range purposes {
		ids := a.keyring.FormerKeys(purpose)
		if id != "" {
			ids = []string{id} // an introduced key may be retired too
			if err := a.keyring.CanRetire(purpose, id); err != nil {
				return nil, err
			}
		}
		for _, one := range ids {
			keys = append(keys, FormerKey{Purpose: purpose, ID: one})
		}
	}
	log, err := a.logSealedBy(ctx, keys)
	if err != nil {
		return nil, err
	}
	err = a.store.Snapshot(ctx, func(tx *store.Tx) error {
		for i := range keys {
			if err := a.findUsers(tx, &keys[i], log); err != nil {
				return err
			}
		}
		return nil
	})
	return keys, err
}

// logSealedBy reads the log, unless no key can have sealed any record.
func (a *Admin) logSealedBy(ctx context.Context, keys []FormerKey) (map[string]int64, error) {
	for i := range keys {
		if keys[i].Purpose == seal.Signing {
			return ledger.SealedBy(ctx, a.store, a.log)
		}
	}
	return nil, nil //nolint:nilnil // nothing was counted
}

// findUsers finds the objects that need a key. log has the numbers of records by key: no
// server adds records for a former key.
func (a *Admin) findUsers(tx *store.Tx, key *FormerKey, log map[string]int64) error {
	key.Users, key.Held = nil, nil
	now := store.At(a.config.clock()())
	if err := key.servers(tx, now); err != nil {
		return err
	}
	switch key.Purpose {
	case seal.Wrapping:
		sealed, err := sealedBy(tx)
		key.hold(models.KeyUsers{Kind: "data keys and reviewer's tokens (warder keys rewrap)", Rows: int64(sealed[key.ID])})
		return err
	case seal.Signing:
		key.hold(models.KeyUsers{Kind: "records of the decision log (warder keys rewrap)", Rows: log[key.ID]})
		return key.tokens(tx, now)
	default:
		users, err := models.HashedUnder(tx, key.ID, now)
		key.use(users)
		return err
	}
}

func (k *FormerKey) hold(users ...models.KeyUsers) { k.Held = appendUsed(k.Held, users) }

func (k *FormerKey) use(users []models.KeyUsers) { k.Users = appendUsed(k.Users, users) }

func appendUsed(to, users []models.KeyUsers) []models.KeyUsers {
	for _, user := range users {
		if user.Rows > 0 {
			to = append(to, user)
		}
	}
	return to
}

// servers finds servers that still use the key. A silent server may be a suspended machine, so
// it counts until it is forgotten.
func (k *FormerKey) servers(tx *store.Tx, now store.Time) error {
	servers, err := models.Servers(tx)
	if err != nil {
		return err
	}
	for i := range servers {
		s := &servers[i]
		if now.Sub(s.SeenAt.Time) > models.ServerForgotten || s.Report.Keys != nil && s.Report.Keys[string(k.Purpose)] != k.ID {
			continue
		}
		what := "server to restart: " + s.Name
		if now.Sub(s.SeenAt.Time) > models.ServerSilent {
			what = "server that fell silent and is forgotten after a day: " + s.Name
		}
		k.hold(models.KeyUsers{Kind: what, Rows: 1})
	}
	return nil
}

// lastWrite is the time after its last report in which a server may still use a key.
const lastWrite = time.Minute

// tokens finds token types that the key may have signed.
func (k *FormerKey) tokens(tx *store.Tx, now store.Time) error {
	uses, err := models.KeyUses(tx, string(k.Purpose))
	if err != nil {
		return err
	}
	users, err := models.SignedUntil(tx, lastUse(uses, k.ID, now), now, models.TokenLifetimes{Session: accounts.SessionLifetime, OneUse: accounts.OneUseLifetime})
	k.use(users)
	return err
}

// lastUse is the latest possible use of a key. A key that no server reported was replaced
// before servers reported keys.
func lastUse(uses []models.KeyUse, id string, now store.Time) store.Time {
	last := now
	for _, use := range uses {
		if use.KeyID == id {
			return store.At(use.LastAt.Add(lastWrite))
		}
		if use.FirstAt.Before(last.Time) {
			last = use.FirstAt
		}
	}
	return last
}

// RetireKey deletes an unused key permanently. With force it also deletes a key whose objects
// are refused from then on, but never one whose objects would be lost.
func (a *Admin) RetireKey(ctx context.Context, key FormerKey, force bool) error {
	log, err := a.logSealedBy(ctx, []FormerKey{key})
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *store.Tx) error {
		keyring, root, err := a.config.storedKeyring(tx.Locking()) // another change waits
		if err != nil {
			return err
		}
		if err := a.findUsers(tx, &key, log); err != nil {
			return err
		}
		if len(key.Held) > 0 || len(key.Users) > 0 && !force {
			return fmt.Errorf("%w: %s %s: %s", ErrKeyUsed, key.Purpose, key.ID, key.String())
		}
		next, err := keyring.Retire(key.Purpose, key.ID)
		if err != nil {
			return err
		}
		ended := int64(0)
		for _, user := range key.Users {
			ended += user.Rows
		}
		return a.saveKeyring(tx, next, root, "retire-key", map[string]any{"purpose": string(key.Purpose), "keyId": key.ID, "ended": ended})
	})
}
