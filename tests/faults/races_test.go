package faults

import (
	"fmt"
	"sync"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// What is idempotent stays so when it is asked for at once: a unique violation is
// no answer to somebody who only wants the thing to be there.

const raceRounds = 5

// atOnce calls every function at the same time.
func atOnce(n int, do func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-start
			do(i)
		}()
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func TestRaces_folders_below_missing(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		project := admin.NewProject(t)
		for round := range raceRounds {
			parent := fmt.Sprintf("/svc%d/api", round)
			atOnce(4, func(i int) {
				answer := admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": project.ID, "environment": "dev", "name": fmt.Sprintf("leaf%d", i), "path": parent})
				if answer.Status != 200 {
					t.Errorf("round %d: leaf%d answered %d: %s", round, i, answer.Status, answer.Body)
				}
			})
			listed := admin.Get(t, "/api/v1/folders?workspaceId="+project.ID+"&environment=dev&path="+parent).Want(t, 200)
			if folders, _ := listed.Value("folders").([]any); len(folders) != 4 {
				t.Errorf("round %d: there are %d folders: %s", round, len(folders), listed.Body)
			}
		}
	})
}

func TestRaces_upsert(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		project := admin.NewProject(t)
		for round := range raceRounds {
			name := fmt.Sprintf("U%d", round)
			atOnce(8, func(i int) {
				answer := admin.Patch(t, "/api/v3/secrets/batch/raw", testserver.Object{
					"workspaceId": project.ID, "environment": "dev", "secretPath": "/", "mode": "upsert",
					"secrets": testserver.List{testserver.Object{"secretKey": name, "secretValue": fmt.Sprint(i)}},
				})
				if answer.Status != 200 {
					t.Errorf("round %d: upsert %d answered %d: %s", round, i, answer.Status, answer.Body)
				}
			})
			listed := admin.Get(t, "/api/v3/secrets/raw?workspaceId="+project.ID+"&environment=dev&secretPath=/").Want(t, 200)
			if secrets, _ := listed.Value("secrets").([]any); len(secrets) != round+1 {
				t.Errorf("round %d: there are %d secrets: %s", round, len(secrets), listed.Body)
			}
		}
	})
}
