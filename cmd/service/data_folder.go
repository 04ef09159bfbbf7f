package service

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// ErrDataFolderExposed is wrapped by the refusal to serve from a folder that every user of
// the machine may list or change.
var ErrDataFolderExposed = errors.New("the data folder is open to every user of this machine")

// everyUser are the bits of a mode that let every user of the machine in.
const everyUser = 0o007

// checkDataFolder refuses to serve from an exposed data folder. Its files are private, but
// who may write to the folder can replace the root key or the database, and who may list
// it sees both. A server that keeps nothing there does not look at it, and a folder that
// is missing is made with mode 0700.
func (c *Config) checkDataFolder() error {
	if runtime.GOOS == "windows" || !c.usesDataFolder() {
		return nil // modes say nothing on Windows; the access list of the folder decides
	}
	folder := absolute(c.DataDir)
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() || info.Mode().Perm()&everyUser == 0 {
		return nil //nolint:nilerr // opening the database or the root key reports what cannot be read
	}
	return fmt.Errorf("data-dir: %w: %s has mode %04o; run: chmod 700 %s, or, where it is the mount point of a volume, name a folder in it with --data-dir %s",
		ErrDataFolderExposed, folder, info.Mode().Perm(), folder, filepath.Join(folder, "data"))
}

// usesDataFolder reports whether the database or the root key is in the data folder.
func (c *Config) usesDataFolder() bool {
	return slices.ContainsFunc(c.dataFiles(), func(file string) bool {
		inside, err := filepath.Rel(absolute(c.DataDir), absolute(file))
		return err == nil && filepath.IsLocal(inside)
	})
}

// dataFiles are the paths of the files that hold the root key and the SQLite database.
func (c *Config) dataFiles() (files []string) {
	if c.RootKey.Empty() {
		files = append(files, c.rootKeyPath())
	}
	if file := c.sqliteFile(); file != "" {
		files = append(files, file)
	}
	return files
}
