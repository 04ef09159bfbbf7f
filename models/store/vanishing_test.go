package store_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"warder/models/store"
	"warder/tests/database"
)

// relay stands for the network before a PostgreSQL server: frozen, it takes what is sent
// and brings nothing, as a server does that hangs.
type relay struct {
	address string
	frozen  atomic.Bool
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	r := &relay{address: listener.Addr().String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", target.Query().Get("host")+"/.s.PGSQL.5432")
			if err != nil {
				_ = client.Close()
				continue
			}
			go r.bring(server, client)
			go r.bring(client, server)
		}
	}()
	return r
}

func (r *relay) bring(to, from net.Conn) {
	defer to.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if r.frozen.Load() {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func throughRelays(t *testing.T, options store.Options, relays ...*relay) *store.Store {
	t.Helper()
	var addresses []string
	for _, r := range relays {
		addresses = append(addresses, r.address)
	}
	db, err := store.Open(t.Context(), "postgres://warder@"+strings.Join(addresses, ",")+"/postgres?sslmode=disable", options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func one(ctx context.Context, db *store.Store) error {
	var got int
	return store.Translate(db.Statement(ctx).DB().Raw("SELECT 1").Scan(&got).Error)
}

// A server that hangs does not keep those who want an answer.
func TestLimited_a_server_that_hangs(t *testing.T) {
	cluster := database.NewCluster(t)
	r := newRelay(t, cluster.URL("postgres"))
	db := throughRelays(t, store.Options{LongestStatement: 200 * time.Millisecond, AcquireTimeout: time.Second}, r)
	if err := one(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	r.frozen.Store(true)
	statement := func() string { return "SELECT 1" }
	text := store.PerDialect(func(string) string { return statement() })
	for name, ask := range map[string]func(context.Context) error{
		"statement": func(ctx context.Context) error { return one(ctx, db) },
		"single": func(ctx context.Context) error {
			return db.ReadSingle(ctx, func(tx *store.Tx) error { return tx.Query(text, nil, nil) })
		},
		"snapshot": func(ctx context.Context) error {
			return db.Snapshot(ctx, func(tx *store.Tx) error { return tx.DB().Exec("SELECT 1").Error })
		},
	} {
		if err := ask(store.Limited(t.Context())); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r.frozen.Store(false)
	if err := one(store.Limited(t.Context()), db); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// What has no limit may take longer than that of requests.
func TestLimited_others_may_take_longer(t *testing.T) {
	db := throughRelays(t, store.Options{LongestStatement: 50 * time.Millisecond}, newRelay(t, database.NewCluster(t).URL("postgres")))
	sleep := func(ctx context.Context) error {
		return store.Translate(db.Statement(ctx).DB().Exec("SELECT pg_sleep(0.2)").Error)
	}
	if err := sleep(t.Context()); err != nil {
		t.Error(err)
	}
	if err := sleep(store.Limited(t.Context())); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

// A host that takes connections and never answers does not keep the next one from use.
func TestHosts_one_that_hangs_is_passed_over(t *testing.T) {
	cluster := database.NewCluster(t)
	hanging, good := newRelay(t, cluster.URL("postgres")), newRelay(t, cluster.URL("postgres"))
	hanging.frozen.Store(true)
	db := throughRelays(t, store.Options{AcquireTimeout: time.Second}, hanging, good)
	if err := one(t.Context(), db); err != nil {
		t.Error(err)
	}
}

// After a server went away, the first statement that fails ends all connections to it.
func TestGenerations_a_server_that_went_away(t *testing.T) {
	cluster := database.NewCluster(t)
	db := throughRelays(t, store.Options{MaxConnections: 8}, newRelay(t, cluster.URL("postgres")))
	var all errgroup.Group
	for range 8 {
		all.Go(func() error {
			return db.Statement(t.Context()).DB().Exec("SELECT pg_sleep(0.2)").Error
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	other, err := store.Open(t.Context(), cluster.URL("postgres"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	const terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
	if err := other.Statement(t.Context()).DB().Exec(terminate).Error; err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range 8 {
		if err := one(t.Context(), db); err != nil {
			failed++
		}
	}
	if failed > 1 {
		t.Errorf("%d statements failed", failed)
	}
}
