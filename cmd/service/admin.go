package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"warder/handlers/audit"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// Admin performs operator tasks on the database with the root key, without a running server.
// Every change is an event in the decision log.
type Admin struct {
	config  *Config
	store   *store.Store
	keyring *seal.Keyring
	audit   *audit.Recorder
	log     *ledger.Keys
}

// ErrNoUser means that no user has the address.
var ErrNoUser = errors.New("no user has this address")

// OpenAdmin opens the configured database, whose schema must have this version.
func OpenAdmin(ctx context.Context, config *Config) (*Admin, error) {
	db, err := OpenStore(ctx, config)
	if err != nil {
		return nil, err
	}
	a := &Admin{config: config, store: db}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func (a *Admin) open(ctx context.Context) (err error) {
	if err := a.store.CheckSchema(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return a.openLog(ctx)
}

// openLog opens the keyring and the decision log.
func (a *Admin) openLog(ctx context.Context) (err error) {
	if err := a.openKeys(ctx); err != nil {
		return err
	}
	id, err := instanceID(ctx, a.store)
	a.audit = audit.NewRecorder(a.store, audit.Options{Labels: map[string]string{"id": id, "service": "warder"}, Log: slog.New(slog.DiscardHandler), Seal: a.log.Seal})
	return err
}

// openKeys opens the keyring and derives the keys of the decision log.
func (a *Admin) openKeys(ctx context.Context) (err error) {
	if a.keyring, err = a.config.keyringOf(ctx, a.store); err != nil {
		return err
	}
	a.log, err = ledger.NewKeys(a.keyring)
	return err
}

// VerifyLog verifies the decision log, and compares it with checkpoints stored elsewhere.
func (a *Admin) VerifyLog(ctx context.Context, kept ...string) (*ledger.Report, error) {
	return ledger.Verify(ctx, a.store, a.log, kept...)
}

// VerifyReport returns nil if the installation signed the report.
func (a *Admin) VerifyReport(report *ledger.SignedReport) error { return a.log.VerifyReport(report) }

// Store is the database.
func (a *Admin) Store() *store.Store { return a.store }

// Close closes the database connection.
func (a *Admin) Close() error { return a.store.Close() }

// recoveryCodeTTL is the lifetime of a recovery code.
const recoveryCodeTTL = 24 * time.Hour

// ResetPassword starts the recovery of a user's account. The code is for the user alone and
// replaces earlier ones. The password stays valid until the user sets a new one.
func (a *Admin) ResetPassword(ctx context.Context, email string) (code string, until time.Time, err error) {
	code, until = seal.NewTokenSecret(), a.config.clock()().Add(recoveryCodeTTL)
	err = a.change(ctx, email, "recovery-code", func(tx *store.Tx, user *models.User) error {
		return models.BeginRecovery(tx, &models.AccountRecovery{
			UserID: user.ID, CodeHash: a.keyring.Hash(seal.KindRecovery, code), ExpiresAt: store.At(until),
		})
	})
	return code, until, err
}

// signInTTL is the lifetime of a sign-in link.
const signInTTL = 5 * time.Minute

// SignInCode makes a code that logs a user in once.
func (a *Admin) SignInCode(ctx context.Context, email string) (code string, err error) {
	code = seal.NewTokenSecret()
	err = a.change(ctx, email, "sign-in-link", func(tx *store.Tx, user *models.User) error {
		return store.Create(tx, store.Installation, &models.SignInLink{
			CodeHash: a.keyring.Hash(seal.KindSignInLink, code), UserID: user.ID, ExpiresAt: store.At(a.config.clock()().Add(signInTTL)),
		})
	})
	return code, err
}

// Grant makes a user an administrator of the installation.
func (a *Admin) Grant(ctx context.Context, email string) error {
	return a.change(ctx, email, "grant-instance-admin", func(tx *store.Tx, user *models.User) error {
		user.SuperAdmin, user.UpdatedAt = true, store.At(a.config.clock()())
		return store.Update(tx, store.Installation, user, "super_admin", "updated_at")
	})
}

// change runs a change for a user and records it.
func (a *Admin) change(ctx context.Context, email, event string, do func(tx *store.Tx, user *models.User) error) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		user, err := store.First[models.User](tx.Locking(), store.Installation, "email = ?", pep.NormalizeEmail(email))
		if errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("%w: %s", ErrNoUser, email)
		}
		if err != nil {
			return err
		}
		if err := do(tx, user); err != nil {
			return err
		}
		_, err = a.audit.Happened(tx, &audit.Event{
			Type: event, Time: a.config.clock()(), Action: "edit", Resource: "user",
			Properties: map[string]any{"userId": user.ID, "email": user.Email},
		})
		return err
	})
}

// Administrators are the users and identities that administer the installation.
func (a *Admin) Administrators(ctx context.Context) (users []models.User, identities []models.Identity, err error) {
	err = a.store.Snapshot(ctx, func(tx *store.Tx) (err error) {
		if users, err = store.Find[models.User](tx.OrderBy("email"), store.Installation, "super_admin = ?", true); err != nil {
			return err
		}
		identities, err = models.InstanceAdmins(tx)
		return err
	})
	return users, identities, err
}
