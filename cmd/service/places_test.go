package service

import (
	"os"
	"path/filepath"
	"testing"

	"warder/models/seal"
)

func TestPlaces_hold_no_credential(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, database, rootKey string
		data, key               string
	}{
		{"of_the_defaults", "", "", filepath.Join(here, "warder-data", "warder.db"), filepath.Join(here, "warder-data", "root.key")},
		{"of_a_file", "sqlite:/srv/warder.db", "", "/srv/warder.db", filepath.Join(here, "warder-data", "root.key")},
		{"of_PostgreSQL", "postgres://ada:hunter2@db.example.com/warder", "hunter2", "PostgreSQL, database warder on db.example.com:5432", "WARDER_ROOT_KEY"},
		{"of_a_broken_address", "postgres://ada:hunter2@db.example.com:port/warder", "hunter2", "PostgreSQL", "WARDER_ROOT_KEY"},
		{"of_a_password_with_a_slash", "postgres://ada:hun@ter/2@db.example.com:5432/warder", "hunter2", "PostgreSQL", "WARDER_ROOT_KEY"},
		{"of_a_password_with_two_signs", "postgres://ada:hun@t@er@db.example.com/warder", "hunter2", "PostgreSQL", "WARDER_ROOT_KEY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Defaults()
			config.DatabaseURL, config.RootKey = seal.NewText(c.database), seal.NewText(c.rootKey)
			if data, key := config.DataPlace(), config.RootKeyPlace(); data != c.data || key != c.key {
				t.Errorf("%s, %s", data, key)
			}
		})
	}
}
