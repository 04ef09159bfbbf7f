package main

import (
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/binary"
	"warder/tests/database"
	"warder/tests/testserver"
)

// answered asks for a secret again and again from many connections, and ends the server
// as soon as so many reads were answered. It returns the decisions of all answers.
func answered(t *testing.T, path string, token string, count int, kill func()) (ids []string) {
	t.Helper()
	var mutex sync.Mutex
	var asking sync.WaitGroup
	for range 16 {
		asking.Go(func() {
			for {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
				if err != nil {
					t.Error(err)
					return
				}
				request.Header.Set("Authorization", "Bearer "+token)
				answer, err := http.DefaultClient.Do(request)
				if err != nil {
					return // killed
				}
				_ = answer.Body.Close()
				mutex.Lock()
				if answer.StatusCode == http.StatusOK {
					ids = append(ids, answer.Header.Get("X-Decision-Id"))
				}
				if answer.StatusCode != http.StatusOK || len(ids) == count {
					kill()
				}
				mutex.Unlock()
			}
		})
	}
	asking.Wait()
	return ids
}

// Every read that a server answered is in its log, though it was killed while it
// answered more of them.
func TestServe_durable_reads_outlive_the_server(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		dir := filepath.Join(t.TempDir(), "data")
		command := binary.Serve(os.Args[0], url, dir, "--audit-reads=durable", "--insecure-unconfined-policy")
		server, err := binary.Start(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		kill := sync.OnceFunc(server.Kill)
		t.Cleanup(kill)
		s := &testserver.Server{URL: server.URL, OpsURL: server.OpsURL, Failures: &testserver.Record{}, Log: &testserver.Record{}}
		s.SetUp(t)
		admin := s.AsAdmin()
		project := admin.NewProject(t)
		admin.SetSecret(t, project, "FOO", "v")
		ids := answered(t, server.URL+project.SecretPath("FOO"), s.Admin.Token, 200, kill)
		if len(ids) < 200 {
			t.Fatalf("%d reads were answered: %s", len(ids), server.LastWords())
		}
		again, err := binary.Start(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(again.Kill)
		db, err := store.Open(t.Context(), url, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // all is read
		rows, err := models.StoredDecisionsByID(db.Statement(t.Context()), ids)
		if err != nil || len(rows) != len(ids) {
			t.Errorf("of %d reads that were answered %d are in the log (%v)", len(ids), len(rows), err)
		}
		if err := again.Stop(); err != nil {
			t.Error(err)
		}
		t.Setenv("WARDER_DATABASE_URL", url)
		if code, out, problems := try(t, "audit", "verify", "--data-dir", dir); code != exitOK {
			t.Errorf("the log is not whole: %s%s", out, problems)
		}
	})
}
