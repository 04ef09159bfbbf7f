package attacks

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// writing is a server with a project, and what all writers write.
type writing struct {
	*testserver.Server
	project testserver.Project
	mu      sync.Mutex
	wrote   map[string]map[int]string // by secret id and version
}

func newWriting(t *testing.T, url string) *writing {
	t.Helper()
	x := &writing{Server: testserver.Start(t, url), wrote: map[string]map[int]string{}}
	x.project = x.AsAdmin().NewProject(t)
	// A server that has missed a night removes old versions soon after its start.
	x.AsAdmin().Patch(t, "/api/v1/workspace/"+x.project.ID, testserver.Object{"pitVersionLimit": 100}).Want(t, 200)
	return x
}

func (x *writing) body(fields testserver.Object) testserver.Object {
	body := testserver.Object{"workspaceId": x.project.ID, "projectId": x.project.ID, "environment": "dev", "secretPath": "/"}
	for name, value := range fields {
		body[name] = value
	}
	return body
}

func (x *writing) create(t *testing.T, name string) {
	t.Helper()
	answer := x.AsAdmin().Post(t, "/api/v3/secrets/raw/"+name, x.body(testserver.Object{"secretValue": "of " + name})).Want(t, 200)
	x.note(t, answer.Value("secret"))
}

// note keeps what an answer says was written; a version is written once.
func (x *writing) note(t *testing.T, answered any) {
	t.Helper()
	secret := answered.(map[string]any)
	id, version, value := secret["id"].(string), int(secret["version"].(float64)), secret["secretValue"].(string)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.wrote[id] == nil {
		x.wrote[id] = map[int]string{}
	}
	if before, twice := x.wrote[id][version]; twice {
		t.Errorf("version %d of %s was answered to the writers of %q and of %q", version, secret["secretKey"], before, value)
	}
	x.wrote[id][version] = value
}

// all runs writers at once, each from 0 to n-1, and collects their answers.
func (x *writing) all(n int, write func(i int) testserver.Answer) []testserver.Answer {
	answers := make([]testserver.Answer, n)
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			<-start
			answers[i] = write(i)
		})
	}
	close(start)
	group.Wait()
	return answers
}

// nothingLost holds what is stored against what was answered: contiguous
// versions, each with the value of its writer, the last of them the secret.
func (x *writing) nothingLost(t *testing.T) {
	t.Helper()
	scope := store.Scope{OrgID: x.Admin.ID, ProjectID: x.project.ID}
	tx := x.Store(t).Statement(t.Context())
	for id, wrote := range x.wrote {
		rows, err := store.Find[models.SecretVersion](tx.OrderBy("version"), scope, "secret_id = ?", id)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if row.Version != int64(i+1) {
				t.Fatalf("version %d of %s stands in the place of %d", row.Version, id, i+1)
			}
		}
		if len(rows) != len(wrote) {
			t.Errorf("%d versions of %s are stored, %d were answered", len(rows), id, len(wrote))
		}
		for version, value := range wrote {
			answer := x.AsAdmin().Get(t, fmt.Sprintf("/api/v3/secrets/raw/id/%s", id))
			name := answer.Text("secret.secretKey")
			if answer.Status != 200 || answer.Number("secret.version") != len(wrote) {
				t.Fatalf("the secret answers %d, want version %d: %s", answer.Status, len(wrote), answer.Body)
			}
			old := x.AsAdmin().Get(t, x.project.SecretPath(name)+fmt.Sprint("&version=", version))
			if old.Text("secret.secretValue") != value {
				t.Errorf("version %d of %s answers %d %q, and %q was written", version, name, old.Status, old.Text("secret.secretValue"), value)
			}
		}
	}
}

const writers = 8

func TestWriters_of_one_secret_lose_nothing(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newWriting(t, url)
		admin := x.AsAdmin()
		x.create(t, "ONE")
		for _, path := range []string{"/api/v3/secrets/raw/ONE", "/api/v4/secrets/ONE"} {
			for _, answer := range x.all(writers, func(i int) testserver.Answer {
				return admin.Patch(t, path, x.body(testserver.Object{"secretValue": fmt.Sprint(path, " ", i)}))
			}) {
				x.note(t, answer.Want(t, 200).Value("secret"))
			}
		}
		x.nothingLost(t)
	})
}

// The batches name their secrets in opposite orders, so that on PostgreSQL each
// may hold what the other waits for.
func TestWriters_in_batches_lose_nothing(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newWriting(t, url)
		admin := x.AsAdmin()
		names := []string{"A", "B", "C", "D"}
		for _, name := range names {
			x.create(t, name)
		}
		for _, path := range []string{"/api/v3/secrets/batch/raw", "/api/v4/secrets/batch"} {
			for _, answer := range x.all(writers, func(i int) testserver.Answer {
				items := testserver.List{}
				for _, name := range names {
					items = append(items, testserver.Object{"secretKey": name, "secretValue": fmt.Sprint(path, name, i)})
				}
				if i%2 == 1 {
					slices.Reverse(items)
				}
				return admin.Patch(t, path, x.body(testserver.Object{"secrets": items}))
			}) {
				for _, secret := range answer.Want(t, 200).Value("secrets").([]any) {
					x.note(t, secret)
				}
			}
		}
		x.nothingLost(t)
	})
}

