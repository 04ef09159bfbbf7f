package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func parsed(t *testing.T, url string) *pgx.ConnConfig {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func addresses(config *pgx.ConnConfig) []string {
	var all []string
	for _, e := range endpointsOf(config) {
		all = append(all, fmt.Sprintf("%s:%d tls=%t", e.Host, e.Port, e.TLSConfig != nil))
	}
	return all
}

func TestHosts_the_preferred_one_is_tried_first(t *testing.T) {
	config := parsed(t, "postgres://a:1,b:2,c:3/x?sslmode=prefer")
	h := hostsOf(config)
	h.preferred.Store(1)
	h.order(config)
	want := []string{"b:2 tls=true", "b:2 tls=false", "a:1 tls=true", "a:1 tls=false", "c:3 tls=true", "c:3 tls=false"}
	if got := addresses(config); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := addresses(h.only(config, 2)); !slices.Equal(got, []string{"c:3 tls=true", "c:3 tls=false"}) {
		t.Errorf("one host is %v", got)
	}
}

// One host that does not answer must leave time for the next, within what a caller waits.
func TestHosts_share_the_time_of_a_caller(t *testing.T) {
	for hosts, want := range map[string]time.Duration{"a:1": 2700 * time.Millisecond, "a:1,b:2": 1350 * time.Millisecond, "a:1,b:2,c:3": 900 * time.Millisecond} {
		config := parsed(t, "postgres://"+hosts+"/x?sslmode=disable")
		hostsOf(config).patient(config, 3*time.Second)
		if config.ConnectTimeout != want {
			t.Errorf("%s has %v", hosts, config.ConnectTimeout)
		}
	}
	config := parsed(t, "postgres://a:1,b:2/x?connect_timeout=7")
	hostsOf(config).patient(config, 3*time.Second)
	if config.ConnectTimeout != 7*time.Second {
		t.Errorf("the address says 7 s, and it is %v", config.ConnectTimeout)
	}
}
