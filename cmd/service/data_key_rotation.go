package service

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"warder/handlers/audit"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// RotationStep is what a rotation has done so far.
type RotationStep struct {
	Doing       string // for people
	Done, Total int64  // rows
}

// RotatedDataKey is what came of one rotation.
type RotatedDataKey struct {
	Key     string   // the one in use now
	Former  []string // deleted
	Rows    int      // sealed again
	Resumed bool     // another run had begun it
}

// RotateDataKey gives a project another data key, seals everything under it, and deletes the
// former one. Servers run meanwhile: they read the data key with each request, or know that
// it is unchanged. A rotation that was interrupted is continued, also by several at once. step
// is called after every step.
func (a *Admin) RotateDataKey(ctx context.Context, project *ProjectDataKey, step func(RotationStep)) (*RotatedDataKey, error) {
	r := &dataKeyRotation{
		admin: a, org: store.Scope{OrgID: project.OrgID}, id: project.ID, step: step, broken: map[string]string{},
	}
	for _, do := range []func(context.Context) error{r.introduce, r.countRows, r.sealAll, r.retire, r.awaitWriters, r.sealAll, r.deleteFormer} {
		err := do(ctx)
		if errors.Is(err, store.ErrNotFound) {
			err = ErrProjectGone
		}
		if err != nil {
			return nil, fmt.Errorf("project %s (%s): %w", project.Slug, project.ID, err)
		}
	}
	return &r.RotatedDataKey, nil
}

// dataKeyRotation is one RotateDataKey. Each of its steps may be made again.
type dataKeyRotation struct {
	RotatedDataKey

	admin  *Admin
	org    store.Scope
	id     string
	total  int64
	step   func(RotationStep)
	broken map[string]string // descriptions of rows that do not open, by table and id
}

func (r *dataKeyRotation) scope() store.Scope {
	return store.Scope{OrgID: r.org.OrgID, ProjectID: r.id}
}

func (r *dataKeyRotation) sealScope() seal.Scope {
	return seal.Scope{OrgID: r.org.OrgID, ProjectID: r.id}
}

func (r *dataKeyRotation) tell(doing string) { r.step(RotationStep{doing, int64(r.Rows), r.total}) }

// introduce adds a key, which seals from the commit on, unless a rotation is under way.
func (r *dataKeyRotation) introduce(ctx context.Context) error {
	err := r.admin.store.Write(ctx, func(tx *store.Tx) error {
		project, err := store.First[models.Project](tx.LockingForeign(), r.org, "id = ?", r.id)
		if err != nil {
			return err
		}
		if err = r.readKeys(project); err != nil {
			return err
		}
		if r.Resumed = len(r.Former) > 0; r.Resumed {
			return r.record(tx, project)
		}
		known, err := store.Find[models.DataKey](tx, r.scope(), "")
		if err != nil {
			return err
		}
		taken := func(id string) bool {
			return slices.ContainsFunc(known, func(key models.DataKey) bool { return key.KeyID == id })
		}
		r.Former = []string{r.Key}
		if project.DataKey, r.Key, err = r.admin.keyring.RotateDataKey(project.DataKey, r.sealScope(), taken); err != nil {
			return err
		}
		if err := r.record(tx, project); err != nil {
			return err
		}
		return r.save(tx, project, "rotate-data-key")
	})
	r.tell("introduced a key")
	return err
}

// readKeys reads the ids of the keys of a project's data key.
func (r *dataKeyRotation) readKeys(project *models.Project) error {
	keys, err := r.admin.keyring.DataKeys(project.DataKey, r.sealScope())
	if err != nil {
		return err
	}
	r.Former = nil
	for _, key := range keys {
		if key.Primary {
			r.Key = key.ID
		} else {
			r.Former = append(r.Former, key.ID)
		}
	}
	return nil
}

// record notes since when there are the keys.
func (r *dataKeyRotation) record(tx *store.Tx, project *models.Project) error {
	rows := []*models.DataKey{{OrgID: r.org.OrgID, ProjectID: r.id, KeyID: r.Key, CreatedAt: store.At(r.admin.config.clock()())}}
	for _, id := range r.Former {
		rows = append(rows, &models.DataKey{OrgID: r.org.OrgID, ProjectID: r.id, KeyID: id, CreatedAt: project.CreatedAt})
	}
	return models.KeepDataKeys(tx, rows...)
}

// save writes the data key and an event.
func (r *dataKeyRotation) save(tx *store.Tx, project *models.Project, event string) error {
	if err := store.Update(tx, r.org, project, "data_key"); err != nil {
		return err
	}
	_, err := r.admin.audit.Happened(tx, &audit.Event{
		Type: event, Time: r.admin.config.clock()(), OrgID: r.org.OrgID, Action: "edit", Resource: "project",
		Properties: map[string]any{"projectId": r.id, "keyId": r.Key, "former": r.Former, "rows": r.Rows},
	})
	return err
}

func (r *dataKeyRotation) countRows(ctx context.Context) (err error) {
	r.total, err = r.remaining(r.admin.store.Statement(ctx))
	return err
}

// remaining is how many rows former keys seal.
func (r *dataKeyRotation) remaining(tx *store.Tx) (count int64, err error) {
	rows, err := rowsByKey(tx, r.id)
	for _, id := range r.Former {
		count += rows[r.id][id]
	}
	return count, err
}

// retire has the database refuse values sealed under former keys from now on.
func (r *dataKeyRotation) retire(ctx context.Context) error {
	err := r.admin.store.Write(ctx, func(tx *store.Tx) error {
		return models.RetireDataKeys(tx, r.scope(), r.Former, store.At(r.admin.config.clock()()))
	})
	r.tell("retired the former key")
	return err
}

// awaitWriters waits for transactions that may have written under a former key before.
func (r *dataKeyRotation) awaitWriters(ctx context.Context) error {
	return r.admin.store.AwaitWriters(ctx, func() { r.tell("waiting for transactions that began before") })
}

// errStillUsed is a row that came under a former key since the last look.
var errStillUsed = errors.New("the former key is still used; run this again")

// deleteFormer deletes the former keys. On SQLite no writer comes between the count and the
// deletion, and PostgreSQL refuses values under these keys.
func (r *dataKeyRotation) deleteFormer(ctx context.Context) error {
	err := r.admin.store.Write(ctx, func(tx *store.Tx) error {
		project, err := store.First[models.Project](tx.LockingForeign(), r.org, "id = ?", r.id)
		if err != nil {
			return err
		}
		before := r.Former
		if err := r.readKeys(project); err != nil {
			return err
		}
		if len(r.Former) == 0 || !slices.Equal(r.Former, before) { // another run was faster
			r.Former = before
			return nil
		}
		left, err := r.remaining(tx)
		if err != nil {
			return err
		}
		if left > 0 {
			return errStillUsed
		}
		if project.DataKey, err = r.admin.keyring.RetireDataKeys(project.DataKey, r.sealScope()); err != nil {
			return err
		}
		return r.save(tx, project, "retire-data-key")
	})
	r.tell("deleted the former key")
	return err
}
