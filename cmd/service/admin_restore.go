package service

import (
	"context"
	"errors"
	"fmt"

	"warder/handlers/audit"
	"warder/models"
	"warder/models/backup"
	"warder/models/store"
)

// recordRestore records the restore and marks it finished.
func (a *Admin) recordRestore(ctx context.Context, restored *backup.Restored) error {
	return a.store.Write(ctx, func(tx *store.Tx) error {
		restored.Finished = true
		if err := backup.SaveRestored(tx, restored); err != nil {
			return err
		}
		_, err := a.audit.Happened(tx, &audit.Event{
			Type: "restore-backup", Time: a.config.clock()(), Action: "restore", Resource: "instance",
			Properties: map[string]any{
				"backupId": restored.BackupID, "created": restored.Created, "rows": restored.Rows, "ended": restored.Ended, "keepCredentials": restored.KeepCredentials,
			},
		})
		return err
	})
}

// enabledTogether is the number of credentials enabled in one transaction and listed in one
// event.
const enabledTogether = 200

// ErrNotDisabled means that an id matches no disabled credential and no owner of one.
var ErrNotDisabled = errors.New("no credential that a restore disabled has this id or belongs to it")

// EachDisabled calls do for every credential that a restore disabled.
func (a *Admin) EachDisabled(ctx context.Context, do func(c *models.DisabledCredential)) error {
	for after := (models.DisabledCredential{}); ; {
		rows, err := models.DisabledCredentials(a.store.Statement(ctx), after.Kind, after.ID, enabledTogether)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			do(&rows[i])
		}
		after = rows[len(rows)-1]
	}
}

// EnableCredentials enables credentials that a restore disabled, by id or by the id of their
// identity, user or project. It enables all or none.
func (a *Admin) EnableCredentials(ctx context.Context, ids []string) (enabled int, err error) {
	err = a.store.Write(ctx, func(tx *store.Tx) error {
		enabled = 0
		for _, id := range ids {
			rows, err := models.DisabledCredentialsOf(tx, id)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return fmt.Errorf("%w: %s", ErrNotDisabled, id)
			}
			if err := a.enable(tx, rows); err != nil {
				return err
			}
			enabled += len(rows)
		}
		return nil
	})
	return enabled, err
}

// EnableAllCredentials enables every credential that a restore disabled. On an error, the
// counted ones remain enabled.
func (a *Admin) EnableAllCredentials(ctx context.Context) (enabled int, err error) {
	for {
		var rows []models.DisabledCredential
		err := a.store.Write(ctx, func(tx *store.Tx) (err error) {
			if rows, err = models.DisabledCredentials(tx, "", "", enabledTogether); err != nil {
				return err
			}
			return a.enable(tx, rows)
		})
		if err != nil || len(rows) == 0 {
			return enabled, err
		}
		enabled += len(rows)
	}
}

// enable enables credentials, and records them by organization.
func (a *Admin) enable(tx *store.Tx, rows []models.DisabledCredential) error {
	ids := map[string]map[string][]string{} // by organization and kind
	for i := range rows {
		if err := models.EnableCredential(tx, &rows[i]); err != nil {
			return err
		}
		of := ids[rows[i].OrgID]
		if of == nil {
			of = map[string][]string{}
			ids[rows[i].OrgID] = of
		}
		of[rows[i].Kind] = append(of[rows[i].Kind], rows[i].ID)
	}
	for orgID, kinds := range ids {
		_, err := a.audit.Happened(tx, &audit.Event{
			Type: "enable-credentials", Time: a.config.clock()(), OrgID: orgID, Action: "edit", Resource: "credential",
			Properties: map[string]any{"ids": kinds},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
