package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/models/durable"
	"warder/models/seal"
)

func TestReplaceable(t *testing.T) {
	key := seal.NewRootKey().Reveal()
	files := map[string]string{
		"empty": "", "root key": key + "\n", "root key of base64": "cm9vdCBrZXkgb2YgMzIgYnl0ZXMsIGluIGJhc2U2NAA=\n",
		"database": "SQLite format 3\x00\x10\x00", "PEM": "-----BEGIN PRIVATE KEY-----\nx: y\n",
		"lines": `{"a":1}` + "\n", "bundle": "\x1f\x8b\x08", "dotenv": "A=1\n", "comment": "# made by hand\nA=1\n", "YAML": "A: 1\n", "list": "[]\n", "JUnit": "<testsuites>",
	}
	for name, c := range map[string]struct {
		kind durable.FormatCheck
		may  string
	}{
		"lines":    {durable.JSONLines, "empty,lines"},
		"bundle":   {durable.Gzip, "empty,bundle"},
		"settings": {durable.Settings, "empty,lines,dotenv,comment,YAML,list,JUnit"},
	} {
		for file, content := range files {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			err := durable.Replaceable(path, c.kind)
			may := strings.Contains(","+c.may+",", ","+file+",")
			if may != (err == nil) || err != nil && !errors.Is(err, durable.ErrOtherKind) {
				t.Errorf("%s over %s: %v", name, file, err)
			}
		}
	}
	if err := durable.Replaceable(filepath.Join(t.TempDir(), "missing"), durable.Gzip); err != nil {
		t.Errorf("a file that is not there: %v", err)
	}
}
