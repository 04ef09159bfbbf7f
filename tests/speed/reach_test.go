package speed

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// What a reader of the code has to know to follow one read of a secret: what was reached,
// and a little. It was 365 in 107, then 275 in 90, and the budget is 150 in 40; a change that needs less
// lowers the numbers.
const mostFunctions, mostFiles = 241, 76

// served is the server, without the client of this test.
const served = "warder/tests/speed/reach,warder/cmd/service,warder/bundles,warder/engine/...,warder/handlers/...,warder/models/..."

// Functions are counted by coverage: those that run in each of several reads, because
// the server also does things by itself.
func Test_reading_one_secret_runs_few_functions(t *testing.T) {
	folders := []string{t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()}
	reach := exec.CommandContext(t.Context(), "go", append([]string{"run", "-cover", "-covermode=atomic", "-coverpkg=" + served, "./reach"}, folders...)...)
	reach.Env = append(os.Environ(), "GOCOVERDIR="+t.TempDir())
	if output, err := reach.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	functions := functionsIn(t, folders[0])
	for _, folder := range folders[1:] {
		ran := functionsIn(t, folder)
		functions = slices.DeleteFunc(functions, func(name string) bool { return !slices.Contains(ran, name) })
	}
	files := map[string]bool{}
	for _, function := range functions {
		file, _, _ := strings.Cut(function, ":")
		files[file] = true
	}
	t.Logf("%d functions in %d files:\n%s", len(functions), len(files), strings.Join(functions, "\n"))
	if len(functions) > mostFunctions || len(files) > mostFiles || len(functions) < mostFunctions/2 {
		t.Errorf("%d functions in %d files, known are %d in %d", len(functions), len(files), mostFunctions, mostFiles)
	}
}

// functionsIn are the functions that ran, by file, line and name.
func functionsIn(t *testing.T, folder string) (functions []string) {
	t.Helper()
	report, err := exec.CommandContext(t.Context(), "go", "tool", "covdata", "func", "-i="+folder).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(report)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[2] != "0.0%" && strings.Contains(fields[0], ":") && !strings.HasPrefix(fields[0], "warder/tests/") {
			functions = append(functions, fields[0]+" "+fields[1])
		}
	}
	return functions
}
