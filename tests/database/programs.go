package database

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	embedded "github.com/fergusstrange/embedded-postgres"
)

// findPrograms is the folder of initdb and postgres: of a package of the
// system, of the PATH, or, last, of a published archive.
var findPrograms = sync.OnceValues(func() (string, error) {
	packaged, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(packaged) // the newest first
	for _, dir := range packaged {
		if complete(dir) {
			return dir, nil
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil && complete(filepath.Dir(path)) {
		return filepath.Dir(path), nil
	}
	return fetchPrograms()
})

func complete(dir string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, program)); err != nil {
			return false
		}
	}
	return true
}

// fetchPrograms lets embedded-postgres fetch the archive. Its own server is not
// used: nothing would end it with the process, and it cannot run for root. So
// its start may fail once the programs are there.
func fetchPrograms() (string, error) {
	base := filepath.Join(os.TempDir(), "warder-postgres")
	server := embedded.NewDatabase(embedded.DefaultConfig().
		BinariesPath(base).CachePath(filepath.Join(base, "cache")).RuntimePath(filepath.Join(base, "run")).
		DataPath(filepath.Join(base, "data")).Port(0).StartTimeout(startLimit))
	err := server.Start()
	if err == nil {
		err = server.Stop()
	}
	if dir := filepath.Join(base, "bin"); complete(dir) {
		return dir, os.Chmod(base, 0o755)
	}
	return "", fmt.Errorf("install PostgreSQL, or set %s: %w",
		ServerVariable, errors.Join(err, exec.ErrNotFound))
}
