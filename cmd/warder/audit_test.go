package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"warder/cmd/service"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

func TestAuditVerify(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		lines := filepath.Join(t.TempDir(), "decisions.jsonl")
		s := testserver.Start(t, url, func(config *service.Config) { config.DecisionLog = lines })
		t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
		t.Setenv("WARDER_TOKEN", s.Admin.Token)
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "v")
		id := s.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK).Header.Get("X-Decision-Id")
		testserver.Eventually(t, "the decision is recorded", func() bool { return testserver.Recorded(t, s.Store(t), id) != nil })
		verify := func(code int, want string, more ...string) {
			t.Helper()
			got, out, problems := try(t, append([]string{"audit", "verify", "--data-dir", t.TempDir(), "--database-url", url}, more...)...)
			if got != code || !strings.Contains(out+problems, want) {
				t.Errorf("exit code %d, want %d\n%s%s", got, code, out, problems)
			}
		}
		verify(exitOK, "nothing was altered")
		checkpoint := filepath.Join(t.TempDir(), "checkpoint.json")
		write(t, checkpoint, s.AsAdmin().Get(t, "/api/v1/authz/log/checkpoint").Want(t, http.StatusOK).Body)
		verify(exitOK, "nothing was altered", "--checkpoint", s.URL+"/api/v1/authz/log/checkpoint")
		verify(exitError, "404", "--checkpoint", s.URL+"/api/v1/authz/decisions/x")
		s.Stop(t) // lines are written before their records
		verify(exitOK, "nothing was altered", "--checkpoint", checkpoint, "--export", lines)
		raw, err := os.ReadFile(lines)
		if err != nil {
			t.Fatal(err)
		}
		verify(exitOK, "lines of the export were compared", "--export", lines)
		folder, pipe, cut := t.TempDir(), filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "cut.jsonl")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, "empty"), "")
		for _, flag := range []string{"--export", "--checkpoint"} {
			for _, path := range []string{"/dev/null", "/dev/zero", folder, pipe} {
				verify(exitError, path+" is no regular file", flag, path)
			}
			verify(exitError, "empty is empty", flag, filepath.Join(folder, "empty"))
		}
		write(t, cut, strings.TrimSuffix(string(raw), "\n"))
		verify(exitError, "cut off: the last line has no end", "--export", cut)
		write(t, cut, string(raw[:len(raw)-20]))
		verify(exitError, "it is no record", "--export", cut)
		write(t, lines, strings.Replace(string(raw), `"FOO"`, `"BAR"`, 1))
		verify(exitError, "the export and the log differ", "--export", lines)
		err = s.Store(t).Write(t.Context(), func(tx *store.Tx) error {
			return tx.DB().Exec("UPDATE decision_records SET permitted = ? WHERE id = ?", false, id).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		verify(exitError, id)
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
