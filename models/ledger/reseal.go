package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"warder/models"
	"warder/models/store"
)

// SealedBy counts the records that each signing key sealed, by its id, with the last
// checkpoint as one more of the key that signed it. It reads the whole log.
func SealedBy(ctx context.Context, db *store.Store, keys *Keys) (map[string]int64, error) {
	counts := map[string]int64{}
	err := db.Snapshot(ctx, func(tx *store.Tx) error {
		last, err := models.LastCheckpoint(tx)
		if err != nil {
			return err
		}
		if last != nil {
			id, err := keys.signedBy(last.Note)
			if err != nil {
				return err
			}
			counts[id]++
		}
		return eachStored(tx, 0, func(rows []models.DecisionRecord) error {
			for i := range rows {
				if by := keys.sealedBy(Leaf(&rows[i]), rows[i].Seal); by >= 0 {
					counts[keys.ids[by]]++
				}
			}
			return nil
		})
	})
	return counts, err
}

// signedBy is the id of the key that signed a checkpoint.
func (k *Keys) signedBy(signed string) (string, error) {
	for i, verifier := range k.each {
		if _, err := note.Open([]byte(signed), note.VerifierList(verifier)); err == nil {
			return k.ids[i], nil
		}
	}
	return "", fmt.Errorf("%w: its last checkpoint was not signed by this installation", ErrAltered)
}

func eachStored(tx *store.Tx, after int64, do func(rows []models.DecisionRecord) error) error {
	for {
		rows, err := models.StoredDecisions(tx, after, recordsAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := do(rows); err != nil {
			return err
		}
		after = rows[len(rows)-1].Seq
	}
}

// Reseal seals by the first key what another one of this installation sealed, some records
// in a transaction of its own; the tree, which the seals are no part of, stays. A record
// with a seal of no key keeps it, so that Verify tells of it as before.
func Reseal(ctx context.Context, db *store.Store, keys *Keys) (resealed int, err error) {
	for after, more := int64(0), true; more && err == nil; {
		var changed []models.DecisionRecord
		err = db.Snapshot(ctx, func(tx *store.Tx) error {
			rows, err := models.StoredDecisions(tx, after, recordsAtOnce)
			if more = len(rows) > 0; more {
				after, changed = rows[len(rows)-1].Seq, keys.former(rows)
			}
			return err
		})
		if err != nil || len(changed) == 0 {
			continue
		}
		err = db.Write(ctx, func(tx *store.Tx) error { return models.ResealDecisions(tx, changed) })
		resealed += len(changed)
	}
	return resealed, err
}

// former are those of some records that a key but the first sealed, with its seal.
func (k *Keys) former(rows []models.DecisionRecord) []models.DecisionRecord {
	changed := []models.DecisionRecord{}
	for i := range rows {
		if k.sealedBy(Leaf(&rows[i]), rows[i].Seal) > 0 {
			k.Seal(&rows[i])
			changed = append(changed, rows[i])
		}
	}
	return changed
}
