package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrPlace is a Scope or Place with something missing. It is a mistake of the
// caller: sealing there would bind to less than it promises.
var ErrPlace = errors.New("incomplete place")

// Scope names the project that a data key belongs to.
type Scope struct {
	OrgID     string
	ProjectID string
}

// Fields of a secret that are sealed.
const (
	FieldValue   = "value"
	FieldComment = "comment"
	FieldKey     = "key" // the name, which only clients encrypt
)

// Place is where a value is stored, and is bound into its ciphertext, so that
// one moved to another row, column or version does not open:
// organization, project, environment, path, key and version. The first
// two come from the DataKey's Scope. Environment and path are bound by the ids
// of environment and folder, because both can be renamed without touching the
// secrets in them; Key is bound itself, because a renamed secret is a new version
// and sealed anew. So a change of any field of a Place (rename, move, new
// version) has to open the value at the old place and seal it at the new one.
type Place struct {
	EnvironmentID string
	FolderID      string
	SecretID      string
	Key           string // the secret's name
	Owner         string // user of a personal secret, else empty
	Version       int64  // from 1
	Field         string // FieldValue, FieldComment or FieldKey
}

// String names the place for errors. It carries ids only, not the name.
func (p Place) String() string {
	return fmt.Sprintf("%s of secret %s version %d", p.Field, p.SecretID, p.Version)
}

// appendScope appends the scope under a label that says what it is for.
func (s Scope) appendTo(data []byte, label string) ([]byte, error) {
	if s.OrgID == "" || s.ProjectID == "" {
		return nil, fmt.Errorf("%w: organization %q, project %q", ErrPlace, s.OrgID, s.ProjectID)
	}
	return appendText(data, label, s.OrgID, s.ProjectID), nil
}

func (p Place) appendTo(data []byte) ([]byte, error) {
	if p.EnvironmentID == "" || p.FolderID == "" || p.SecretID == "" || p.Field == "" || p.Version < 1 {
		return nil, fmt.Errorf("%w: %s", ErrPlace, p)
	}
	data = appendText(data, p.EnvironmentID, p.FolderID, p.SecretID, p.Key, p.Owner, p.Field)
	return binary.BigEndian.AppendUint64(data, uint64(p.Version)), nil
}

// appendText writes each text after its length, so that no two lists of texts
// give the same bytes.
func appendText(data []byte, texts ...string) []byte {
	for _, text := range texts {
		data = binary.AppendUvarint(data, uint64(len(text)))
		data = append(data, text...)
	}
	return data
}
