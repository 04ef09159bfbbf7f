package seal

import "fmt"

// labelReviewer binds the token that a Kubernetes API server is asked with.
const labelReviewer = "warder reviewer token v1"

// SealReviewer seals the reviewer's token of an auth method, for the database.
func (k *Keyring) SealReviewer(token Text, orgID, methodID string) ([]byte, error) {
	place, err := reviewerOf(orgID, methodID)
	if err != nil {
		return nil, err
	}
	sealed, err := k.wrapper.Encrypt([]byte(token.Reveal()), place)
	if err != nil {
		return nil, fmt.Errorf("seal the reviewer's token: %w", err)
	}
	return sealed, nil
}

// Reviewer opens what SealReviewer sealed for the same auth method, or fails with
// ErrDecrypt.
func (k *Keyring) Reviewer(sealed []byte, orgID, methodID string) (Text, error) {
	place, err := reviewerOf(orgID, methodID)
	if err != nil {
		return Text{}, err
	}
	token, err := k.wrapper.Decrypt(sealed, place)
	if err != nil {
		return Text{}, fmt.Errorf("%w: the reviewer's token of auth method %s", ErrDecrypt, methodID)
	}
	return NewText(string(token)), nil
}

func reviewerOf(orgID, methodID string) ([]byte, error) {
	if orgID == "" || methodID == "" {
		return nil, fmt.Errorf("%w: organization %q, auth method %q", ErrPlace, orgID, methodID)
	}
	return appendText(nil, labelReviewer, orgID, methodID), nil
}
