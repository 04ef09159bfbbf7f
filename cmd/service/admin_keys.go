package service

import (
	"context"
	"errors"

	"warder/handlers/audit"
	"warder/models"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// InstallationKey is a key of the installation's keyring.
type InstallationKey struct {
	seal.KeyInfo

	Purpose seal.Purpose
	// Sealed is the number of data keys and reviewer's tokens sealed by a wrapping key; 0 for
	// other keys.
	Sealed int
}

// Keys lists the keys of the installation, and the id of the root key that seals them.
func (a *Admin) Keys(ctx context.Context) (keys []InstallationKey, rootID string, err error) {
	root, err := a.config.rootKey(ctx)
	if err != nil {
		return nil, "", err
	}
	var sealed map[string]int
	err = a.store.Snapshot(ctx, func(tx *store.Tx) (err error) {
		sealed, err = sealedBy(tx)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	for _, purpose := range seal.Purposes() {
		for _, key := range a.keyring.Keys(purpose) {
			one := InstallationKey{KeyInfo: key, Purpose: purpose}
			if purpose == seal.Wrapping {
				one.Sealed = sealed[key.ID]
			}
			keys = append(keys, one)
		}
	}
	return keys, root.ID(), nil
}

// IntroduceKey adds a key. Servers load it at their next start and do not use it yet.
func (a *Admin) IntroduceKey(ctx context.Context, purpose seal.Purpose) (id string, err error) {
	return a.changeKeyring(ctx, "introduce-key", purpose, func(k *seal.Keyring) (*seal.Keyring, string, error) { return k.Introduce(purpose) })
}

// PromoteKey puts an introduced key into use from the servers' next start on.
func (a *Admin) PromoteKey(ctx context.Context, purpose seal.Purpose, id string) error {
	_, err := a.changeKeyring(ctx, "promote-key", purpose, func(k *seal.Keyring) (*seal.Keyring, string, error) {
		next, err := k.Promote(purpose, id)
		return next, id, err
	})
	return err
}

// ChangeRoot seals the keyring with another root key, which servers need from their next start
// on.
func (a *Admin) ChangeRoot(ctx context.Context, root seal.RootKey) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		keyring, _, err := a.config.storedKeyring(tx.Locking()) // another change waits
		if err != nil {
			return err
		}
		return a.saveKeyring(tx, keyring, root, "change-root-key", map[string]any{"rootKeyId": root.ID()})
	})
}

// changeKeyring edits a key of the stored keyring and records the change.
func (a *Admin) changeKeyring(ctx context.Context, event string, purpose seal.Purpose, edit func(*seal.Keyring) (*seal.Keyring, string, error)) (id string, err error) {
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		keyring, root, err := a.config.storedKeyring(tx.Locking()) // another change waits
		if err != nil {
			return err
		}
		next, edited, err := edit(keyring)
		if err != nil {
			return err
		}
		id = edited
		return a.saveKeyring(tx, next, root, event, map[string]any{"purpose": string(purpose), "keyId": id})
	})
	return id, err
}

func (a *Admin) saveKeyring(tx *store.Tx, keyring *seal.Keyring, root seal.RootKey, event string, properties map[string]any) error {
	sealed, err := keyring.Reseal(root)
	if err != nil {
		return err
	}
	if err := models.SetSetting(tx, keyringSetting, sealed); err != nil {
		return err
	}
	_, err = a.audit.Happened(tx, &audit.Event{Type: event, Time: a.config.clock()(), Action: "edit", Resource: "instance", Properties: properties})
	if err == nil {
		a.keyring = keyring
	}
	return err
}

// Rewrap re-seals data sealed with former keys, using the current keys: data keys, reviewer's
// tokens, decision log records, and the stored policy. Servers may run meanwhile. An
// interrupted run can be resumed.
func (a *Admin) Rewrap(ctx context.Context) (rewrapped int, err error) {
	records, err := a.resealLog(ctx)
	if err != nil {
		return records, err
	}
	rows, err := a.rewrapKeys(ctx)
	if err != nil {
		return records + rows, err
	}
	kept, err := a.rehashPolicy(ctx)
	return records + rows + kept, err
}

