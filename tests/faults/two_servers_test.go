package faults

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// A second server on a SQLite file is told of, and the one after both have ended is not.
func TestDatabase_two_servers_on_one_file(t *testing.T) {
	const told = "another server is serving this SQLite file"
	url := database.SQLite(t)
	first := testserver.Start(t, url)
	same := func(c *service.Config) {
		logger := c.Logger
		*c = first.Config
		c.Logger = logger
	}
	second := testserver.Launch(t, url, same)
	if strings.Contains(first.Log.String(), told) || !strings.Contains(second.Log.String(), told) {
		t.Errorf("the first server says %q, the second %q", first.Log, second.Log)
	}
	second.As(first.Admin.Token).NewProject(t)
	first.Stop(t)
	second.Stop(t)
	if next := testserver.Launch(t, url, same); strings.Contains(next.Log.String(), told) {
		t.Errorf("alone, a server says %q", next.Log)
	}
}

// By whichever name the second server knows the file.
func TestDatabase_two_servers_on_one_file_under_two_names(t *testing.T) {
	const told = "another server is serving this SQLite file"
	folder := t.TempDir()
	t.Chdir(folder)
	file := filepath.Join(folder, "warder.db")
	content, err := os.ReadFile(strings.TrimPrefix(database.SQLite(t), "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(file, "symbolic.db"), os.Mkdir("elsewhere", 0o700), os.Symlink(folder, "folder")); err != nil {
		t.Fatal(err)
	}
	first := testserver.Launch(t, "sqlite:"+file)
	for _, name := range []string{"warder.db", "./elsewhere/../warder.db", "symbolic.db", "folder/warder.db"} {
		second := testserver.Launch(t, "sqlite:"+file, func(c *service.Config) {
			logger := c.Logger
			*c = first.Config
			c.Logger, c.DatabaseURL = logger, seal.NewText("sqlite:"+name)
		})
		if !strings.Contains(second.Log.String(), told) {
			t.Errorf("as %s it says %q", name, second.Log)
		}
		second.Stop(t)
	}
	if err := os.Link(file, "elsewhere/hard.db"); err != nil {
		t.Fatal(err)
	}
	config := first.Config
	config.DatabaseURL = seal.NewText("sqlite:elsewhere/hard.db")
	third, err := service.New(t.Context(), config)
	if err == nil {
		_ = third.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "elsewhere/hard.db, and the file has several names (hard links)") {
		t.Errorf("by a hard link: %v", err)
	}
}
