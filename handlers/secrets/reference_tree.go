package secrets

import (
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models/store"
)

// referenceTreeJSON is a secret with the secrets that its text refers to.
type referenceTreeJSON struct {
	Key         string               `json:"key"`
	Value       string               `json:"value"`
	Environment string               `json:"environment"`
	SecretPath  string               `json:"secretPath"`
	Children    []*referenceTreeJSON `json:"children"`
}

// referenceTreeAnswer is the tree, and the text that it makes.
type referenceTreeAnswer struct {
	Tree  *referenceTreeJSON `json:"tree"`
	Value string             `json:"value"`
}

// getReferenceTree answers what a secret is put together from, and the text
// that this makes. Each secret in it needs the right to read it.
func getReferenceTree(request *pep.Request) (*referenceTreeAnswer, error) {
	q := request.ReadQuery()
	place := placeFromQuery(request, q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	name, err := place.named(request)
	if err != nil {
		return nil, err
	}
	search := &facts.SecretSearch{Environment: place.Environment, Path: place.SecretPath, Name: name, Type: place.Type}
	return newReader(request, onSecret(request, place, name, search.Read), func(tx *store.Tx, r *secretReader) (*referenceTreeAnswer, error) {
		return r.referenceTree(tx, search.Own())
	})
}

func (r *secretReader) referenceTree(tx *store.Tx, secret *facts.StoredSecret) (*referenceTreeAnswer, error) {
	text, err := vault.OpenText(r.c, r.s, secret.Secret)
	if err != nil {
		return nil, err
	}
	refs := &references{r: r, found: map[facts.Reference]*referred{}}
	top, err := refs.takeApart(tx, secret, text.Value)
	if err != nil {
		return nil, err
	}
	if err := refs.follow(tx, []*referred{top}); err != nil {
		return nil, err
	}
	if refs.costOf(top).tooMuch() {
		return nil, errTooMuchText(secret.Key)
	}
	return &referenceTreeAnswer{Tree: refs.tree(top, map[string]bool{}), Value: refs.textOf(top)}, nil
}

// tree describes what write would write.
func (x *references) tree(from *referred, within map[string]bool) *referenceTreeJSON {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	node := &referenceTreeJSON{
		Key: from.secret.Key, Value: from.value, Environment: from.secret.Environment, SecretPath: from.secret.Path,
		Children: []*referenceTreeJSON{},
	}
	for _, p := range from.pieces {
		if target := x.target(p, len(within)); target != nil && !within[target.secret.ID] {
			node.Children = append(node.Children, x.tree(target, within))
		}
	}
	return node
}