// Of those who rename a secret at once one is first; the others find no secret
// of the old name. Of those who give a name to two secrets one gets it.
func TestWriters_who_rename(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newWriting(t, url)
		admin := x.AsAdmin()
		rename := func(from, to string) testserver.Answer {
			return admin.Patch(t, "/api/v3/secrets/raw/"+from, x.body(testserver.Object{"newSecretName": to}))
		}
		for round := range 3 {
			name := fmt.Sprint("FROM", round)
			x.create(t, name)
			won := 0
			for _, answer := range x.all(writers, func(i int) testserver.Answer { return rename(name, fmt.Sprint("TO", round, "_", i)) }) {
				switch answer.Status {
				case 200:
					won++
					x.note(t, answer.Value("secret"))
				case 404:
				default:
					t.Errorf("a rename answered %d: %s", answer.Status, answer.Body)
				}
			}
			if won == 0 {
				t.Errorf("nobody renamed %s", name)
			}
			left, right := fmt.Sprint("LEFT", round), fmt.Sprint("RIGHT", round)
			x.create(t, left)
			x.create(t, right)
			got := 0
			for _, answer := range x.all(2, func(i int) testserver.Answer { return rename([]string{left, right}[i], fmt.Sprint("BOTH", round)) }) {
				switch answer.Status {
				case 200:
					got++
					x.note(t, answer.Value("secret"))
				case 400:
				default:
					t.Errorf("a rename answered %d: %s", answer.Status, answer.Body)
				}
			}
			if got != 1 {
				t.Errorf("%d of two secrets got one name", got)
			}
		}
		x.nothingLost(t)
	})
}

// A name that many create at once is created once, alone and in batches.
func TestWriters_who_create_one_name(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newWriting(t, url)
		admin := x.AsAdmin()
		for kind, create := range map[string]func(i int) testserver.Answer{
			"ALONE": func(i int) testserver.Answer {
				return admin.Post(t, "/api/v3/secrets/raw/ALONE", x.body(testserver.Object{"secretValue": fmt.Sprint(i)}))
			},
			"BATCH": func(i int) testserver.Answer {
				return admin.Post(t, "/api/v3/secrets/batch/raw", x.body(testserver.Object{"secrets": testserver.List{
					testserver.Object{"secretKey": fmt.Sprint("BESIDE", i), "secretValue": "x"}, testserver.Object{"secretKey": "BATCH", "secretValue": fmt.Sprint(i)},
				}}))
			},
			"UPSERT": func(i int) testserver.Answer {
				return admin.Patch(t, "/api/v3/secrets/batch/raw", x.body(testserver.Object{"mode": "upsert", "secrets": testserver.List{
					testserver.Object{"secretKey": "UPSERT", "secretValue": fmt.Sprint(i)},
				}}))
			},
		} {
			won := 0
			for i, answer := range x.all(writers, create) {
				switch answer.Status {
				case 200:
					won++
				case 400:
					if beside := admin.Get(t, x.project.SecretPath(fmt.Sprint("BESIDE", i))); kind == "BATCH" && beside.Status != 404 {
						t.Errorf("half of a refused batch was created: %d", beside.Status)
					}
				default:
					t.Errorf("%s answered %d: %s", kind, answer.Status, answer.Body)
				}
			}
			if won == 0 || kind != "UPSERT" && won != 1 {
				t.Errorf("%s was created %d times", kind, won)
			}
			if version := admin.Get(t, x.project.SecretPath(kind)).Want(t, 200).Number("secret.version"); kind != "UPSERT" && version != 1 || version != won {
				t.Errorf("%s has version %d after %d writers", kind, version, won)
			}
		}
	})
}

// Whoever changes a secret while another deletes it was before it, and stands in
// the history, or finds none.
func TestWriters_beside_a_deletion(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newWriting(t, url)
		admin := x.AsAdmin()
		for round := range 5 {
			name := fmt.Sprint("GOES", round)
			x.create(t, name)
			path, written := "/api/v3/secrets/raw/"+name, 0
			answers := x.all(4, func(i int) testserver.Answer {
				if i == 0 {
					return admin.Delete(t, path, x.body(nil))
				}
				return admin.Patch(t, path, x.body(testserver.Object{"secretValue": fmt.Sprint(i)}))
			})
			answers[0].Want(t, 200)
			for _, answer := range answers[1:] {
				switch answer.Status {
				case 200:
					written++
				case 404:
				default:
					t.Errorf("a change answered %d: %s", answer.Status, answer.Body)
				}
			}
			admin.Get(t, x.project.SecretPath(name)).Want(t, 404)
			versions, err := store.Find[models.SecretVersion](x.Store(t).Statement(t.Context()), store.Scope{OrgID: x.Admin.ID, ProjectID: x.project.ID}, "secret_id = ?", answers[0].Text("secret.id"))
			if err != nil || len(versions) != written+1 {
				t.Errorf("%d versions, want %d (%v)", len(versions), written+1, err)
			}
			for _, version := range versions {
				if version.DeletedAt == nil {
					t.Errorf("version %d does not know that the secret ended", version.Version)
				}
			}
		}
	})
}
