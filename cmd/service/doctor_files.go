package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// files checks the permissions of files that only the server should read.
func (d *Doctor) files(context.Context) (findings []DoctorFinding) {
	for _, path := range d.privateFiles() {
		path = absolute(path)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // reported by the check that needs it
		}
		if err != nil {
			findings = append(findings, failed(err, "let the user of the server read it"))
			continue
		}
		mode, mend := info.Mode().Perm(), "chmod 600 "+path
		if info.IsDir() {
			mend = "chmod 700 " + path
		}
		switch {
		case mode&everyUser != 0:
			findings = append(findings, fail(fmt.Sprintf("%s is open to every user of this machine (mode %04o)", path, mode), mend))
		case mode&0o070 != 0:
			findings = append(findings, warn(fmt.Sprintf("%s is open to its group (mode %04o)", path, mode), mend))
		}
	}
	if len(findings) == 0 {
		findings = append(findings, ok("the data folder, keys and the database are open to their owner alone"))
	}
	return findings
}

func (d *Doctor) privateFiles() []string {
	paths := append([]string{d.config.DataDir}, d.config.dataFiles()...)
	if d.config.TLSKey != "" {
		paths = append(paths, d.config.TLSKey)
	}
	if file := d.config.sqliteFile(); file != "" {
		paths = append(paths, file+"-wal", file+"-shm")
	}
	return paths
}

// Recommended space of a data directory, in bytes.
const (
	roomNeeded  = 128 << 20
	roomAdvised = 1 << 30
)

// disk checks the space where the server writes.
func (d *Doctor) disk(context.Context) (findings []DoctorFinding) {
	for _, folder := range d.writtenFolders() {
		free, err := freeBytes(existing(folder))
		findings = append(findings, room(folder, free, err))
	}
	return findings
}

// room rates the number of free bytes.
func room(folder string, free uint64, err error) DoctorFinding {
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return ok(folder + ": this system does not tell how much room there is")
	case err != nil:
		return failed(err, "look at the disk of "+folder)
	case free < roomNeeded:
		return fail(fmt.Sprintf("%s has %d MiB left", folder, free>>20), "make room: a full disk refuses every change")
	case free < roomAdvised:
		return warn(fmt.Sprintf("%s has %d MiB left", folder, free>>20), "make room, or shorten how long decisions are kept (docs/operating.md)")
	}
	return ok(fmt.Sprintf("%s has %d GiB left", folder, free>>30))
}

func (d *Doctor) writtenFolders() []string {
	folders := []string{d.config.DataDir}
	if file := d.config.sqliteFile(); file != "" {
		folders = append(folders, filepath.Dir(file))
	}
	folders = append(folders, d.outputFolders()...)
	for i := range folders {
		folders[i] = absolute(folders[i])
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// existing is the folder, or its nearest existing parent.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || filepath.Dir(folder) == folder {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}
