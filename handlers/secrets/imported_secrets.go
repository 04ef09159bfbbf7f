package secrets

import (
	"warder/engine/facts"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models/store"
)

// importedBlockJSON has the secrets of one import, encrypted for the clients (docs/contract.md
// 2.23).
type importedBlockJSON struct {
	SecretPath      string              `json:"secretPath"`
	Environment     string              `json:"environment"`
	EnvironmentInfo pep.EnvironmentStub `json:"environmentInfo"`
	FolderID        string              `json:"folderId"`
	Secrets         []*encryptedJSON    `json:"secrets"`
}

// listImportedSecrets lists the imported secrets of a folder like a list with imports, without
// the folder's own secrets.
func listImportedSecrets(request *pep.Request) (*importedAnswer, error) {
	place, err := importPlaceFromQuery(request)
	if err != nil {
		return nil, err
	}
	list := &facts.SecretList{Environment: *place.Environment, Path: place.Path, Imports: true}
	question := onFolder(request, place, list.Read)
	return encryption.ReadEncrypted(request, question, func() (*importedAnswer, error) {
		return newReader(request, question, func(_ *store.Tx, r *secretReader) (*importedAnswer, error) {
			if err := r.exists(list); err != nil {
				return nil, err
			}
			return r.importedBlocks(list)
		})
	})
}

// importedAnswer has the imported secrets of a folder, encrypted for the clients.
type importedAnswer struct {
	Secrets []importedBlockJSON `json:"secrets"`
}

// importedPlainAnswer has the imported secrets of a folder in plain text.
type importedPlainAnswer struct {
	Secrets []plainBlockJSON `json:"secrets"`
}

func (r *secretReader) importedBlocks(list *facts.SecretList) (*importedAnswer, error) {
	sights, err := r.sights(list.FollowupMembers())
	if err != nil {
		return nil, err
	}
	imported, err := list.Blocks(sights)
	if err != nil {
		return nil, err
	}
	blocks := []importedBlockJSON{}
	for _, block := range imported {
		bodies, err := r.showImported(block)
		if err != nil {
			return nil, err
		}
		if len(bodies) == 0 {
			continue
		}
		source := pep.EnvironmentStub{Name: block.EnvironmentName, Slug: block.EnvironmentSlug, ID: block.EnvironmentID}
		blocks = append(blocks, importedBlockJSON{block.SourcePath, block.EnvironmentSlug, source, block.SourceID, bodies})
	}
	return &importedAnswer{Secrets: blocks}, nil
}

// plainBlockJSON has the secrets of one import in plain text. Values are hidden if the caller
// may only describe them (docs/contract.md 2.23).
type plainBlockJSON struct {
	SecretPath      string              `json:"secretPath"`
	Environment     string              `json:"environment"`
	EnvironmentInfo pep.EnvironmentStub `json:"environmentInfo"`
	FolderID        string              `json:"folderId"`
	Secrets         []secretJSON        `json:"secrets"`
}

// listImportedPlain is listImportedSecrets in plain text.
func listImportedPlain(request *pep.Request) (*importedPlainAnswer, error) {
	place, err := importPlaceFromQuery(request)
	if err != nil {
		return nil, err
	}
	list := &facts.SecretList{Environment: *place.Environment, Path: place.Path, Imports: true}
	question := onFolder(request, place, list.Read)
	question.Raw, question.Lesser = true, "describeSecret"
	return newReader(request, question, func(_ *store.Tx, r *secretReader) (*importedPlainAnswer, error) {
		if err := r.exists(list); err != nil {
			return nil, err
		}
		sights, err := r.sights(list.FollowupMembers())
		if err != nil {
			return nil, err
		}
		imported, err := list.Blocks(sights)
		if err != nil {
			return nil, err
		}
		blocks := []plainBlockJSON{}
		for _, block := range imported {
			shown, err := r.show(block.Secrets)
			if err != nil {
				return nil, err
			}
			source := pep.EnvironmentStub{Name: block.EnvironmentName, Slug: block.EnvironmentSlug, ID: block.EnvironmentID}
			blocks = append(blocks, plainBlockJSON{block.SourcePath, block.EnvironmentSlug, source, block.SourceID, importedBodies(shown)})
		}
		return &importedPlainAnswer{Secrets: blocks}, nil
	})
}

// importedBodies encodes imported secrets.
func importedBodies(shown []shownSecret) []secretJSON {
	bodies := make([]secretJSON, 0, len(shown))
	for i := range shown {
		shown[i].imported = true
		bodies = append(bodies, shown[i].body())
	}
	return bodies
}
