package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"warder/tests/binary"
)

// Another process of the same user, without the rights of root, reads the memory of a
// server no more, and no core of it is written; unless a setting allows it.
func TestServe_keeps_its_memory_to_itself(t *testing.T) {
	plain := []string{}
	if os.Getuid() == 0 { // root without its rights is a user as any
		plain = []string{"setpriv", "--bounding-set=-all", "--inh-caps=-all"}
	}
	for _, allowed := range []bool{false, true} {
		command := binary.Serve(os.Args[0], "sqlite:"+filepath.Join(t.TempDir(), "warder.db"), t.TempDir(), fmt.Sprintf("--insecure-core-dumps=%v", allowed))
		command.Words = append(append([]string{}, plain...), command.Words...)
		server, err := binary.Start(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Kill)
		children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", server.PID(), server.PID()))
		if err != nil {
			t.Fatal(err)
		}
		process := "/proc/" + strings.TrimSpace(string(children))
		look := append(append([]string{}, plain...), "cat", process+"/environ")
		seen, err := exec.CommandContext(t.Context(), look[0], look[1:]...).CombinedOutput()
		if (err == nil) != allowed {
			t.Errorf("allowed %v: %v reads %.200q (%v)", allowed, look, seen, err)
		}
		limits, err := os.ReadFile(process + "/limits")
		if err != nil || !allowed && !strings.Contains(strings.Join(strings.Fields(string(limits)), " "), "Max core file size 0 0") {
			t.Errorf("allowed %v: %s (%v)", allowed, limits, err)
		}
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	}
}
