package facts

import (
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
	row, err := missing(store.First[models.SecretVersion](tx, s.Scope(), "id = ?", a.VersionID))
	if err != nil || row == nil {
		return store.Time{}, err
	}
	return row.CreatedAt, nil
}

// readThen reads the folders as they were. A secret that is still there is
// decided by the tags it has now, a deleted one by those it had.
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
	return err
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
