package packaging

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// blocks is what a page has to be pasted.
func blocks(t *testing.T, page string) string {
	t.Helper()
	var text strings.Builder
	for i, part := range strings.Split(read(t, "docs/"+page), "\n```") {
		if i%2 == 1 {
			text.WriteString(part + "\n")
		}
	}
	return text.String()
}

// What cannot be run here, such as docker and apt-get, names files that are there.
func TestDocs_name_files_that_exist(t *testing.T) {
	found := regexp.MustCompile(`\bdeploy/[\w./-]+`).FindAllString(blocks(t, "install.md")+blocks(t, "upgrading.md"), -1)
	if len(found) < 6 {
		t.Fatalf("found %v", found)
	}
	for _, path := range found {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Error(err)
		}
	}
}

// The names of what a release has are made by goreleaser.
func TestDocs_name_files_as_the_release_does(t *testing.T) {
	release := read(t, ".goreleaser.yaml")
	for _, template := range []string{
		`"warder_{{ .Version }}_{{ .Os }}_{{ .Arch }}"`, "checksums.txt\n", `"${artifact}.sigstore.json"`, `"warder_{{ .Version }}_{{ .Os }}_{{ .Arch }}.cdx.json"`, `"{{ .ConventionalFileName }}"`,
	} {
		if !strings.Contains(release, template) {
			t.Errorf("the release names nothing %s, as docs/install.md says", template)
		}
	}
	page := read(t, "docs/install.md")
	for _, name := range []string{"warder_0.1.0_linux_amd64.tar.gz", "checksums.txt.sigstore.json", "warder_0.1.0_linux_amd64.cdx.json", "warder_0.1.0_amd64.deb"} {
		if !strings.Contains(page, name) {
			t.Errorf("docs/install.md lacks %s", name)
		}
	}
}

// What the documentation says to set is a setting.
func TestDocs_name_settings_that_exist(t *testing.T) {
	for _, page := range []string{"install.md", "upgrading.md"} {
		for _, name := range variable.FindAllString(read(t, "docs/"+page), -1) {
			if problem := unknown(name); problem != "" {
				t.Errorf("docs/%s: %s", page, problem)
			}
		}
	}
}

// The lines that begin compose.yaml and docs/install.md are the same.
func TestDocs_compose_is_started_as_the_file_says(t *testing.T) {
	compose := read(t, "deploy/compose/compose.yaml")
	lines := strings.Split(blocks(t, "install.md"), "\n")
	found := 0
	for _, line := range lines {
		if strings.HasPrefix(line, "docker compose ") || strings.Contains(line, "> .env") {
			found++
			if !strings.Contains(compose, "#   "+line) {
				t.Errorf("compose.yaml does not say: %s", line)
			}
		}
	}
	if found != 3 {
		t.Errorf("found %d lines", found)
	}
}
