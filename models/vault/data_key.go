package vault

import (
	"errors"
	"fmt"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

// A data key is rotated while servers run: they read it with every request, or prove that
// it is unchanged, and open what any of its keys sealed.

// SealedAgain is what came of rows that a former key sealed.
type SealedAgain struct {
	Done int
	// Broken are rows that do not open, by id, with what they are. They stay as they are.
	Broken map[string]string
}

// SealAgain seals those of the rows of a table again, under the key in use, in which one of
// the former keys sealed something. A row that someone else changes now is left out.
func (v *Vault) SealAgain(tx *store.Tx, table string, ids, former []string) (SealedAgain, error) {
	again := resealing{v, tx, ids, seal.SealedMarks(former), SealedAgain{Broken: map[string]string{}}}
	var err error
	switch table {
	case models.SealedSecrets.Name:
		err = resealRows(&again, models.SealedSecrets, again.secret)
	case models.SealedVersions.Name:
		err = resealRows(&again, models.SealedVersions, again.version)
	case models.SealedKeyPairs.Name:
		err = resealRows(&again, models.SealedKeyPairs, again.bot)
	case models.SealedClientKeys.Name:
		err = again.clientKey()
	default:
		err = fmt.Errorf("nothing is known to be sealed in %q", table)
	}
	return again.SealedAgain, err
}

// resealing is one SealAgain.
type resealing struct {
	v     *Vault
	tx    *store.Tx
	ids   []string
	marks [][]byte
	SealedAgain
}

func resealRows[T any](r *resealing, table models.SealedTable, reseal func(row *T) (id, what string, err error)) error {
	rows, err := models.HoldUnder[T](r.tx, r.v.scope(), table, r.ids, r.marks)
	if err != nil {
		return err
	}
	for i := range rows {
		id, what, err := reseal(&rows[i])
		if err := r.took(id, what, err); err != nil {
			return err
		}
	}
	return nil
}

// took notes what came of a row. Only a row that does not open is left behind.
func (r *resealing) took(id, what string, err error) error {
	switch {
	case err == nil:
		r.Done++
	case errors.Is(err, seal.ErrDecrypt):
		r.Broken[id] = what
	default:
		return err
	}
	return nil
}

func (r *resealing) secret(row *models.Secret) (id, what string, err error) {
	what = fmt.Sprintf("secret %s version %d", row.ID, row.Version)
	if err := r.text(row); err != nil {
		return row.ID, what, err
	}
	return row.ID, what, store.Update(r.tx, r.v.scope(), row, "value", "comment")
}

func (r *resealing) version(row *models.SecretVersion) (id, what string, err error) {
	what = fmt.Sprintf("secret %s version %d", row.SecretID, row.Version)
	then := SecretOfVersion(row)
	if err := r.text(&then); err != nil {
		return row.ID, what, err
	}
	row.SecretFields = then.SecretFields
	return row.ID, what, store.Update(r.tx, r.v.scope(), row, "value", "comment")
}

func (r *resealing) text(row *models.Secret) error {
	text, err := r.v.Open(row)
	if err != nil {
		return err
	}
	return r.v.sealText(row, text)
}

func (r *resealing) bot(row *models.Bot) (id, what string, err error) {
	what = "key pair of bot " + row.ID
	key, err := r.v.DataKey()
	if err != nil {
		return row.ID, what, err
	}
	pair, err := key.Recipient(row.KeyPair)
	if err != nil {
		return row.ID, what, err
	}
	if row.KeyPair, err = key.KeepRecipient(pair); err != nil {
		return row.ID, what, err
	}
	return row.ID, what, store.Update(r.tx, r.v.scope(), row, "key_pair")
}

// clientKey reads the project again, which its callers have.
func (r *resealing) clientKey() error {
	org := store.Scope{OrgID: r.v.Project.OrgID}
	rows, err := models.HoldUnder[models.Project](r.tx, org, models.SealedClientKeys, r.ids, r.marks)
	if err != nil {
		return err
	}
	for i := range rows {
		now := *r.v
		now.Project = &rows[i]
		key, err := now.ClientKey()
		if err == nil {
			err = now.keepClientKey(r.tx, key)
		}
		if err := r.took(rows[i].ID, "key of the clients of project "+rows[i].ID, err); err != nil {
			return err
		}
	}
	return nil
}
