package models

import (
	"gorm.io/gorm/clause"

	"warder/models/store"
)

// Beginnings of the names of settings in which servers note their own work. They are no
// facts: the triggers of migration 28 leave the revision of the installation as it was when
// they change.
const (
	SettingsOfUpkeep  = "upkeep."
	SettingsOfExports = "decision-export "
)

// SettingOf reads a value of the installation, or fails with ErrNotFound.
func SettingOf(tx *store.Tx, name string) (string, error) {
	row, err := store.First[Setting](tx, store.Installation, "name = ?", name)
	if err != nil {
		return "", err
	}
	return row.Value, nil
}

// SetSetting writes a value of the installation, over one that is there.
func SetSetting(tx *store.Tx, name, value string) error {
	overwrite := clause.OnConflict{
		Columns:   []clause.Column{{Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"value"}),
	}
	return put(tx, overwrite, name, value)
}

// ClaimSetting writes a value unless there is one already, and returns the one
// that is there now. Of replicas that start together and each bring a fresh
// value, such as a keyset, all get the same.
func ClaimSetting(tx *store.Tx, name, value string) (string, error) {
	if err := put(tx, clause.OnConflict{DoNothing: true}, name, value); err != nil {
		return "", err
	}
	return SettingOf(tx, name)
}

func put(tx *store.Tx, conflict clause.OnConflict, name, value string) error {
	err := tx.DB().Clauses(conflict).Create(&Setting{Name: name, Value: value}).Error
	if err != nil {
		return store.Failed[Setting]("write", err)
	}
	return nil
}

// SettingNames are the names of the values of the installation that begin with a prefix,
// in order.
func SettingNames(tx *store.Tx, prefix string) ([]string, error) {
	names := []string{}
	err := tx.DB().Model(&Setting{}).Where("substr(name, 1, ?) = ?", len(prefix), prefix).Order("name").Pluck("name", &names).Error
	if err != nil {
		return nil, store.Failed[Setting]("read", err)
	}
	return names, nil
}
