package secrets

import (
	"errors"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models/references"
	"warder/models/store"
)

// referenceTreeJSON is a secret with the secrets that it references.
type referenceTreeJSON struct {
	Key         string               `json:"key"`
	Value       string               `json:"value"`
	Environment string               `json:"environment"`
	SecretPath  string               `json:"secretPath"`
	Children    []*referenceTreeJSON `json:"children"`
}

// referenceTreeAnswer is the tree and the expanded text.
type referenceTreeAnswer struct {
	Tree  *referenceTreeJSON `json:"tree"`
	Value string             `json:"value"`
}

// getReferenceTree returns the references of a secret and its expanded text. Each referenced
// secret needs the right to read it.
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
	text, err := r.c.Vault(r.s).Open(secret.Secret)
	if err != nil {
		return nil, err
	}
	top := inText(secret, text.Value)
	tree, expanded, err := references.Tree(r.c.Request.Context(), &referred{r: r, tx: tx}, &top)
	if errors.Is(err, references.ErrTooMuchText) {
		return nil, errTooMuchText(secret.Key)
	}
	if err != nil {
		return nil, err
	}
	return &referenceTreeAnswer{Tree: treeBody(tree), Value: expanded}, nil
}

func treeBody(node *references.Node) *referenceTreeJSON {
	body := &referenceTreeJSON{
		Key: node.Name, Value: node.Text, Environment: node.Environment, SecretPath: node.Path, Children: []*referenceTreeJSON{},
	}
	for _, child := range node.Children {
		body.Children = append(body.Children, treeBody(child))
	}
	return body
}
