package bundles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/loader/filter"

	"warder/engine"
)

// Limits of a source; engine has its own for what comes out of it.
const (
	maxFileBytes  = engine.MaxDataBytes
	maxTotalBytes = 2 * engine.MaxDataBytes
	maxEntries    = 4096
)

// snapshot is every file of a policy as it was at one moment, by path. All
// decisions about a source are made on it, so that a file that changes
// meanwhile cannot be checked in one form and used in another.
type snapshot []file

type file struct {
	path    string
	content []byte
}

// take reads what belongs to a policy: modules and their tests, data, and the
// manifest. The schema of the input is the engine's. Hidden entries are the
// tools' own (.git, .regal, an editor's lock) and are passed over.
func take(fsys fs.FS) (snapshot, error) {
	var taken snapshot
	entries, total := 0, 0
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entries++; entries > maxEntries {
			return fmt.Errorf("more than %d entries", maxEntries)
		}
		if skip, err := decide(name, entry); skip {
			return err
		}
		content, err := readFile(fsys, name)
		if err != nil {
			return err
		}
		if total += len(content); total > maxTotalBytes {
			return fmt.Errorf("more than %d bytes", maxTotalBytes)
		}
		taken = append(taken, file{name, content})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return taken, nil
}

// decide says whether to pass an entry over. A link is an error and is not
// passed over: a rule left out in silence is a rule that does not deny.
func decide(name string, entry fs.DirEntry) (skip bool, err error) {
	base := path.Base(name)
	switch {
	case name == bundle.ManifestExt && entry.Type().IsRegular():
		return false, nil
	case base != "." && strings.HasPrefix(base, "."), entry.IsDir() && name == "schemas":
		if entry.IsDir() {
			return true, fs.SkipDir
		}
		return true, nil
	case entry.IsDir():
		return true, nil
	case !entry.Type().IsRegular():
		return true, fmt.Errorf("%s: a policy consists of plain files, and this is a link or a device", name)
	}
	return !isModule(base) && !isData(base), nil
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	opened, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer opened.Close() //nolint:errcheck // only read from
	return readAll(name, opened)
}

func isModule(name string) bool { return strings.HasSuffix(name, bundle.RegoExt) }

func isData(base string) bool {
	return base == "data.json" || base == "data.yaml" || base == "data.yml"
}

// digest tells two snapshots apart.
func (s snapshot) digest() string {
	sum := sha256.New()
	for _, f := range s {
		fmt.Fprintf(sum, "%d %s %d ", len(f.path), f.path, len(f.content))
		sum.Write(f.content)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// snapshotLoader gives a snapshot to OPA's bundle reader.
type snapshotLoader struct {
	files snapshot
	next  int
}

var _ bundle.DirectoryLoader = (*snapshotLoader)(nil)

// NextFile gives the files in order, then io.EOF.
func (l *snapshotLoader) NextFile() (*bundle.Descriptor, error) {
	if l.next >= len(l.files) {
		return nil, io.EOF
	}
	f := l.files[l.next]
	l.next++
	return bundle.NewDescriptor(f.path, f.path, bytes.NewBuffer(f.content)), nil
}

// The options below mean nothing to files that have been chosen already.

// WithFilter changes nothing.
func (l *snapshotLoader) WithFilter(filter.LoaderFilter) bundle.DirectoryLoader { return l }

// WithPathFormat changes nothing.
func (l *snapshotLoader) WithPathFormat(bundle.PathFormat) bundle.DirectoryLoader { return l }

// WithSizeLimitBytes changes nothing.
func (l *snapshotLoader) WithSizeLimitBytes(int64) bundle.DirectoryLoader { return l }

// WithFollowSymlinks changes nothing.
func (l *snapshotLoader) WithFollowSymlinks(bool) bundle.DirectoryLoader { return l }

// isTest says whether a file holds tests, which never decide.
func isTest(path string) bool { return strings.HasSuffix(path, "_test"+bundle.RegoExt) }
