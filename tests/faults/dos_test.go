package faults

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

const universalAuthLogin = "/api/v1/auth/universal-auth/login"

// spent is what doing something takes of this process, in which client and server
// run: bytes allocated, and time of the processor.
func spent(t *testing.T, do func()) (bytes uint64, cpu time.Duration) {
	t.Helper()
	var before, after runtime.MemStats
	var from, to syscall.Rusage
	runtime.ReadMemStats(&before)
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &from); err != nil {
		t.Fatal(err)
	}
	do()
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &to); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, time.Duration(to.Utime.Nano() - from.Utime.Nano())
}

func nested(t *testing.T, s *testserver.Server, depth int) {
	t.Helper()
	body := testserver.Raw(strings.Repeat("[", depth))
	bytes, _ := spent(t, func() { s.Anonymous().Post(t, universalAuthLogin, body).Want(t, 400) })
	if bytes > 150<<20 {
		t.Errorf("%d brackets cost %d MiB", depth, bytes>>20)
	}
}

func TestDos_nested_arrays(t *testing.T) {
	nested(t, testserver.Launch(t, database.SQLite(t)), 4194304)
}

func TestDos_nested_large(t *testing.T) {
	nested(t, testserver.Launch(t, database.SQLite(t), func(config *service.Config) { config.BodyLimit = 8 << 20 }), 8000000)
}

// Role texts are looked at once it is known who sends them.
func TestDos_anonymous_role(t *testing.T) {
	s := testserver.Launch(t, database.SQLite(t))
	var rules strings.Builder
	for i := range 4000 {
		glob := fmt.Sprintf(`{"$glob":"/{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}xxxx%d"}`, i)
		fmt.Fprintf(&rules, `,{"subject":"secrets","action":["readValue"],"conditions":{"secretPath":%s,"secretName":%s,"environment":%s}}`, glob, glob, glob)
	}
	body := testserver.Raw(`{"slug":"a","name":"a","permissions":[` + rules.String()[1:] + `]}`)
	for name, caller := range map[string]testserver.Client{"no token": s.Anonymous(), "a bad token": s.As("bad")} {
		_, cpu := spent(t, func() { caller.Post(t, "/api/v1/projects/x/roles", body).Want(t, 401) })
		if cpu > time.Second {
			t.Errorf("%s costs %s", name, cpu)
		}
	}
}

// What a refused caller writes does not fill the database.
func TestDos_user_agent(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	for range 100 {
		agent := make([]byte, 30000)
		for i := range agent {
			agent[i] = byte('a' + rand.IntN(26))
		}
		caller := s.Anonymous().Without("User-Agent").With("User-Agent", string(agent))
		caller.Get(t, "/api/v3/secrets/raw?workspaceId=p&environment=dev").Want(t, 401)
		caller.Post(t, universalAuthLogin, testserver.Object{"clientId": "unknown", "clientSecret": "unknown"}).Want(t, 401)
	}
	s.Stop(t)
	rows, err := store.Find[models.DecisionRecord](s.Store(t).Statement(t.Context()), store.Installation, "permitted = ?", false)
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for i := range rows {
		size += len(rows[i].Record) + len(rows[i].UserAgent)
	}
	if len(rows) == 0 || size > 2<<20 {
		t.Errorf("%d refusals take %d bytes", len(rows), size)
	}
}
