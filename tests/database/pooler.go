package database

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Pooler puts PgBouncer in transaction mode before the server of a PostgreSQL address,
// with so few connections that clients get a different one each time, and answers the
// database's address behind it. The test fails where PgBouncer is not installed.
func Pooler(t testing.TB, server string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program = "/usr/sbin/pgbouncer"; !isFile(program) {
			t.Fatal("PgBouncer is missing; .ci/packages installs it")
		}
	}
	config, err := pgx.ParseConfig(server)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(place(), "warder-pooler-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	settings := filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf("[databases]\n* = host=%s port=%d user=%s\n[pgbouncer]\nunix_socket_dir=%s\nlisten_port=6432\nauth_type=any\n"+
		"pool_mode=transaction\ndefault_pool_size=3\nmax_client_conn=200\nlogfile=%s/log\n", config.Host, config.Port, config.User, dir, dir)
	if err := os.WriteFile(settings, []byte(text), 0o644); err != nil { //nolint:gosec // another account reads it
		t.Fatal(err)
	}
	if err := owner.own(dir); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "-q", settings)
	command.Dir, command.SysProcAttr = dir, owner.attributes()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	address := url.URL{Scheme: "postgres", User: url.User(config.User), Path: "/" + config.Database}
	address.RawQuery = url.Values{"host": {dir}, "port": {"6432"}}.Encode()
	awaitSocket(t, filepath.Join(dir, ".s.PGSQL.6432"))
	return address.String()
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// awaitSocket waits until a program that was started listens.
func awaitSocket(t testing.TB, path string) {
	t.Helper()
	deadline := time.NewTimer(startLimit)
	defer deadline.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-deadline.C:
			t.Fatalf("nothing listens on %s", path)
		case <-again.C:
		}
	}
}
