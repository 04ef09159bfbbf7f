//go:build console

package console

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// prepared are the files whose server needs something before it starts: flags for it, and
// the environment of the file.
var prepared = map[string]func(t *testing.T) (flags, environment []string){"rollout.mjs": bundlesOfPolicy}

// bundlesOfPolicy makes bundles, and has the server trust who signed them.
func bundlesOfPolicy(t *testing.T) (flags, environment []string) {
	t.Helper()
	dir := t.TempDir()
	output, err := exec.CommandContext(t.Context(), "bash", filepath.Join(root, "console", "e2e", "bundles.sh"), dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return []string{"--policy-keys=team=" + filepath.Join(dir, "team.pub"), "--policy-scope=tests", "--server-name=warder-0"}, []string{"BUNDLES=" + dir}
}
