package secrets

import (
	"warder/engine/facts"
	"warder/models/vault"
)

// shownSecret is a secret prepared for a response. Its JSON form is built while writing, so
// that a long list is not copied in memory.
type shownSecret struct {
	facts.Seen
	text     vault.SecretText
	imported bool
}

// show decrypts the visible secrets.
func (r *secretReader) show(seen []facts.Seen) ([]shownSecret, error) {
	list := make([]shownSecret, 0, len(seen))
	if len(seen) == 0 {
		return list, nil // the project key is not needed
	}
	key, err := r.c.Vault(r.s).DataKey()
	if err != nil {
		return nil, err
	}
	for _, secret := range seen {
		text, known := r.opened[secret.Secret]
		if !known {
			if text, err = vault.OpenWith(key, secret.Secret); err != nil {
				return nil, err
			}
			if r.opened != nil {
				r.opened[secret.Secret] = text
			}
		}
		list = append(list, shownSecret{secret, text, false})
	}
	return list, nil
}

// body is the visible form of the secret. An imported secret has no times, because these do
// not describe the importing folder (docs/contract.md 2.18).
func (s *shownSecret) body() secretJSON {
	body := bodyOf(s.Seen, s.text)
	if s.imported {
		body.CreatedAt, body.UpdatedAt = nil, nil
	}
	return body
}

// settle applies the request's choice for personal values. A personal value directly follows
// the shared one of its name in the list.
func (o overrides) settle(seen []facts.Seen) []facts.Seen {
	if o == besideShared {
		return seen
	}
	kept := seen[:0]
	for _, secret := range seen {
		personal := secret.UserID != ""
		switch {
		case !personal:
			kept = append(kept, secret)
		case o == leftOut:
		case len(kept) > 0 && kept[len(kept)-1].FolderID == secret.FolderID && kept[len(kept)-1].Key == secret.Key:
			kept[len(kept)-1] = secret
		default:
			kept = append(kept, secret)
		}
	}
	return kept
}
