//go:build unix

package service

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/models/seal"
)

func Test_a_data_folder_that_every_user_may_read_is_refused(t *testing.T) {
	key := seal.NewText("a root key of some length")
	for name, c := range map[string]struct {
		mode    fs.FileMode
		url     string
		key     seal.Text
		refused bool
	}{
		"its own":                           {mode: 0o700},
		"its group's":                       {mode: 0o770},
		"listed by all":                     {mode: 0o755, refused: true},
		"entered by all":                    {mode: 0o711, refused: true},
		"written by all":                    {mode: 0o702, refused: true},
		"of the root key alone":             {mode: 0o755, url: "postgres://db/warder", refused: true},
		"of the database alone":             {mode: 0o755, key: key, refused: true},
		"of neither":                        {mode: 0o755, url: "postgres://db/warder", key: key},
		"of neither, with SQLite elsewhere": {mode: 0o755, url: "sqlite:/elsewhere/warder.db", key: key},
	} {
		folder := filepath.Join(t.TempDir(), "data")
		if err := errors.Join(os.Mkdir(folder, 0o700), os.Chmod(folder, c.mode)); err != nil {
			t.Fatal(err)
		}
		config := Config{DataDir: folder, DatabaseURL: seal.NewText(c.url), RootKey: c.key}
		err := config.checkDataFolder()
		if errors.Is(err, ErrDataFolderExposed) != c.refused || c.refused && !strings.Contains(err.Error(), "run: chmod 700 "+folder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&Config{DataDir: filepath.Join(t.TempDir(), "none")}).checkDataFolder(); err != nil {
		t.Errorf("a folder that is to be made: %v", err)
	}
}
