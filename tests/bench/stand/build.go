package stand

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Build makes the server for a test, which runs in a folder below this module,
// and returns its path.
func Build(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "warder")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./cmd/warder")
	build.Dir = filepath.Join("..", "..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return path
}
