// Package stand puts up what is measured: a database, servers on it, and a
// tenant in it.
package stand

import (
	"fmt"
	"os"
	"path/filepath"

	"warder/tests/database"
)

// Databases are the kinds that there are.
var Databases = []string{"sqlite", "postgres"}

// Database is a folder for SQLite, or a throw-away PostgreSQL server whose
// commits wait for the disk and which has memory to work with.
type Database struct {
	Kind    string
	dir     string
	cluster *database.Cluster
}

// Open makes one. Files are in dir.
func Open(kind, dir string) (*Database, error) {
	d := &Database{Kind: kind, dir: dir}
	switch kind {
	case "sqlite":
		return d, os.MkdirAll(dir, 0o700)
	case "postgres":
		cluster, err := database.StartCluster("fsync=on", "synchronous_commit=on", "full_page_writes=on",
			"shared_buffers=256MB", "max_wal_size=1GB", "checkpoint_timeout=30min")
		d.cluster = cluster
		return d, err
	}
	return nil, unknownKind(kind)
}

func unknownKind(kind string) error {
	return fmt.Errorf("unknown database %q, want one of %q", kind, Databases)
}

// Folder is the path of one for what belongs to the database, such as the data
// of a server on it.
func (d *Database) Folder(name string) string { return filepath.Join(d.dir, name) }

// Create makes a database and returns its address.
func (d *Database) Create(name string) (string, error) {
	if d.cluster == nil {
		return "sqlite:" + filepath.Join(d.dir, name+".db"), nil
	}
	return d.cluster.Create(name)
}

// PIDs are the processes of the database that are none of its clients'.
func (d *Database) PIDs() []int {
	if d.cluster == nil {
		return nil
	}
	return []int{d.cluster.PID()}
}

// Close ends it.
func (d *Database) Close() {
	if d.cluster != nil {
		d.cluster.Stop()
	}
}
