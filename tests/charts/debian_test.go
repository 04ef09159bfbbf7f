package charts

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
)

// staged is a folder with what the package is made of: the files of this repository, and
// stand-ins for what a release builds.
func staged(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "deploy"), os.DirFS("../../deploy")); err != nil {
		t.Fatal(err)
	}
	license, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), license, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"warder", "bin/package/man/warder.1.gz", "bin/package/completions/warder.bash", "bin/package/completions/warder.zsh", "bin/package/completions/warder.fish"} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// debian builds the package as goreleaser has nfpm build it, and returns its path.
func debian(t *testing.T) string {
	t.Helper()
	project, err := config.Load("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made := project.NFPMs[0]
	contents := files.Contents{{Source: "warder", Destination: made.Bindir + "/warder", FileInfo: &files.ContentFileInfo{Mode: 0o755}}}
	for _, c := range made.Contents {
		contents = append(contents, &files.Content{Source: c.Source, Destination: c.Destination, Type: c.Type, FileInfo: &files.ContentFileInfo{Mode: c.FileInfo.Mode}})
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: made.PackageName, Arch: "amd64", Version: "0.1.0", Maintainer: made.Maintainer, Description: made.Description, Section: made.Section, License: made.License,
		Overridables: nfpm.Overridables{Contents: contents, Recommends: made.Recommends, Scripts: nfpm.Scripts{
			PostInstall: made.Scripts.PostInstall, PreRemove: made.Scripts.PreRemove, PostRemove: made.Scripts.PostRemove,
		}},
	})
	dir := staged(t)
	t.Chdir(dir)
	if err := nfpm.PrepareForPackager(info, "deb"); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(dir, "warder.deb"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := deb.Default.Package(info, file); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func TestRelease_Debian_package_has_what_the_service_needs(t *testing.T) {
	path := debian(t)
	run := func(name string, args ...string) string {
		output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, output)
		}
		return string(output)
	}
	contents := run("dpkg-deb", "--contents", path)
	for file, mode := range map[string]string{
		"/usr/bin/warder": "-rwxr-xr-x", "/usr/lib/systemd/system/warder.service": "-rw-r--r--", "/etc/warder/warder.env": "-rw-------",
		"/usr/share/man/man1/warder.1.gz": "-rw-r--r--", "/usr/share/bash-completion/completions/warder": "-rw-r--r--", "/usr/share/doc/warder/copyright": "-rw-r--r--",
	} {
		found := false
		for line := range strings.Lines(contents) {
			found = found || strings.HasSuffix(line, " ."+file+"\n") && strings.HasPrefix(line, mode+" root/root ")
		}
		if !found {
			t.Errorf("no %s %s in\n%s", mode, file, contents)
		}
	}
	control := filepath.Join(t.TempDir(), "control")
	run("dpkg-deb", "--control", path, control)
	for _, script := range []string{"postinst", "prerm", "postrm"} {
		run("sh", "-n", filepath.Join(control, script))
	}
	if conffiles, err := os.ReadFile(filepath.Join(control, "conffiles")); err != nil || string(conffiles) != "/etc/warder/warder.env\n" {
		t.Errorf("an upgrade would overwrite the settings: %q (%v)", conffiles, err)
	}
}
