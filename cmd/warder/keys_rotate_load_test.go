package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// load asks servers about the secrets of a project until it is ended. Every answer has to be
// a success, and what was written has to be there.
type load struct {
	f       *furnished
	clients []testserver.Client
	ended   atomic.Bool
	asked   atomic.Int64
	running sync.WaitGroup
}

// startLoad loads all servers on the database: two on PostgreSQL.
func startLoad(t *testing.T, f *furnished) *load {
	t.Helper()
	l := &load{f: f, clients: []testserver.Client{f.person}}
	if url := f.s.Config.Database().Reveal(); strings.HasPrefix(url, "postgres") {
		second := testserver.Launch(t, url, func(c *service.Config) { c.RootKey, c.Clock = seal.NewText(f.s.root), f.s.Clock.Now })
		l.clients = append(l.clients, f.person.At(second.URL))
	}
	for number, client := range l.clients {
		l.running.Go(func() { l.write(t, client, fmt.Sprintf("W%d", number)) })
		l.running.Go(func() { l.create(t, client, fmt.Sprintf("C%d", number)) })
		l.running.Go(func() { l.read(t, client) })
	}
	return l
}

func (l *load) want(t *testing.T, doing string, got testserver.Answer, value string) {
	t.Helper()
	l.asked.Add(1)
	if got.Status != http.StatusOK || value != "" && got.Text("secret.secretValue") != value {
		t.Errorf("%s: %d %s, want %q", doing, got.Status, got.Body, value)
		l.ended.Store(true)
	}
}

// write changes a secret, and reads what it wrote by every server.
func (l *load) write(t *testing.T, client testserver.Client, name string) {
	l.want(t, "create", client.Post(t, "/api/v3/secrets/raw/"+name, l.f.body("secretValue", "0")), "")
	for i := 1; !l.ended.Load(); i++ {
		value := fmt.Sprint(i)
		l.want(t, "write", client.Patch(t, "/api/v3/secrets/raw/"+name, l.f.body("secretValue", value)), "")
		for _, other := range l.clients {
			l.want(t, "read what was written", other.Get(t, l.f.Project.SecretPath(name)), value)
		}
	}
}

// create makes secrets, and deletes each.
func (l *load) create(t *testing.T, client testserver.Client, name string) {
	for i := 0; !l.ended.Load(); i++ {
		path := fmt.Sprintf("/api/v3/secrets/raw/%s_%d", name, i)
		l.want(t, "create", client.Post(t, path, l.f.body("secretValue", "created")), "")
		l.want(t, "delete", client.Delete(t, path, l.f.body()), "")
	}
}

func (l *load) read(t *testing.T, client testserver.Client) {
	list := "/api/v3/secrets/raw?environment=dev&secretPath=/&workspaceId=" + l.f.ID
	for !l.ended.Load() {
		l.want(t, "list", client.Get(t, list), "")
		l.want(t, "read", client.Get(t, l.f.Project.SecretPath("FOO")), "second")
	}
}

// await returns when so many more requests were answered.
func (l *load) await(t *testing.T, more int64) {
	t.Helper()
	until := l.asked.Load() + more
	testserver.Eventually(t, "requests are answered", func() bool { return l.asked.Load() >= until || l.ended.Load() })
}

func (l *load) end() {
	l.ended.Store(true)
	l.running.Wait()
}

func TestKeys_rotate_under_load_without_a_failed_request(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f := furnish(t, s)
		l := startLoad(t, f)
		defer l.end()
		for range 5 {
			former := f.keyOf(t)
			l.await(t, 20)
			s.keys(t, exitOK, "rotate", f.ID)
			if left := columnsUnder(t, url, former); len(left) != 0 {
				t.Errorf("still under the former key: %v", left)
			}
		}
		l.await(t, 20)
		l.end()
		f.wantReads(t, "rotated under load")
		s.wantLogWhole(t)
	})
}

