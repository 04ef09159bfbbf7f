package layout

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wholeRows are the files that write every column of a row, and how each has it locked.
// Anywhere else, a change of what was read goes through store.Edit, which reads it anew:
// a row that was read without a lock takes back what another request wrote since.
var wholeRows = map[string]string{
	"models/policies.go":     "LockRollout reads the row",
	"models/vault/change.go": "every caller of storeVersion reads the secret locked",
}

func TestUpdates_whole_rows_are_written_by_those_who_hold_them(t *testing.T) {
	found := map[string]bool{}
	for _, folder := range []string{"models", "handlers", "engine", "bundles", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.Contains(string(text), "store.UpdateHeld(") {
				name, _ := filepath.Rel(root, path)
				found[name] = true
				if wholeRows[name] == "" {
					t.Errorf("%s writes every column of a row: use store.Edit, or say here how the row is held", name)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range wholeRows {
		if !found[name] {
			t.Errorf("%s writes no whole row any more", name)
		}
	}
}
