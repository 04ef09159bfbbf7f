package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"warder/models"
	"warder/models/seal"
	"warder/models/store"
)

var (
	// ErrNoProject means that no project has the id or the slug.
	ErrNoProject = errors.New("no project has this id or slug")
	// ErrProjectGone means that a project was deleted since it was listed.
	ErrProjectGone = errors.New("the project is deleted")
	// ErrManyProjects means that projects of several organizations have the slug.
	ErrManyProjects = errors.New("several projects have this slug; name one by its id")
)

// DataKeyVersion is one key of a project's data key.
type DataKeyVersion struct {
	seal.KeyInfo

	Since time.Time // zero for one that a backup or an altered row left
	Rows  int64     // that it seals
	// Lost marks a key that rows name and that the data key does not have: they do not open.
	Lost bool
}

// ProjectDataKey is the data key of a project, with its keys, oldest first.
type ProjectDataKey struct {
	OrgID, ID, Slug string
	Keys            []DataKeyVersion
}

// Rotating reports whether a rotation was begun and is not finished.
func (p *ProjectDataKey) Rotating() bool {
	return slices.ContainsFunc(p.Keys, func(key DataKeyVersion) bool { return !key.Primary && !key.Lost })
}

// Since is when the key in use was made.
func (p *ProjectDataKey) Since() time.Time {
	for i := range p.Keys {
		if p.Keys[i].Primary {
			return p.Keys[i].Since
		}
	}
	return time.Time{}
}

// Now is the time by which keys have an age.
func (a *Admin) Now() time.Time { return a.config.clock()() }

// DataKeys lists the data keys of all projects, or of one by its id or slug; counted, with the
// number of rows that each key seals.
func (a *Admin) DataKeys(ctx context.Context, project string, counted bool) (list []ProjectDataKey, err error) {
	err = a.store.Snapshot(ctx, func(tx *store.Tx) error {
		list = nil
		projects, err := projectsNamed(tx, project)
		if err != nil {
			return err
		}
		since, err := models.AllDataKeys(tx)
		if err != nil {
			return err
		}
		for i := range projects {
			one, err := a.dataKeyOf(&projects[i], since)
			if err != nil {
				return err
			}
			list = append(list, *one)
		}
		if !counted {
			return nil
		}
		return countRows(tx, list, project != "")
	})
	return list, err
}

// countRows notes how many rows each key of projects seals, of one or of all.
func countRows(tx *store.Tx, list []ProjectDataKey, one bool) error {
	only := ""
	if one {
		only = list[0].ID
	}
	rows, err := rowsByKey(tx, only)
	for i := range list {
		list[i].count(rows[list[i].ID])
	}
	return err
}

// projectsNamed are the project with an id or slug, or with "" all of them.
func projectsNamed(tx *store.Tx, name string) ([]models.Project, error) {
	projects, err := models.ProjectsNamed(tx, name)
	switch {
	case err != nil || name == "" || len(projects) == 1:
		return projects, err
	case len(projects) == 0:
		return nil, fmt.Errorf("%w: %s", ErrNoProject, name)
	}
	ids := make([]string, 0, len(projects))
	for i := range projects {
		ids = append(ids, projects[i].ID)
	}
	return nil, fmt.Errorf("%w: %s (%s)", ErrManyProjects, name, strings.Join(ids, ", "))
}

// dataKeyOf reads the keys of a project's data key, without the numbers of rows. A data key
// that does not open has no keys.
func (a *Admin) dataKeyOf(project *models.Project, known map[string][]models.DataKey) (*ProjectDataKey, error) {
	one := &ProjectDataKey{OrgID: project.OrgID, ID: project.ID, Slug: project.Slug}
	keys, err := a.keyring.DataKeys(project.DataKey, seal.Scope{OrgID: project.OrgID, ProjectID: project.ID})
	if err != nil && !errors.Is(err, seal.ErrDecrypt) {
		return nil, err
	}
	for _, key := range keys {
		version := DataKeyVersion{KeyInfo: key, Since: project.CreatedAt.Time}
		for _, made := range known[project.ID] {
			if made.KeyID == key.ID {
				version.Since = made.CreatedAt.Time
			}
		}
		one.Keys = append(one.Keys, version)
	}
	return one, nil
}

// count notes how many rows each key seals.
func (p *ProjectDataKey) count(rows map[string]int64) {
	for i := range p.Keys {
		p.Keys[i].Rows = rows[p.Keys[i].ID]
	}
	lost := []DataKeyVersion{}
	for id, count := range rows {
		if !slices.ContainsFunc(p.Keys, func(key DataKeyVersion) bool { return key.ID == id }) {
			lost = append(lost, DataKeyVersion{KeyInfo: seal.KeyInfo{ID: id}, Rows: count, Lost: true})
		}
	}
	slices.SortFunc(lost, func(a, b DataKeyVersion) int { return strings.Compare(a.ID, b.ID) })
	p.Keys = append(lost, p.Keys...)
}

// rowsByKey counts the sealed rows by project and key.
func rowsByKey(tx *store.Tx, projectID string) (map[string]map[string]int64, error) {
	counts := map[string]map[string]int64{}
	for _, table := range models.SealedTables() {
		rows, err := table.RowsByKey(tx, projectID)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			of := counts[rows[i].ProjectID]
			if of == nil {
				of = map[string]int64{}
				counts[rows[i].ProjectID] = of
			}
			of[seal.SealedUnder(append(rows[i].Mark, 0))] += rows[i].Rows
		}
	}
	return counts, nil
}
