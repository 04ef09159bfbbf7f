package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A folder is proved when the server starts and after each save, and the server
// goes on with any finding.
func TestPolicyDev_proves_at_every_save(t *testing.T) {
	dir := newFolder(t, map[string]string{"authz/rules/own/own.rego": "package authz.rules.own\n\nowned := true\n"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	data := private(t)
	go func() {
		ended <- execute(ctx, []string{
			"policy", "dev", dir, "--run", "rules.network_test", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--log-level=error",
			"--data-dir", data, "--database-url=sqlite:" + filepath.Join(data, "warder.db"),
		}, writer, io.Discard)
		_ = writer.Close()
	}()
	lines := make(chan string, 256)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(reader); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	save := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "authz/rules/own/own.rego"), []byte(text), 0o600); err != nil {
			t.Error(err)
		}
	}
	await(t, lines, "the policy is in order", "warder listens on http://")
	save("package authz.rules.own\n\nowned if input.action.nam == 1\n")
	await(t, lines, "own.rego:3: check: ", "the policy has problems: ")
	save("package authz.rules.own\n\nowned := true\n")
	await(t, lines, "the policy is in order")
	cancel()
	for range lines { // what is still on its way
	}
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d", code)
	}
}

// await reads lines until each of the texts was seen in one.
func await(t *testing.T, lines <-chan string, texts ...string) {
	t.Helper()
	seen := []string{}
	timeout := time.After(2 * time.Minute)
	for len(texts) > 0 {
		select {
		case line, open := <-lines:
			if !open {
				t.Fatalf("it ended without %q:\n%s", texts, strings.Join(seen, "\n"))
			}
			seen = append(seen, line)
			for i, text := range texts {
				if strings.Contains(line, text) {
					texts = append(texts[:i:i], texts[i+1:]...)
					break
				}
			}
		case <-timeout:
			t.Fatalf("no %q:\n%s", texts, strings.Join(seen, "\n"))
		}
	}
}
