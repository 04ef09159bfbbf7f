package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"warder/tests/binary"
)

// errNothingRan is a suite that could not start, for a reason it printed.
var errNothingRan = errors.New("no test ran")

// buildSuite copies the suite, which may be read-only, and compiles the copy.
// It returns the folder, which holds suite.test.
func buildSuite(ctx context.Context, from, work string) (string, error) {
	dir := filepath.Join(work, "suite")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return "", fmt.Errorf("copy the suite: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", "suite.test", ".")
	build.Dir = dir
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the suite: %w\n%s", err, output)
	}
	return dir, nil
}

// runSuite runs all of the suite against one server.
func runSuite(ctx context.Context, dir, url string, timeout time.Duration) (results, error) {
	test := exec.CommandContext(ctx, "go", "tool", "test2json", "-t",
		filepath.Join(dir, "suite.test"), "-test.v=test2json", "-test.timeout="+timeout.String())
	test.Dir = dir
	test.Env = append(binary.Environment(os.Environ()), "BASE_URL="+url)
	output, err := test.Output()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) { // failing tests are results, not errors
		return nil, fmt.Errorf("run the suite: %w", err)
	}
	tests, rest := parseResults(strings.NewReader(string(output)))
	if len(tests) == 0 {
		if ended != nil {
			rest = append(rest, string(ended.Stderr))
		}
		return nil, fmt.Errorf("%w: %s", errNothingRan, strings.Join(rest, "\n"))
	}
	return tests, nil
}
