package store_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A database that an earlier release migrated never runs a changed migration, so its schema
// would differ from that of a fresh one: change the schema by another migration. A release
// adds its new ones to the list: (cd migrations && sha256sum *.sql */*.sql) | sort -k2.
func TestMigrations_of_a_release_never_change(t *testing.T) {
	list, err := os.Open("testdata/released_migrations.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	count := 0
	for lines := bufio.NewScanner(list); lines.Scan(); count++ {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		text, err := os.ReadFile(filepath.Join("migrations", name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != want {
			t.Errorf("migrations/%s was released and is not as it was", name)
		}
	}
	if count < 29 {
		t.Errorf("%d migrations are listed", count)
	}
}
