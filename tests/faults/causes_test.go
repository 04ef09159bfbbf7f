package faults

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// Every cause for which a start does not get a database is told in words, with what mends
// it, and without the password.
func TestStart_names_what_is_wrong_with_the_database(t *testing.T) {
	cluster := database.NewCluster(t)
	owned := cluster.URL("postgres")
	asAdministrator(t, owned, "CREATE DATABASE other", "CREATE DATABASE third", "CREATE ROLE guest LOGIN", "CREATE ROLE reader LOGIN", "ALTER ROLE reader SET default_transaction_read_only = on",
		"GRANT ALL ON SCHEMA public TO reader")
	with := func(key, value string) string { return owned + "&" + url.Values{key: {value}}.Encode() }
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ address, want string }{
		"a port that is a word":               {"postgres://u:hunter2@db.invalid:port/x", "the port is no number from 1 to 65535"},
		"a port out of range":                 {"postgres://u:hunter2@db.invalid:65536/x", "the port is no number from 1 to 65535"},
		"a port of the parameter":             {with("port", "0"), "port: want a number from 1 to 65535"},
		"a percent that is not encoded":       {"postgres://u:hunter2%zz@db.invalid/x", "percent-encoded"},
		"an unknown sslmode":                  {with("sslmode", "on"), "sslmode: want disable, allow"},
		"a root certificate that is missing":  {with("sslmode", "verify-full") + "&sslrootcert=/no/such.pem", "sslrootcert: the file cannot be read: no such file"},
		"a root certificate that is a folder": {with("sslmode", "verify-full") + "&sslrootcert=/etc", "sslrootcert: the file cannot be read: is a directory"},
		"a root certificate that is empty":    {with("sslmode", "verify-full") + "&sslrootcert=" + empty, "sslrootcert: the file holds nothing in PEM"},
		"an unknown target":                   {with("target_session_attrs", "writer"), "target_session_attrs: want any, read-write"},
		"a timeout that is a word":            {with("connect_timeout", "soon"), "connect_timeout: want a number of seconds"},
		"a server that is not there":          {"postgres://u:hunter2@127.0.0.1:1/x", "the connection was refused: no server listens there"},
		"a host that is unknown":              {"postgres://u:hunter2@db.invalid/x", "the host is unknown"},
		"a database that is not there":        {cluster.URL("nowhere"), "there is no database of this name"},
		"a user that is unknown":              {strings.Replace(owned, "warder@", "stranger:hunter2@", 1), "the server does not let this user in"},
		"a server without TLS":                {withoutTLS(t), "the server does not speak TLS, and sslmode of the address asks for it"},
		"a schema that is not the user's":     {strings.Replace(cluster.URL("other"), "warder@", "guest:hunter2@", 1), "the user may not make tables in the schema: GRANT"},
		"a schema that is not there":          {with("search_path", "nowhere"), "no schema of search_path is there"},
		"a user that may only read":           {strings.Replace(cluster.URL("third"), "warder@", "reader:hunter2@", 1), "it is read-only: default_transaction_read_only is on"},
	} {
		if err := startOn(t, c.address); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "database") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is told: %v", name, err)
		}
	}
	if err := cluster.Demote(); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		owned: "it is read-only: the server is a standby; name the primary",
		with("target_session_attrs", "read-write"): "it is read-only: no host of database-url takes writes",
	} {
		if err := startOn(t, address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a standby: %v, want %q", err, want)
		}
	}
	waitsForPromotion(t, cluster)
}

// waitsForPromotion starts a server on a standby, with time to wait.
func waitsForPromotion(t *testing.T, cluster *database.Cluster) {
	t.Helper()
	log := &testserver.Record{}
	config := configured(t, cluster.URL("other"), log)
	config.DatabaseWait = time.Minute
	started := starting(t, config)
	testserver.Eventually(t, "the server waits for the standby", func() bool { return strings.Contains(log.String(), "the server is a standby") })
	if err := cluster.Promote(); err != nil {
		t.Fatal(err)
	}
	if err := <-started; err != nil {
		t.Errorf("after the promotion: %v\n%s", err, log)
	}
}

func asAdministrator(t *testing.T, address string, statements ...string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context()) //nolint:errcheck // all is done
	for _, statement := range statements {
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// withoutTLS is the address of a server that answers every question for TLS with no.
func withoutTLS(t *testing.T) string {
	t.Helper()
	bound, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bound.Close() })
	go func() {
		for {
			connection, err := bound.Accept()
			if err != nil {
				return
			}
			_, _ = io.CopyN(io.Discard, connection, 8)
			_, _ = connection.Write([]byte("N"))
			_ = connection.Close()
		}
	}()
	return "postgres://u:hunter2@" + bound.Addr().String() + "/x?sslmode=require"
}

func configured(t *testing.T, address string, log *testserver.Record) service.Config {
	t.Helper()
	config := testserver.Configure(t, database.SQLite(t), testserver.NewClock(), log)
	config.DatabaseURL = seal.NewText(address)
	return config
}

func startOn(t *testing.T, address string) error {
	t.Helper()
	started, err := service.New(t.Context(), configured(t, address, &testserver.Record{}))
	if err == nil {
		_ = started.Close()
	}
	return err
}
