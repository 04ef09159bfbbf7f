// Package ledger makes the decision log tamper-evident: every record is sealed when it is
// made and becomes a leaf of a Merkle tree, whose root is signed every minute. Verify finds
// alterations.
package ledger

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/seal"
)

// Origin is the name of the log and of its keys in checkpoints.
const Origin = "warder-decisions"

// Keys vouch for a log. The first key seals and signs; all verify.
type Keys struct {
	ids       []string // of the keys of records, in their order
	records   [][]byte
	signer    note.Signer
	each      []note.Verifier // in the order of ids
	verifiers note.Verifiers
	public    string
}

// NewKeys makes the keys of an installation ready.
func NewKeys(keyring *seal.Keyring) (*Keys, error) {
	secret, err := keyring.LogKeys()
	if err != nil {
		return nil, fmt.Errorf("keys of the decision log: %w", err)
	}
	k := &Keys{}
	for i, key := range secret {
		private := ed25519.NewKeyFromSeed(key.Checkpoints())
		public, err := note.NewEd25519VerifierKey(Origin, private.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // by its documentation
		if err != nil {
			return nil, err
		}
		verifier, err := note.NewVerifier(public)
		if err != nil {
			return nil, err
		}
		k.each = append(k.each, verifier)
		k.ids, k.records = append(k.ids, key.ID), append(k.records, key.Records())
		if i > 0 {
			continue
		}
		k.public = public
		// The form that package note reads: the same name and hash, and the seed.
		text := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", Origin, verifier.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
		if k.signer, err = note.NewSigner(text); err != nil {
			return nil, err
		}
	}
	k.verifiers = note.VerifierList(k.each...)
	return k, nil
}

// Public is the key that verifies checkpoints, in the form of package note.
func (k *Keys) Public() string { return k.public }

// Leaf returns the hash of a stored record.
func Leaf(r *models.DecisionRecord) tlog.Hash { return tlog.RecordHash(Content(r)) }

// Content is what a leaf is the hash of: every column but the number, which the
// database gives, and the seal.
func Content(r *models.DecisionRecord) []byte {
	permitted := byte(0)
	if r.Permitted {
		permitted = 1
	}
	content := append(binary.BigEndian.AppendUint64(make([]byte, 0, 512), uint64(r.Time.UnixMilli())), permitted) //nolint:gosec // only its bits count
	for _, text := range []string{
		r.ID, r.OrgID, r.ProjectID, r.SubjectType, r.SubjectID, r.Action, r.Resource, r.EventType, r.UserAgent, r.IP, r.Frame, r.Record,
	} {
		content = append(binary.AppendUvarint(content, uint64(len(text))), text...)
	}
	return content
}

// sealLength is that of a seal, in bytes.
const sealLength = 16

// Seal sets the seal of a record, a keyed hash that only this installation can compute.
func (k *Keys) Seal(r *models.DecisionRecord) { r.Seal = sealOf(k.records[0], Leaf(r)) }

func sealOf(key []byte, leaf tlog.Hash) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(leaf[:])
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:sealLength])
}

// sealed reports whether a seal is of this installation.
func (k *Keys) sealed(leaf tlog.Hash, seal string) bool { return k.sealedBy(leaf, seal) >= 0 }

// sealedBy is the place of the key that made a seal, or -1.
func (k *Keys) sealedBy(leaf tlog.Hash, seal string) int {
	for i, key := range k.records {
		if hmac.Equal([]byte(sealOf(key, leaf)), []byte(seal)) {
			return i
		}
	}
	return -1
}

// Checkpoint is the signed state of a tree.
type Checkpoint struct {
	Size int64
	Root tlog.Hash
	// Unsealed is how many of its first leaves may be records without a seal, of an older version.
	Unsealed int64
}

func (c *Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nunsealed %d\n", Origin, c.Size, c.Root, c.Unsealed)
}

func (k *Keys) sign(c *Checkpoint) (string, error) {
	signed, err := note.Sign(&note.Note{Text: c.text()}, k.signer)
	return string(signed), err
}

// Open reads a checkpoint that this installation signed.
func (k *Keys) Open(signed string) (*Checkpoint, error) {
	opened, err := note.Open([]byte(signed), k.verifiers)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	c, root := &Checkpoint{}, ""
	text, is := strings.CutPrefix(opened.Text, Origin+"\n")
	if !is { // such as a report
		return nil, errors.New("checkpoint: something else was signed")
	}
	if _, err := fmt.Sscanf(text, "%d\n%s\nunsealed %d\n", &c.Size, &root, &c.Unsealed); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if c.Root, err = tlog.ParseHash(root); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return c, nil
}
