package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"warder/tests/binary"
	"warder/tests/database"
	"warder/tests/testserver"
)

// logrotate moves a file away and sends SIGHUP.
func TestServe_goes_on_in_new_log_files_at_SIGHUP(t *testing.T) {
	dir := t.TempDir()
	requests, decisions := filepath.Join(dir, "requests.jsonl"), filepath.Join(dir, "decisions.jsonl")
	server, err := binary.Start(t.Context(), binary.Serve(os.Args[0], database.SQLite(t), filepath.Join(dir, "data"), "--request-log="+requests, "--decision-log="+decisions))
	if err != nil {
		t.Fatal(err)
	}
	s := &testserver.Server{URL: server.URL, OpsURL: server.OpsURL, Failures: &testserver.Record{}, Log: &testserver.Record{}}
	s.SetUp(t)
	testserver.Eventually(t, "the line before is written", func() bool { return size(t, requests) > 0 })
	before := map[string]int64{}
	for _, file := range []string{requests, decisions} {
		if err := os.Rename(file, file+".1"); err != nil {
			t.Fatal(err)
		}
		before[file] = size(t, file+".1")
	}
	hangUp(t, server.PID())
	for _, file := range []string{requests, decisions} {
		testserver.Eventually(t, file+" is there again", func() bool { _, err := os.Stat(file); return err == nil })
	}
	s.AsAdmin().NewProject(t)
	testserver.Eventually(t, "a line is in the new file", func() bool { return size(t, requests) > 0 })
	for _, file := range []string{requests, decisions} {
		if size(t, file) == 0 || size(t, file+".1") != before[file] || before[file] == 0 {
			t.Errorf("%s has %d bytes; the one before %d, and had %d", file, size(t, file), size(t, file+".1"), before[file])
		}
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	if log := server.LastWords(); strings.Count(log, "log file reopened") != 2 {
		t.Error(log)
	}
}

// hangUp sends SIGHUP to the only child of a process.
func hangUp(t *testing.T, parent int) {
	t.Helper()
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(children)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(child, syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
}

func size(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
