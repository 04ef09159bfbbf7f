package bundles

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Kept is a folder with the last good bundle, for starting while its source is
// away, and the floor that no later bundle may be below.
type Kept struct{ Folder string }

func (k Kept) bundle() string { return filepath.Join(k.Folder, "last-good.tar.gz") }
func (k Kept) floor() string  { return filepath.Join(k.Folder, "floor.json") }

// Keep replaces what is kept. A crash leaves the old bundle or the new one.
func (k Kept) Keep(b *Bundle) error {
	floor, err := json.Marshal(b.Floor())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.Folder, 0o700); err != nil {
		return err
	}
	// The bundle first: a floor without it could leave the server with nothing.
	return errors.Join(WriteFile(k.bundle(), b.Archive), WriteFile(k.floor(), floor))
}

// Floor is that of the bundle kept last, the zero one if there never was one.
func (k Kept) Floor() (Floor, error) {
	text, err := os.ReadFile(k.floor())
	if errors.Is(err, fs.ErrNotExist) {
		return Floor{}, nil
	}
	var floor Floor
	if err == nil {
		err = json.Unmarshal(text, &floor)
	}
	if err != nil {
		return Floor{}, fmt.Errorf("%s: %w", k.floor(), err)
	}
	return floor, nil
}

// Bundle is what was kept, or fs.ErrNotExist.
func (k Kept) Bundle() ([]byte, error) { return ReadFile(k.bundle()) }
