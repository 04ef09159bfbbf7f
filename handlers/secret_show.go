package handlers

import "warder/engine/facts"

// shownSecret is a secret on its way into an answer.
type shownSecret struct {
	facts.Seen
	body *secretJSON
}

// show opens secrets as far as they may be seen.
func (r *secretReader) show(seen []facts.Seen) ([]shownSecret, error) {
	list := make([]shownSecret, 0, len(seen))
	if len(seen) == 0 {
		return list, nil // of a project whose key nobody needs
	}
	key, err := r.c.dataKey(r.s)
	if err != nil {
		return nil, err
	}
	bodies := make([]secretJSON, len(seen))
	for i, secret := range seen {
		text, err := openWith(key, secret.Secret)
		if err != nil {
			return nil, err
		}
		body := &bodies[i]
		*body = describeSecret(secret.Secret, text, secret.Tags)
		body.Environment, body.SecretPath = secret.Environment, secret.Path
		if secret.Sight != facts.Revealed {
			body.SecretValue, body.SecretValueHidden = hidden, true
		}
		list = append(list, shownSecret{secret, body})
	}
	return list, nil
}

func bodiesOf(shown []shownSecret) []*secretJSON {
	bodies := make([]*secretJSON, 0, len(shown))
	for _, secret := range shown {
		bodies = append(bodies, secret.body)
	}
	return bodies
}

// imported are bodies without the times, which say nothing about the folder
// they are imported into (CONTRACT 2.18).
func imported(shown []shownSecret) []*secretJSON {
	bodies := bodiesOf(shown)
	for _, body := range bodies {
		body.CreatedAt, body.UpdatedAt = nil, nil
	}
	return bodies
}

// settle answers each name as the request wants personal values answered. The
// list has a personal value right behind the shared one of its name.
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
