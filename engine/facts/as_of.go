package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// AsOf is a moment in the past: a time, or that at which a version of a secret
// was written.
type AsOf struct {
	Time      store.Time
	VersionID string
}

// moment is the time itself. A version that is not one of the project is no
// moment, so that nothing is found.
func (a *AsOf) moment(tx *store.Tx, s *State) (store.Time, error) {
	if a.VersionID == "" {
		return a.Time, nil
	}
	row, err := orNil(store.First[models.SecretVersion](tx, s.Scope(), "id = ?", a.VersionID))
	if err != nil || row == nil {
		return store.Time{}, err
	}
	return row.CreatedAt, nil
}

// readThen reads the folders as they were. A secret that still exists is decided by the
// tags it has now, and where it is now as well; a deleted one by the tags it had.
func (l *SecretList) readThen(tx *store.Tx, s *State) error {
	moment, err := l.AsOf.moment(tx, s)
	if err != nil {
		return err
	}
	places := l.places()
	versions, err := models.VersionsAt(tx, s.Scope(), l.rootIDs(), s.Caller.Subject.ID, moment)
	if err != nil || len(versions) == 0 {
		return err
	}
	rows := make([]*models.Secret, 0, len(versions))
	gone := map[string][]string{}
	for i := range versions {
		version := &versions[i]
		gone[version.SecretID] = version.DeletedTags
		rows = append(rows, &models.Secret{
			ID: version.SecretID, OrgID: version.OrgID, ProjectID: version.ProjectID, EnvironmentID: version.EnvironmentID,
			FolderID: version.FolderID, SecretFields: version.SecretFields, CreatedAt: version.CreatedAt, UpdatedAt: version.CreatedAt,
		})
	}
	tags, err := models.TagsOf(tx, s.Scope(), idsOf(rows))
	inFolder := stored(rows, tags, places)
	for _, secrets := range inFolder {
		for i := range secrets {
			secrets[i].tagSlugs = append(secrets[i].tagSlugs, gone[secrets[i].ID]...)
		}
	}
	l.take(inFolder)
	if err != nil {
		return err
	}
	l.now, err = placesNow(tx, s, l.secrets)
	return err
}

// presentPlaces holds the questions about past secrets that now have another name or
// folder: a secret that is hidden at its present place stays hidden. A deleted secret
// counts at its last name and folder.
type presentPlaces struct {
	members []input.Member
	of      map[int]int // by the place in the list, the place in members
}

func placesNow(tx *store.Tx, s *State, past []StoredSecret) (presentPlaces, error) {
	rows, err := present(tx, s, past)
	if err != nil {
		return presentPlaces{}, err
	}
	places, err := placesOf(tx, s, rows)
	if err != nil {
		return presentPlaces{}, err
	}
	now := make(map[string]*models.Secret, len(rows))
	for i := range rows {
		now[rows[i].ID] = &rows[i]
	}
	found := presentPlaces{of: map[int]int{}}
	for i := range past {
		row := now[past[i].ID]
		if row == nil || row.FolderID == past[i].FolderID && row.Key == past[i].Key {
			continue
		}
		at := places[row.FolderID]
		last := StoredSecret{Secret: row, Environment: at.environment, Path: at.path, tagSlugs: past[i].tagSlugs}
		found.of[i] = len(found.members)
		found.members = append(found.members, last.Member())
	}
	return found, nil
}

// present are the secrets as they are now, deleted ones as they were last.
func present(tx *store.Tx, s *State, past []StoredSecret) ([]models.Secret, error) {
	ids := make([]string, 0, len(past))
	for i := range past {
		ids = append(ids, past[i].ID)
	}
	rows, err := models.WithIDs[models.Secret](tx, s.Scope(), ids)
	if err != nil {
		return nil, err
	}
	ended, err := models.LastVersions(tx, s.Scope(), ids)
	for i := range ended {
		rows = append(rows, models.Secret{ID: ended[i].SecretID, FolderID: ended[i].FolderID, SecretFields: ended[i].SecretFields})
	}
	return rows, err
}

// limit is the sight of the secret at i of the list, given that of its place then and
// those of members.
func (p *presentPlaces) limit(i int, then Sight, sights []Sight) Sight {
	if at, moved := p.of[i]; moved {
		return Lesser(sights[at], then)
	}
	return then
}

// WrittenSince are the secrets of folders that were written at a moment or after
// it, shared ones and the subject's own.
func WrittenSince(tx *store.Tx, s *State, folders []models.Folder, moment store.Time) ([]StoredSecret, error) {
	places := map[string]place{}
	for _, folder := range folders {
		places[folder.ID] = place{s.Found.Environment.Slug, folder.Path}
	}
	rows, err := models.SecretsSince(tx, s.Scope(), sorted(places), s.Caller.Subject.ID, moment)
	if err != nil {
		return nil, err
	}
	tags, err := models.TagsOf(tx, s.Scope(), idsOf(rows))
	list := []StoredSecret{}
	for _, secrets := range stored(rows, tags, places) {
		list = append(list, secrets...)
	}
	return list, err
}
