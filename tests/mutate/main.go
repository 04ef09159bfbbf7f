// Command mutate makes one small change of the code at a time, beside the tree,
// and runs the tests that have to fail with it. It names each change that no test
// noticed, and ends with 1 if there is one.
//
//	go run ./tests/mutate [-only TEXT]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	only := flag.String("only", "", "make the changes whose name or file has this `text`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	survivors, err := run(ctx, ".", *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if survivors > 0 {
		fmt.Printf("%d changes were noticed by no test\n", survivors)
		os.Exit(1)
	}
}

func run(ctx context.Context, root, only string) (survivors int, err error) {
	tried := 0
	for _, c := range changes {
		if !strings.Contains(c.name+" "+c.file, only) {
			continue
		}
		tried++
		start := time.Now()
		noticed, err := c.noticed(ctx, root)
		if err != nil {
			return survivors, fmt.Errorf("%s: %w", c.name, err)
		}
		word := "noticed "
		if !noticed {
			word = "SURVIVED"
			survivors++
		}
		fmt.Printf("%s  %4.0f s  %s (%s)\n", word, time.Since(start).Seconds(), c.name, c.file)
	}
	if tried == 0 {
		return 0, fmt.Errorf("no change has %q in its name or file", only)
	}
	return survivors, nil
}

// noticed runs the tests over the change: the compiler reads the changed file in
// the place of the tree's, which stays as it is.
func (c change) noticed(ctx context.Context, root string) (bool, error) {
	changed, err := c.apply(root)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is temporary
	copied, overlay := filepath.Join(dir, filepath.Base(c.file)), filepath.Join(dir, "overlay.json")
	original, err := filepath.Abs(filepath.Join(root, c.file))
	if err != nil {
		return false, err
	}
	described, err := json.Marshal(map[string]any{"Replace": map[string]string{original: copied}})
	if err != nil {
		return false, err
	}
	if err := os.WriteFile(copied, []byte(changed), 0o600); err != nil {
		return false, err
	}
	if err := os.WriteFile(overlay, described, 0o600); err != nil {
		return false, err
	}
	packages := strings.Fields(c.packages)
	if output, err := c.command(ctx, root, append([]string{"vet", "-overlay", overlay}, packages...)).CombinedOutput(); err != nil {
		return false, fmt.Errorf("the changed code does not compile: %w\n%s", err, output)
	}
	tests := []string{"test", "-overlay", overlay, "-count=1", "-failfast", "-run", c.run}
	output, err := c.command(ctx, root, append(tests, packages...)).CombinedOutput()
	if err == nil && bytes.Contains(output, []byte("[no tests to run]")) {
		return false, fmt.Errorf("no test of %s has a name that matches %q; say anew in tests/mutate/changes.go which tests notice the change", c.packages, c.run)
	}
	return err != nil, ctx.Err()
}

func (c change) command(ctx context.Context, root string, arguments []string) *exec.Cmd {
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = root
	return command
}

// apply is the file with the change.
func (c change) apply(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, c.file))
	if err != nil {
		return "", err
	}
	if found := strings.Count(string(text), c.from); found != 1 {
		return "", fmt.Errorf("%s has the text to change %d times, not once; say anew in tests/mutate/changes.go what is changed: %s", c.file, found, c.from)
	}
	return strings.Replace(string(text), c.from, c.to, 1), nil
}
