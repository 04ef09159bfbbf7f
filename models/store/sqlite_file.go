package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// placeError says in words for an operator why no file of SQLite can be at a path.
type placeError struct {
	text string
	err  error
}

func (p *placeError) Error() string { return p.text }
func (p *placeError) Unwrap() error { return p.err }

// databaseFile is the file of a database: a regular one that this user may write, and that
// has tables of Warder, or with create none. A missing one is made before SQLite would
// create it with the permissions of any file; its companions inherit them.
func databaseFile(path string, create bool) (absolute string, info os.FileInfo, err error) {
	if absolute, err = filepath.Abs(path); err != nil {
		return "", nil, &Error{Kind: ErrUnavailable, Cause: err}
	}
	info, err = os.Stat(absolute)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !create:
		return "", nil, fmt.Errorf("%w: %s is not there", ErrNoDatabase, absolute)
	case err == nil && !info.Mode().IsRegular():
		return "", nil, unusable(absolute, info)
	case err == nil && info.Size() == 0 && !create:
		return "", nil, fmt.Errorf("%w: %s is empty, no server was ever started on it", ErrNoDatabase, absolute)
	case err == nil && info.Size() > 0:
		if err := checkOwner(absolute, create); err != nil {
			return "", nil, err
		}
	}
	info, err = openedOnce(absolute, create)
	if err != nil {
		return "", nil, misplaced(absolute, err)
	}
	return absolute, info, nil
}

// openedOnce finds out whether this user may write a file, and with create makes it if it
// is missing.
func openedOnce(path string, create bool) (info os.FileInfo, err error) {
	how := os.O_RDWR
	if create {
		how |= os.O_CREATE
	}
	file, err := os.OpenFile(path, how, 0o600)
	if err != nil {
		return nil, err
	}
	info, err = file.Stat()
	return info, errors.Join(err, file.Close())
}

// unusable is why something that is no regular file cannot be a database.
func unusable(path string, info os.FileInfo) error {
	text := path + " is no regular file"
	if info.IsDir() {
		text = fmt.Sprintf("%s is a folder, and the database is a file: sqlite:%s", path, filepath.Join(path, "warder.db"))
	}
	return &Error{Kind: ErrUnavailable, Cause: &placeError{text: text}}
}

// misplaced names what keeps a file from being opened.
func misplaced(path string, err error) error {
	folder := filepath.Dir(path)
	text := fmt.Sprintf("the file %s cannot be opened", path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = fmt.Sprintf("the folder %s is not there: make it, or name another file", folder)
	case errors.Is(err, syscall.ENOTDIR):
		text = fmt.Sprintf("%s is no folder: name another file", folder)
	case errors.Is(err, fs.ErrPermission):
		text = fmt.Sprintf("this user may not read and write %s: let the file and its folder belong to the user of the server", path)
	case errors.Is(err, syscall.EROFS):
		text = fmt.Sprintf("%s is on a file system that is mounted read-only", path)
	case errors.Is(err, syscall.ENOSPC):
		text = fmt.Sprintf("the disk of %s is full", path)
	}
	return &Error{Kind: ErrUnavailable, Cause: &placeError{text: text, err: err}}
}
