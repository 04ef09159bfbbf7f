package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"warder/engine"
	"warder/handlers"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/models"
	"warder/models/seal"
)

// requiredRules are the rule packages without which no policy is activated.
var requiredRules = []string{
	"tokens", "modes", "network", "login", "tenancy", "membership", "existence", "encryption", "protection", "privileges", "guardrails",
}

// Settings that the composition keeps in the database.
const (
	settingKeyring    = "keyring"
	settingInstanceID = "instance.id"
)

// parallelPasswords bounds how many passwords are hashed at a time: each takes
// some 19 MiB.
const parallelPasswords = 4

// openStore opens the database and brings its schema up to date.
func openStore(ctx context.Context, url seal.Text) (*models.Store, models.MigrationReport, error) {
	store, err := models.Open(ctx, url.Reveal(), models.Options{})
	if err != nil {
		return nil, models.MigrationReport{}, fmt.Errorf("open database: %w", err)
	}
	report, err := store.Migrate(ctx, models.MigrateOptions{})
	if err != nil {
		return nil, report, errors.Join(fmt.Errorf("migrate: %w", err), store.Close())
	}
	return store, report, nil
}

// openKeyring opens the keyring of the installation, or makes it: of several
// replicas that start on an empty database one wins and the others use its.
func openKeyring(ctx context.Context, store *models.Store, root seal.Root) (keyring *seal.Keyring, instanceID string, err error) {
	err = store.Write(ctx, func(tx *models.Tx) error {
		sealed, err := tx.Setting(settingKeyring)
		if errors.Is(err, models.ErrNotFound) {
			_, fresh, failed := seal.Create(root)
			if failed != nil {
				return failed
			}
			sealed, err = tx.ClaimSetting(settingKeyring, fresh)
		}
		if err != nil {
			return err
		}
		if keyring, err = seal.Open(root, sealed); err != nil {
			return err
		}
		instanceID, err = tx.ClaimSetting(settingInstanceID, models.NewID())
		return err
	})
	return keyring, instanceID, err
}

// newEngine makes the decision point; guardrails, library and entry point come
// from the binary whatever the policy brings.
func newEngine(ctx context.Context, cfg *config, embedded, policy engine.Policy, log *slog.Logger) (*engine.Engine, error) {
	return engine.New(ctx, engine.Options{
		Policy: policy, Guardrails: engine.Owned(embedded.Modules), Required: requiredRules,
		Timeout: cfg.PolicyTimeout, Logger: log,
	})
}

// newAPI joins the parts that answer requests.
func newAPI(cfg *config, store *models.Store, keyring *seal.Keyring, policy handlers.Policy, recorder *audit.Recorder,
	observer handlers.Observer, clock func() time.Time, log *slog.Logger,
) (*handlers.API, error) {
	signer, err := bearer.NewSigner(keyring.SigningKeys(), clock)
	if err != nil {
		return nil, err
	}
	return handlers.New(handlers.Components{
		Store: store, Engine: policy, Keyring: keyring, Passwords: seal.NewPasswords(parallelPasswords), Signer: signer,
		Audit: recorder, Clock: clock, Log: log, Observe: observer,
	}, handlers.Options{
		MaxBody: cfg.BodyLimit, TrustedProxies: cfg.TrustedProxies, SiteURL: cfg.SiteURL,
	})
}

func newRecorder(store *models.Store, instanceID string, lines io.Writer, log *slog.Logger) *audit.Recorder {
	labels := map[string]string{"id": instanceID, "service": "warder"}
	return audit.NewRecorder(store, audit.Options{Labels: labels, Lines: lines, Log: log})
}

type config struct { PolicyTimeout time.Duration; BodyLimit int64; TrustedProxies []netip.Prefix; SiteURL string }
