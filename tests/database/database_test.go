package database_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

func TestMain(m *testing.M) {
	if os.Getenv("DATABASE_TEST_ORPHAN") != "" {
		orphan()
	}
	os.Exit(database.Main(m))
}

func Test_every_test_gets_a_migrated_database_of_its_own(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		for _, url := range []string{url, another(t)} {
			db, err := store.Open(t.Context(), url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.CheckSchema(t.Context()); err != nil {
				t.Errorf("not migrated: %v", err)
			}
			err = db.Write(t.Context(), func(tx *store.Tx) error {
				kept, err := models.ClaimSetting(tx, "seen by", t.Name()+url)
				if kept != t.Name()+url {
					t.Errorf("shared with %s", kept)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func another(t *testing.T) string {
	if strings.HasSuffix(t.Name(), "sqlite") {
		return database.SQLite(t)
	}
	return database.Postgres(t)
}

// orphan starts a server and dies without a word.
func orphan() {
	cluster, err := database.StartCluster()
	if err != nil {
		os.Exit(3)
	}
	_, _ = os.Stdout.WriteString(cluster.URL("postgres") + "\n")
	self, _ := os.FindProcess(os.Getpid())
	_ = self.Kill()
	select {}
}

func Test_a_server_ends_with_the_process_that_started_it(t *testing.T) {
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), "DATABASE_TEST_ORPHAN=1")
	output, err := command.Output()
	url := strings.TrimSpace(string(output))
	if err == nil || !strings.HasPrefix(url, "postgres://") {
		t.Fatalf("the process answered %q, %v", output, err)
	}
	_, dir, _ := strings.Cut(url, "host=")
	dir = strings.ReplaceAll(dir, "%2F", "/")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		conn, connErr := pgx.Connect(ctx, url)
		_, statErr := os.Stat(dir)
		if connErr != nil && os.IsNotExist(statErr) {
			return
		}
		if connErr == nil {
			_ = conn.Close(ctx)
		}
		if ctx.Err() != nil {
			t.Fatalf("the server outlives its process: %v, %v", connErr, statErr)
		}
	}
}

func Benchmark_cluster_start(b *testing.B) {
	for b.Loop() {
		cluster, err := database.StartCluster()
		if err != nil {
			b.Fatal(err)
		}
		cluster.Stop()
	}
}

func Benchmark_database_for_a_test(b *testing.B) {
	for name, create := range map[string]func(testing.TB) string{"postgres": database.Postgres, "sqlite": database.SQLite} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				create(b)
			}
		})
	}
}