func TestKeys_rotate_twice_at_once(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f := furnish(t, s)
		former, key := f.keyOf(t), f.dataKey(t)
		var rotations sync.WaitGroup
		for range 2 {
			admin := s.admin(t)
			rotations.Go(func() {
				for range 3 {
					if _, err := admin.RotateDataKey(t.Context(), &key, func(service.RotationStep) {}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		rotations.Wait()
		f.wantReads(t, "rotated by two at once")
		if left := columnsUnder(t, url, former); len(left) != 0 {
			t.Errorf("still under the former key: %v", left)
		}
		if now := f.dataKey(t); len(now.Keys) != 1 {
			t.Errorf("left: %+v", now.Keys)
		}
	})
}

// member is a machine that may do everything in the project.
func (f *furnished) member(t *testing.T) testserver.Client {
	t.Helper()
	machine := f.s.NewMachine(t, "no-access", nil)
	f.person.AddMember(t, f.Project, machine.IdentityID, "admin")
	return f.s.As(f.s.Token(t, machine))
}

// rotatedDuring makes a request that stands at a statement while the project is rotated, and
// something else is done.
func rotatedDuring(t *testing.T, statement string, before, request func(f *furnished, member testserver.Client) testserver.Answer, meanwhile func(f *furnished)) {
	t.Helper()
	url := database.Postgres(t)
	gate, gated := testserver.WithGate()
	s := &installation{Server: testserver.Start(t, url, gated)}
	s.root = s.Config.RootKey.Reveal()
	f := furnish(t, s)
	f.person.SetSecret(t, f.Project, "RACE", "first")
	member := f.member(t)
	before(f, member).Want(t, http.StatusOK)
	former := f.keyOf(t)
	stop, answered := gate.Hold(t, statement), make(chan testserver.Answer)
	go func() { answered <- request(f, member) }()
	stop.Await(t)
	s.keys(t, exitOK, "rotate", f.ID)
	meanwhile(f)
	stop.Release()
	(<-answered).Want(t, http.StatusOK)
	f.wantReads(t, "rotated during a request")
	if left := columnsUnder(t, url, former); len(left) != 0 {
		t.Errorf("written under a key that was deleted: %v", left)
	}
}

// What was sealed before a rotation, and is stored after it, is sealed again.
func TestKeys_rotate_between_the_seal_and_the_insertion_of_a_secret(t *testing.T) {
	rotatedDuring(t, "INSERT INTO secrets", func(f *furnished, member testserver.Client) testserver.Answer {
		return member.Post(t, "/api/v3/secrets/raw/OLD", f.body("secretValue", "old")) // after which the server has all facts in memory
	}, func(f *furnished, member testserver.Client) testserver.Answer {
		return member.Post(t, "/api/v3/secrets/raw/NEW", f.body("secretValue", "new"))
	}, func(*furnished) {})
}

// A change that read the data key before a rotation, and meets what others sealed after it,
// reads it again.
func TestKeys_rotate_between_the_reads_of_a_change(t *testing.T) {
	rotatedDuring(t, "SELECT 1 FROM folders JOIN environments", func(f *furnished, member testserver.Client) testserver.Answer {
		return member.Patch(t, "/api/v3/secrets/raw/RACE", f.body("secretValue", "before"))
	}, func(f *furnished, member testserver.Client) testserver.Answer {
		return member.Patch(t, "/api/v3/secrets/raw/RACE", f.body("secretValue", "race"))
	}, func(f *furnished) {
		f.person.Patch(t, "/api/v3/secrets/raw/RACE", f.body("secretValue", "meanwhile")).Want(t, http.StatusOK)
	})
}

// What a transaction wrote before the former key was retired is found, though it ends later.
func TestKeys_rotate_waits_for_who_writes_under_the_former_key(t *testing.T) {
	url := database.Postgres(t)
	gate, gated := testserver.WithGate()
	s := &installation{Server: testserver.Start(t, url, gated)}
	s.root = s.Config.RootKey.Reveal()
	f := furnish(t, s)
	former, key := f.keyOf(t), f.dataKey(t)
	stop, answered := gate.Hold(t, "INSERT INTO secret_versions"), make(chan testserver.Answer)
	go func() {
		answered <- f.person.Post(t, "/api/v3/secrets/batch/raw", f.body("secrets", testserver.List{testserver.Object{"secretKey": "LATE", "secretValue": "late"}}))
	}()
	stop.Await(t)
	waited := false
	_, err := s.admin(t).RotateDataKey(t.Context(), &key, func(step service.RotationStep) {
		if strings.HasPrefix(step.Doing, "waiting") {
			waited = true
			stop.Release()
		}
	})
	if err != nil || !waited {
		t.Fatalf("waited: %t, %v", waited, err)
	}
	(<-answered).Want(t, http.StatusOK)
	if got := f.person.Get(t, f.Project.SecretPath("LATE")); got.Text("secret.secretValue") != "late" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	if left := columnsUnder(t, url, former); len(left) != 0 {
		t.Errorf("still under the former key: %v", left)
	}
}

// A backup of any moment of a rotation restores, opens, and a rotation goes on in it.
func TestKeys_rotate_and_backups_of_before_and_between(t *testing.T) {
	targets := map[string]func(t testing.TB) string{"into sqlite": database.EmptySQLite, "into postgres": database.EmptyPostgres}
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f := furnish(t, s)
		files, dir := []string{}, t.TempDir()
		save := func(string) {
			file := filepath.Join(dir, fmt.Sprint(len(files)))
			run(t, exitOK, "", "backup", "--output", file, "--data-dir", t.TempDir(), "--database-url", url)
			files = append(files, file)
		}
		t.Setenv("WARDER_ROOT_KEY", s.root)
		save("before")
		key, last := f.dataKey(t), ""
		_, err := s.admin(t).RotateDataKey(t.Context(), &key, func(step service.RotationStep) {
			if step.Doing != last {
				last = step.Doing
				save(last)
			}
		})
		if err != nil || len(files) < 5 {
			t.Fatalf("%d backups, %v", len(files), err)
		}
		s.Stop(t)
		for name, empty := range targets {
			for _, file := range files {
				t.Run(name+" "+filepath.Base(file), func(t *testing.T) { f.restored(t, file, empty(t)) })
			}
		}
	})
}

// restored restores a backup into an empty database, and reads and rotates there.
func (f *furnished) restored(t *testing.T, file, url string) {
	t.Helper()
	run(t, exitOK, "", "restore", file, "--data-dir", t.TempDir(), "--database-url", url)
	next := &installation{root: f.s.root, Server: testserver.Launch(t, url, func(c *service.Config) {
		c.RootKey, c.Clock = seal.NewText(f.s.root), f.s.Clock.Now
	})}
	next.Admin, next.Clock = f.s.Admin, f.s.Clock
	there := &furnished{Project: f.Project, s: next, email: f.email, password: f.password}
	there.person = next.LogIn(t, f.email, f.password, next.Admin.ID)
	there.wantReads(t, "restored")
	former := there.keyOf(t)
	key := there.dataKey(t)
	rotating := key.Rotating()
	next.keys(t, exitOK, "rotate", f.ID)
	there.wantReads(t, "restored and rotated")
	if now := there.keyOf(t); rotating != (now == former) {
		t.Errorf("rotating: %t; in use %s, before %s", rotating, now, former)
	}
}
