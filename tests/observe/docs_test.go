package observe

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Every command of docs/observability.md does what it says when it is pasted.
func Test_commands_of_the_documentation_run(t *testing.T) {
	text, err := os.ReadFile("../../docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	server := busy(t)
	ran := 0
	for i, block := range strings.Split(string(text), "```") {
		commands, isConsole := strings.CutPrefix(block, "console\n")
		if i%2 == 0 || !isConsole {
			continue
		}
		ran++
		bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(commands, "http://127.0.0.1:8081", server.OpsURL))
		bash.Dir = "../.."
		if output, err := bash.CombinedOutput(); err != nil || len(output) == 0 {
			t.Errorf("%s: %v\n%s", commands, err, output)
		}
	}
	if ran < 2 {
		t.Fatalf("%d blocks of commands were found", ran)
	}
}