// resealLog re-seals records with the current signing key, and records that in the log.
func (a *Admin) resealLog(ctx context.Context) (records int, err error) {
	records, err = ledger.Reseal(ctx, a.store, a.log)
	if records == 0 {
		return records, err
	}
	said := a.store.Write(ctx, func(tx *store.Tx) error { return a.tellRewrapped(tx, a.keyring.PrimaryKey(seal.Signing), records) })
	return records, errors.Join(err, said)
}

// rehashPolicy recomputes the hash of the stored policy with the current pepper.
func (a *Admin) rehashPolicy(ctx context.Context) (rows int, err error) {
	kept := a.config.keptPolicy(a.store, a.keyring)
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		row, err := models.LastPolicy(tx.Locking())
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil || row.Hash == kept.hash(row) || !kept.genuine(row) {
			return err // an altered one is left for a server to detect
		}
		rows, row.Hash = 1, kept.hash(row)
		return models.KeepPolicy(tx, row)
	})
	return rows, err
}

func (a *Admin) tellRewrapped(tx *store.Tx, key string, rows int) error {
	_, err := a.audit.Happened(tx, &audit.Event{
		Type: "rewrap-keys", Time: a.config.clock()(), Action: "edit", Resource: "instance", Properties: map[string]any{"keyId": key, "rows": rows},
	})
	return err
}

func (a *Admin) rewrapKeys(ctx context.Context) (rewrapped int, err error) {
	primary := a.keyring.PrimaryKey(seal.Wrapping)
	for _, kind := range models.SealedKinds() {
		for after, more := "", true; more; {
			done := 0
			err := a.store.Write(ctx, func(tx *store.Tx) error {
				rows, err := kind.Rows(tx, after)
				if err != nil {
					return err
				}
				done, err = a.rewrapRows(tx, kind, rows, primary)
				if more = len(rows) == models.SealedAtOnce; more {
					after = rows[len(rows)-1].ID
				}
				return err
			})
			if err != nil {
				return rewrapped, err
			}
			rewrapped += done
		}
	}
	return rewrapped, nil
}

// rewrapRows re-seals rows and records their number.
func (a *Admin) rewrapRows(tx *store.Tx, kind models.SealedKind, rows []models.SealedRow, primary string) (done int, err error) {
	for i := range rows {
		if seal.WrappedBy(rows[i].Sealed) == primary {
			continue
		}
		sealed, err := a.rewrap(kind, &rows[i])
		if err != nil {
			return 0, err
		}
		written, err := kind.Reseal(tx, &rows[i], sealed)
		if err != nil {
			return 0, err
		}
		if written {
			done++
		}
	}
	if done == 0 {
		return 0, nil
	}
	return done, a.tellRewrapped(tx, primary, done)
}

func (a *Admin) rewrap(kind models.SealedKind, row *models.SealedRow) ([]byte, error) {
	if kind == models.ProjectKeys {
		return a.keyring.RewrapDataKey(row.Sealed, seal.Scope{OrgID: row.OrgID, ProjectID: row.ID})
	}
	token, err := a.keyring.Reviewer(row.Sealed, row.OrgID, row.ID)
	if err != nil {
		return nil, err
	}
	return a.keyring.SealReviewer(token, row.OrgID, row.ID)
}

// sealedBy counts the rows sealed by each wrapping key.
func sealedBy(tx *store.Tx) (map[string]int, error) {
	counts := map[string]int{}
	for _, kind := range models.SealedKinds() {
		err := kind.Each(tx, func(row *models.SealedRow) { counts[seal.WrappedBy(row.Sealed)]++ })
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
