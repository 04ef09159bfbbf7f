package facts

import (
	"cmp"

	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// ImportPlace is an import of a folder that a request names together with the
// folder.
type ImportPlace struct {
	Environment string
	Path        string
	ID          string

	Row    *models.SecretImport
	Source *models.Environment // that is imported from
}

// Read is a Target: the import.
func (p *ImportPlace) Read(tx *store.Tx, s *State) error {
	p.Row, p.Source = nil, nil
	if err := OnFolder(p.Environment, p.Path)(tx, s); err != nil || !s.target().Known {
		return err
	}
	return s.narrow(true, "secret import", func() (bool, error) {
		row, err := orNil(store.First[models.SecretImport](tx, s.Scope(), "folder_id = ? AND id = ?", s.Found.Folder.ID, p.ID))
		if err != nil || row == nil {
			return false, err
		}
		p.Row = row
		p.Source, err = store.First[models.Environment](tx, s.Scope(), "id = ?", row.ImportEnvironmentID)
		if err == nil && s.Question.Changes {
			p.ask(s.Asks())
		}
		return err == nil, err
	})
}

// ask says what the import shows after the change: of one that ends, what it
// shows now.
func (p *ImportPlace) ask(asks *input.Requested) {
	source := input.RequestedPlace{Environment: &p.Source.Slug, SecretPath: &p.Row.ImportPath}
	if sent := asks.Source; sent != nil {
		source.Environment = cmp.Or(sent.Environment, source.Environment)
		source.SecretPath = cmp.Or(sent.SecretPath, source.SecretPath)
	}
	asks.Source = &source
}

// ImportAlone is an import that a request names by its id only.
type ImportAlone struct {
	ID string

	Row    *models.SecretImport
	Source *models.Environment // that is imported from
}

// Read is a Target: the import, and the folder that it lies in as the place of
// the request.
func (p *ImportAlone) Read(tx *store.Tx, s *State) error {
	p.Row, p.Source = nil, nil
	target := s.target()
	target.Kind = "secret import"
	if s.OrgID() == "" {
		return nil
	}
	row, err := orNil(store.First[models.SecretImport](tx, s.OrgScope(), "id = ?", p.ID))
	if err != nil {
		return err
	}
	if row == nil {
		return s.InProject(tx, "") // in no project of this organization
	}
	if err := OnFolderAlone(row.FolderID)(tx, s); err != nil || !target.Known {
		return err
	}
	target.Kind = "secret import"
	p.Row = row
	p.Source, err = store.First[models.Environment](tx, s.OrgScope(), "id = ?", row.ImportEnvironmentID)
	return err
}
