package clients

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Every file of docs/examples is YAML whose documents are objects, and docs/clients.md
// says what the files about logging in are for.
func Test_examples_are_files_that_clients_read(t *testing.T) {
	files, err := filepath.Glob("../../docs/examples/*.yml")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	guide, err := os.ReadFile("../../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder, documents := yaml.NewDecoder(strings.NewReader(string(text))), 0
		for {
			var document map[string]any
			if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
				break
			} else if err != nil || len(document) == 0 {
				t.Errorf("%s: document %d: %v", file, documents+1, err)
				break
			}
			documents++
		}
		if name := filepath.Base(file); name != "policy-ci.yml" && !strings.Contains(string(guide), "examples/"+name) {
			t.Errorf("docs/clients.md says nothing of %s", name)
		}
	}
}
