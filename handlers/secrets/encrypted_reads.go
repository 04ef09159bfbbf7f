package secrets

import (
	"slices"

	"warder/engine/facts"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models/store"
)

// Query parameters of encrypted reads.
var (
	encryptedQuery     = slices.Concat(placeQuery, []string{"version", "include_imports", "includeImports"})
	encryptedListQuery = slices.Concat(placeQuery, []string{"recursive", "include_imports", "includeImports"})
)

func getEncrypted(request *pep.Request) (*encryptedSecretAnswer, error) {
	q := request.ReadQuery()
	place := placeFromQuery(request, q)
	version := q.Number("version", 0, 1, 1<<31)
	imports := q.Flag(false, "include_imports", "includeImports")
	if err := q.Err(); err != nil {
		return nil, err
	}
	name, err := place.named(request)
	if err != nil {
		return nil, err
	}
	search := &facts.SecretSearch{Environment: place.Environment, Path: place.SecretPath, Name: name, Type: place.Type, Imports: imports}
	question := onEncrypted(request, place, name, search.Read)
	return encryption.ReadEncrypted(request, question, func() (*encryptedSecretAnswer, error) {
		return newReader(request, question, func(tx *store.Tx, r *secretReader) (*encryptedSecretAnswer, error) {
			seen, err := r.search(tx, search, int64(version))
			if err != nil {
				return nil, err
			}
			bodies, err := r.showEncrypted([]facts.Seen{seen})
			if err != nil {
				return nil, err
			}
			if len(bodies) == 0 { // a version at a place where values are hidden
				return nil, errNoVersion
			}
			return &encryptedSecretAnswer{Secret: bodies[0]}, nil
		})
	})
}

func listEncrypted(request *pep.Request) (*encryptedListAnswer, error) {
	q := request.ReadQuery()
	place := placeFromQuery(request, q)
	recursive, imports := q.Flag(false, "recursive"), q.Flag(false, "include_imports", "includeImports")
	if err := q.Err(); err != nil {
		return nil, err
	}
	if place.Environment == "" || place.project() == (facts.ProjectRef{}) {
		return nil, pep.BadRequest("Missing workspace id or environment")
	}
	list := &facts.SecretList{Environment: place.Environment, Path: place.SecretPath, Recursive: recursive, Imports: imports}
	question := request.Question(place.project(), list.Read)
	question.Resource = pep.ResourceAt("secrets", place.Environment, place.SecretPath)
	question = listing(question, recursive)
	return encryption.ReadEncrypted(request, question, func() (*encryptedListAnswer, error) {
		return newReader(request, question, func(tx *store.Tx, r *secretReader) (*encryptedListAnswer, error) {
			return r.listEncrypted(list)
		})
	})
}

// encryptedBlockJSON has the secrets of one import.
type encryptedBlockJSON struct {
	SecretPath  string           `json:"secretPath"`
	Environment string           `json:"environment"`
	FolderID    string           `json:"folderId"`
	Secrets     []*encryptedJSON `json:"secrets"`
}

// encryptedListAnswer is the response of a list: the secrets of folders and of their imports,
// encrypted for the clients.
type encryptedListAnswer struct {
	Secrets []*encryptedJSON     `json:"secrets"`
	Imports []encryptedBlockJSON `json:"imports"`
}

func (r *secretReader) listEncrypted(list *facts.SecretList) (*encryptedListAnswer, error) {
	if err := r.exists(list); err != nil {
		return nil, err
	}
	sights, err := r.sights(list.FollowupMembers())
	if err != nil {
		return nil, err
	}
	own, err := r.showEncrypted(list.Own(sights))
	if err != nil {
		return nil, err
	}
	imported, err := list.Blocks(sights)
	if err != nil {
		return nil, err
	}
	blocks := []encryptedBlockJSON{}
	for _, block := range imported {
		bodies, err := r.showImported(block)
		if err != nil {
			return nil, err
		}
		if len(bodies) > 0 {
			blocks = append(blocks, encryptedBlockJSON{block.SourcePath, block.EnvironmentSlug, block.SourceID, bodies})
		}
	}
	return &encryptedListAnswer{Secrets: own, Imports: blocks}, nil
}

// showImported returns the secrets of an import without their times, which do not describe the
// importing folder (docs/contract.md 2.18).
func (r *secretReader) showImported(block facts.ImportBlock) ([]*encryptedJSON, error) {
	bodies, err := r.showEncrypted(block.Secrets)
	for _, body := range bodies {
		body.CreatedAt, body.UpdatedAt = nil, nil
	}
	return bodies, err
}

// showEncrypted returns the readable secrets. Secrets that may only be described are left out:
// a holder of the project key could decrypt their values.
func (r *secretReader) showEncrypted(seen []facts.Seen) ([]*encryptedJSON, error) {
	bodies := make([]*encryptedJSON, 0, len(seen))
	e, err := newClientForm(r.c, r.s)
	if err != nil {
		return nil, err
	}
	for _, secret := range seen {
		if secret.Sight != facts.Revealed {
			continue
		}
		body, err := e.bodyOf(secret)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
	}
	return bodies, nil
}
