package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unit is the unit with a program and manuals that are on this machine, so that the tools
// of systemd can look at it.
func unit(t *testing.T) string {
	t.Helper()
	text := read(t, "deploy/systemd/warder.service")
	for _, word := range []string{"/usr/bin/warder serve", "man:warder(1) man:warder-serve(1)"} {
		if !strings.Contains(text, word) {
			t.Fatalf("no %q in\n%s", word, text)
		}
	}
	text = strings.NewReplacer("/usr/bin/warder serve", "/bin/true", "man:warder(1) man:warder-serve(1)", "https://warder.example.com").Replace(text)
	path := filepath.Join(t.TempDir(), "warder.service")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func analyze(t *testing.T, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "systemd-analyze", args...).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze %v: %v\n%s", args, err, output)
	}
	return string(output)
}

func TestUnit_is_understood_by_systemd(t *testing.T) {
	if output := analyze(t, "verify", "--man=no", unit(t)); output != "" {
		t.Errorf("systemd says\n%s", output)
	}
}

// The threshold is ten times the exposure that systemd computes from what a service may do.
func TestUnit_is_hardened(t *testing.T) {
	analyze(t, "security", "--offline=true", "--threshold=15", unit(t))
}

// A server that stops lets requests finish, which the unit has to wait for.
func TestUnit_keeps_the_root_key_and_the_data_from_others(t *testing.T) {
	text := read(t, "deploy/systemd/warder.service")
	for _, want := range []string{"\nUser=warder\n", "\nStateDirectoryMode=0700\n", "\nUMask=0077\n", "\nEnvironment=WARDER_DATA_DIR=/var/lib/warder\n", "\nStateDirectory=warder\n", "\nTimeoutStopSec=30s\n", "\nLimitCORE=0\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
}
