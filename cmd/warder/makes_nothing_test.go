package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// makers are the commands that make what is not there: the server its database, restore a
// database out of a backup, and those whose argument names what to make.
var makers = []string{"warder serve", "warder man", "warder policy new", "warder bundle keygen"}

// arguments are what commands are called with that need arguments.
var arguments = map[string][]string{
	"warder restore":                  {"no-such.backup"},
	"warder admin reset-password":     {"ada@example.com"},
	"warder admin grant":              {"ada@example.com"},
	"warder admin enable-credentials": {"--all"},
	"warder keys introduce":           {"signing"},
	"warder keys promote":             {"signing", "key"},
	"warder audit verify-report":      {"no-such.json"},
	"warder backup":                   {"--output", "-"},
}

// commandsOf are the commands that do something.
func commandsOf(command *cobra.Command) (all []*cobra.Command) {
	if len(command.Commands()) == 0 && command.Name() != confinedName {
		all = append(all, command)
	}
	for _, below := range command.Commands() {
		all = append(all, commandsOf(below)...)
	}
	return all
}

// contentOf is everything in a folder, with the content of files.
func contentOf(t *testing.T, folder string) (entries []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			entries = append(entries, path)
			return err
		}
		text, err := os.ReadFile(path)
		entries = append(entries, path+"\n"+string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// A mistyped --data-dir, or an empty or foreign file under its name, is told by every
// command on a database, and no command makes or changes anything.
func TestCommands_make_nothing_where_nothing_is(t *testing.T) {
	foreign := foreignFile(t)
	for _, command := range commandsOf(newRoot()) {
		path := command.CommandPath()
		if slices.Contains(makers, path) {
			continue
		}
		takesData := command.Flags().Lookup("data-dir") != nil
		for name, fill := range map[string]func(data string){
			"no folder":      func(string) {},
			"an empty file":  func(data string) { put(t, filepath.Join(data, "warder.db"), nil) },
			"a foreign file": func(data string) { put(t, filepath.Join(data, "warder.db"), foreign) },
		} {
			if path == "warder migrate" && name == "an empty file" {
				continue // which is for it to fill, and for its dry run not to: see TestMigrate
			}
			here := t.TempDir()
			t.Chdir(here)
			data := filepath.Join(here, "data")
			fill(data)
			line := append(strings.Fields(path)[1:], arguments[path]...)
			if takesData {
				line = append(line, "--data-dir", data, "--database-url", "", "--listen=127.0.0.1:1", "--ops-listen=127.0.0.1:1")
			}
			before := contentOf(t, here)
			code, out, problems := try(t, line...)
			if after := contentOf(t, here); !slices.Equal(before, after) {
				t.Errorf("%s with %s: made or changed something: %.300q, was %.300q", path, name, after, before)
			}
			if takesData && code == exitOK && !strings.Contains(out, "There is no database") {
				t.Errorf("%s with %s: exit code %d, printed %s%s", path, name, code, out, problems)
			}
		}
	}
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// foreignFile is a database of another program.
func foreignFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notes.db")
	execute := schemaOf(t, path, "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('buy milk')")
	content, err := os.ReadFile(path)
	if err != nil || execute == "" {
		t.Fatal(err)
	}
	return content
}

// A database of another program stays as it is, under whichever command opens it, and is
// named.
func TestCommands_name_a_database_of_another_program(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "warder.db")
	put(t, file, foreignFile(t))
	before := contentOf(t, folder)
	for _, line := range []string{"serve --listen=127.0.0.1:0 --ops-listen=127.0.0.1:0", "migrate", "migrate --dry-run", "clean", "admin list", "keys list", "backup --output=-", "audit verify"} {
		args := append(strings.Fields(line), "--database-url=sqlite:"+file, "--data-dir", filepath.Join(folder, "data"))
		code, _, problems := try(t, args...)
		if code != exitError || !strings.Contains(problems, "belongs to another program: "+file) || !strings.Contains(problems, "--database-url") {
			t.Errorf("%s: exit code %d, complained %s", line, code, problems)
		}
		if err := os.RemoveAll(filepath.Join(folder, "data")); err != nil { // of serve
			t.Fatal(err)
		}
		if after := contentOf(t, folder); !slices.Equal(before, after) {
			t.Errorf("%s changed the folder: %.300q", line, after)
		}
	}
}
