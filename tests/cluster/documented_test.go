//go:build cluster

package cluster

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"warder/tests/testserver"
)

// documented are the blocks of a kind in docs/high-availability.md.
func documented(t *testing.T, kind string) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/high-availability.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	inside, wanted := false, false
	for line := range strings.Lines(string(text)) {
		fence, is := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case is && !inside:
			inside, wanted = true, fence == kind
			if wanted {
				blocks = append(blocks, "")
			}
		case is:
			inside = false
		case inside && wanted:
			blocks[len(blocks)-1] += line
		}
	}
	if len(blocks) == 0 {
		t.Fatalf("docs/high-availability.md has no block of %q", kind)
	}
	return blocks
}

// rehearse runs the commands of the page on the primary's node, the last of which asks a
// server whether it is ready.
func rehearse(t *testing.T, on *node, server *replica) {
	t.Helper()
	for _, line := range lines(documented(t, "console")[0]) {
		words := append(on.network.within(), "bash", "-c", strings.Replace(line, "/etc/patroni/config.yml", patroniConfig(t), 1))
		if strings.HasPrefix(line, "curl ") {
			ready := strings.Replace(line, "http://127.0.0.1:8081", server.OpsURL, 1)
			testserver.Eventually(t, "the server is ready", func() bool {
				output, err := exec.Command("bash", "-c", ready).CombinedOutput()
				return err == nil && strings.Contains(string(output), `"status":"ready"`)
			})
			continue
		}
		command := exec.Command(words[0], words[1:]...)
		command.Env = append(os.Environ(), on.settings(t)...)
		if output, err := command.CombinedOutput(); err != nil || !strings.Contains(string(output), on.name) {
			t.Errorf("%s: %v: %s", line, err, output)
		}
	}
}

// The addresses of the page are those of the example.
func Test_documented_addresses(t *testing.T) {
	_, hosts, _ := strings.Cut(databaseURL(t), "@")
	hosts, _, _ = strings.Cut(hosts, "?")
	blocks := documented(t, "")
	for i, named := range []string{hosts + "?target_session_attrs=read-write&sslmode=verify-full&sslrootcert=", strings.ReplaceAll(hosts, ":5432", ":6432") + "?target_session_attrs=read-write&default_query_exec_mode=exec"} {
		if block := blocks[i]; !strings.Contains(block, named) {
			t.Errorf("block %d is %q, want %q", i, block, named)
		}
	}
}
