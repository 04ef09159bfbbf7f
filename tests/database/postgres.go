package database

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ServerVariable names a server whose databases the tests may create and drop,
// so that the test processes of a run need not start one each. Its user may
// create databases.
const ServerVariable = "WARDER_TEST_POSTGRES_URL"

// Postgres is the address of a migrated database, dropped when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	template, err := postgresTemplate()
	if err != nil {
		t.Fatalf("no PostgreSQL database for the test: %v", err)
	}
	return create(t, "TEMPLATE "+pgx.Identifier{template}.Sanitize())
}

// EmptyPostgres is Postgres without a schema.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return create(t, "TEMPLATE template0")
}

func create(t testing.TB, from string) string {
	t.Helper()
	server, err := sharedServer()
	if err != nil {
		t.Fatalf("no PostgreSQL server for the test: %v", err)
	}
	name := freshName("test")
	if err := administer(server, "CREATE DATABASE "+name+" "+from); err != nil {
		t.Fatalf("no PostgreSQL database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := administer(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("test database stays behind: %v", err)
		}
	})
	return withName(server, name)
}

// postgresTemplate is the name of the database that others are copied from. It
// is migrated once per process.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	server, err := sharedServer()
	if err != nil {
		return "", err
	}
	name := freshName("template")
	if err := administer(server, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", err
	}
	atStop(func() { _ = administer(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return name, migrate(withName(server, name))
})

// sharedServer is the server named by the environment, or one of our own that
// lives as long as the process.
var sharedServer = sync.OnceValues(func() (string, error) {
	if server := os.Getenv(ServerVariable); server != "" {
		return server, nil
	}
	cluster, err := StartCluster()
	if err != nil {
		return "", err
	}
	atStop(cluster.Stop)
	return cluster.URL("postgres"), nil
})

// administer runs one statement on the server's own database.
func administer(server, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	_ = conn.Close(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func freshName(kind string) string {
	return "warder_" + kind + "_" + strings.ReplaceAll(uuid.NewString(), "-", "")
}

// withName is the address of another database on the same server.
func withName(server, name string) string {
	address, err := url.Parse(server)
	if err != nil {
		return server // administer has reported it already
	}
	address.Path = "/" + name
	return address.String()
}
