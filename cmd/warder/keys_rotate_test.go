package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
	"warder/tests/testserver"
)

// furnished is a project in which everything is that a data key seals.
type furnished struct {
	testserver.Project

	s               *installation
	person          testserver.Client
	email, password string
}

func furnish(t *testing.T, s *installation) *furnished {
	t.Helper()
	pair, err := seal.NewRecipient()
	if err != nil {
		t.Fatal(err)
	}
	person := s.NewPersonWithKey(t, "admin", pair.PublicKey())
	f := &furnished{s: s, person: person.Client, email: person.Email, password: person.Password}
	f.Project = f.person.NewProject(t)
	f.person.SetSecret(t, f.Project, "FOO", "first")
	f.person.Patch(t, "/api/v3/secrets/raw/FOO", f.body("secretValue", "second", "secretComment", "about FOO")).Want(t, http.StatusOK)
	f.person.Post(t, "/api/v3/secrets/raw/FOO", f.body("secretValue", "own", "type", "personal")).Want(t, http.StatusOK)
	f.person.SetSecret(t, f.Project, "GONE", "gone")
	f.person.Delete(t, "/api/v3/secrets/raw/GONE", f.body()).Want(t, http.StatusOK)
	f.person.SetSecret(t, f.Project, "NAMES", "${FOO} more")
	return f
}

// body is a body of a request about a secret, with pairs of names and values.
func (f *furnished) body(pairs ...any) testserver.Object {
	body := testserver.Object{"workspaceId": f.ID, "environment": "dev", "secretPath": "/"}
	for i := 0; i < len(pairs); i += 2 {
		body[pairs[i].(string)] = pairs[i+1]
	}
	return body
}

// wantReads holds that all that was stored opens.
func (f *furnished) wantReads(t *testing.T, when string) {
	t.Helper()
	shared := "/api/v3/secrets/raw/FOO?environment=dev&secretPath=/&workspaceId=" + f.ID
	for path, want := range map[string]string{
		shared + "&type=shared":                                        "second",
		shared + "&type=personal":                                      "own",
		shared + "&type=shared&version=1":                              "first",
		f.Project.SecretPath("NAMES") + "&expandSecretReferences=true": "second more",
	} {
		if got := f.person.Get(t, path); got.Status != http.StatusOK || got.Text("secret.secretValue") != want {
			t.Errorf("%s: %s: %d %s, want %s", when, path, got.Status, got.Body, want)
		}
	}
	if got := f.person.Get(t, shared+"&type=shared"); got.Text("secret.secretComment") != "about FOO" {
		t.Errorf("%s: the comment: %s", when, got.Body)
	}
	f.person.Get(t, "/api/v2/workspace/"+f.ID+"/encrypted-key").Want(t, http.StatusOK) // the key of the clients
	f.wantKeyPair(t, when)
}

// wantKeyPair holds that the bot of the project has its private key.
func (f *furnished) wantKeyPair(t *testing.T, when string) {
	t.Helper()
	scope := seal.Scope{OrgID: f.s.Admin.ID, ProjectID: f.ID}
	tx := f.s.admin(t).Store().Statement(t.Context())
	project, noProject := store.First[models.Project](tx, store.Scope{OrgID: scope.OrgID}, "id = ?", f.ID)
	bot, noBot := store.First[models.Bot](tx, store.Scope{OrgID: scope.OrgID, ProjectID: f.ID}, "")
	if err := errors.Join(noProject, noBot); err != nil {
		t.Fatal(err)
	}
	key, err := f.s.KeyringOf(t).OpenDataKey(project.DataKey, scope)
	if err != nil {
		t.Fatal(err)
	}
	if pair, err := key.Recipient(bot.KeyPair); err != nil || pair.PublicKey() != bot.PublicKey {
		t.Errorf("%s: the key pair of the bot: %v", when, err)
	}
}

// keyOf is the id of the data key that is in use.
func (f *furnished) keyOf(t *testing.T) string {
	t.Helper()
	return primaryOf(t, f.dataKey(t))
}

func (f *furnished) dataKey(t *testing.T) service.ProjectDataKey {
	t.Helper()
	list, err := f.s.admin(t).DataKeys(t.Context(), f.ID, true)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d data keys, %v", len(list), err)
	}
	return list[0]
}

func primaryOf(t *testing.T, key service.ProjectDataKey) string {
	t.Helper()
	for _, one := range key.Keys {
		if one.Primary {
			return one.ID
		}
	}
	t.Fatal("no key is in use")
	return ""
}

// columnsUnder are the columns of the whole database, such as secrets.value, in which a key
// of a data key sealed something.
func columnsUnder(t *testing.T, url, key string) []string {
	t.Helper()
	mark, found := seal.SealedMark(key), map[string]bool{}
	db := modelstest.Open(t, url)
	defer db.Close() //nolint:errcheck // only read from
	err := db.Snapshot(t.Context(), func(tx *store.Tx) error {
		for _, table := range modelstest.TablesOf(t, db) {
			rows := []map[string]any{}
			if err := tx.DB().Table(table).Find(&rows).Error; err != nil {
				return err
			}
			for _, row := range rows {
				for column, value := range row {
					if holds(value, mark) {
						found[table+"."+column] = true
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

// holds tells whether a value has the mark in it, as it is or in base64.
func holds(value any, mark []byte) bool {
	var raw []byte
	switch text := value.(type) {
	case []byte:
		raw = text
	case string:
		raw = []byte(text)
	}
	decoded, _ := base64.StdEncoding.DecodeString(string(raw))
	return bytes.Contains(raw, mark) || bytes.HasPrefix(decoded, mark)
}

// sealedColumns are what a rotation seals again.
func sealedColumns() (columns []string) {
	for _, table := range models.SealedTables() {
		for _, column := range table.Columns {
			columns = append(columns, table.Name+"."+column)
		}
	}
	slices.Sort(columns)
	return columns
}

func TestKeys_rotate_seals_everything_of_a_project_again(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f, other := furnish(t, s), furnish(t, s)
		former, others := f.keyOf(t), other.keyOf(t)
		if got := columnsUnder(t, url, former); !slices.Equal(got, sealedColumns()) {
			t.Fatalf("sealed under the data key: %v\nwhat a rotation seals again: %v", got, sealedColumns())
		}
		if out := s.keys(t, exitOK, "rotate", f.ID); !strings.Contains(out, "is in use") || !strings.Contains(out, "1 rotated") {
			t.Errorf("said: %s", out)
		}
		f.wantReads(t, "rotated")
		if left := columnsUnder(t, url, former); len(left) != 0 {
			t.Errorf("still under the former key: %v", left)
		}
		now := f.keyOf(t)
		if got := columnsUnder(t, url, now); now == former || !slices.Equal(got, sealedColumns()) {
			t.Errorf("under the key in use, %s: %v", now, got)
		}
		if key := f.dataKey(t); len(key.Keys) != 1 || key.Keys[0].Rows == 0 {
			t.Errorf("listed: %+v", key)
		}
		if out := s.keys(t, exitOK, "list"); !strings.Contains(out, now+"  in use since 2026-12-01  seals ") || strings.Contains(out, former) {
			t.Errorf("listed: %s", out)
		}
		if other.keyOf(t) != others {
			t.Error("another project was rotated, too")
		}
		other.wantReads(t, "another was rotated")
		f.person.SetSecret(t, f.Project, "LATER", "later")
		f.wantTold(t, former, now)
		s.wantLogWhole(t)
	})
}

// wantTold holds that the decision log of the organization has both events.
func (f *furnished) wantTold(t *testing.T, former, now string) {
	t.Helper()
	db := f.s.Store(t)
	for _, event := range []string{"rotate-data-key", "retire-data-key"} {
		rows := []models.DecisionRecord{}
		if err := db.Statement(t.Context()).DB().Where("event_type = ?", event).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 || rows[0].OrgID != f.dataKey(t).OrgID {
			t.Errorf("%s: %d records", event, len(rows))
			continue
		}
		text := testserver.Recorded(t, db, rows[0].ID).Record
		if !strings.Contains(text, former) || !strings.Contains(text, now) || !strings.Contains(text, f.ID) {
			t.Errorf("%s: %s", event, text)
		}
	}
}

// A column that a rotation does not know would be lost with the former key.
func TestKeys_every_column_of_bytes_is_known_to_a_rotation(t *testing.T) {
	known := append(sealedColumns(),
		"projects.data_key", "auth_methods.reviewer", // sealed by the installation's keys: models.SealedKinds
		"policy_bundles.archive", "kept_policies.archive", "decision_tiles.hashes", "decision_tiles.ids", "decision_tiles.seqs", // not sealed
	)
	slices.Sort(known)
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		found := []string{}
		query := "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE data_type = 'bytea' AND table_schema = current_schema()"
		if db.Dialect() == store.SQLite {
			query = "SELECT m.name || '.' || c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.type IN ('BYTEA', 'BLOB')"
		}
		if err := db.Statement(t.Context()).DB().Raw(query).Scan(&found).Error; err != nil {
			t.Fatal(err)
		}
		slices.Sort(found)
		if !slices.Equal(found, known) {
			t.Errorf("columns of bytes: %v\nknown: %v", found, known)
		}
	})
}

func TestKeys_rotate_goes_on_wherever_it_was_killed(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f := furnish(t, s)
		first := f.keyOf(t)
		for after := 1; ; after++ { // each round rotates once, in two runs
			former := f.keyOf(t)
			if s.rotatedUntil(t, f, after) {
				if after < 5 {
					t.Errorf("a rotation has %d steps", after-1)
				}
				break
			}
			f.wantReads(t, "killed")
			key := f.dataKey(t)
			s.keys(t, exitOK, "rotate", f.ID)
			f.wantReads(t, "continued")
			now := f.keyOf(t)
			if now == former || key.Rotating() && now != primaryOf(t, key) {
				t.Errorf("killed after step %d, with %+v: %s is in use, %s was", after, key, now, former)
			}
			if left := columnsUnder(t, url, former); len(left) != 0 {
				t.Errorf("killed after step %d: still under the former key: %v", after, left)
			}
		}
		if left := columnsUnder(t, url, first); len(left) != 0 {
			t.Errorf("under the first key: %v", left)
		}
		s.wantLogWhole(t)
	})
}

// rotatedUntil ends a rotation after some of its steps, and reports whether it was done by
// then.
func (i *installation) rotatedUntil(t *testing.T, f *furnished, steps int) (done bool) {
	t.Helper()
	ctx, kill := contextWithKill(t)
	key := f.dataKey(t)
	_, err := i.admin(t).RotateDataKey(ctx, &key, func(service.RotationStep) {
		if steps--; steps == 0 {
			kill()
		}
	})
	if err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	return steps > 0
}

func TestKeys_rotate_all_leaves_out_what_is_young(t *testing.T) {
	s := startInstallation(t, database.SQLite(t))
	one, two := furnish(t, s), furnish(t, s)
	before := []string{one.keyOf(t), two.keyOf(t)}
	all := func() string {
		t.Helper()
		admin, out := s.admin(t), &bytes.Buffer{}
		r := dataKeyRotation{all: true, olderThan: day * 1e9, problems: out}
		if err := r.run(t.Context(), admin, nil, nil, out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if out := all(); !strings.Contains(out, "0 rotated") || one.keyOf(t) != before[0] {
		t.Errorf("of today: %s", out)
	}
	s.Clock.Advance(2 * day)
	s.rotatedUntil(t, one, 1) // begun
	begun := one.keyOf(t)
	if out := all(); !strings.Contains(out, begun+" is in use, which was begun before") || one.keyOf(t) != begun || two.keyOf(t) == before[1] {
		t.Errorf("older than a day, one begun: %s", out)
	}
	if out := all(); !strings.Contains(out, "2 left out") && !strings.Contains(out, "3 left out") {
		t.Errorf("again: %s", out)
	}
}

func TestKeys_rotate_refuses(t *testing.T) {
	s := startInstallation(t, database.SQLite(t))
	f := furnish(t, s)
	for _, c := range []struct {
		want string
		code int
		args []string
	}{
		{"name projects, or say --all", exitUsage, nil},
		{"name projects, or say --all", exitUsage, []string{"--all", f.ID}},
		{"no project has this id or slug: nothing", exitError, []string{"nothing"}},
		{"invalid argument", exitUsage, []string{"--all", "--older-than", "soon"}},
	} {
		if out := s.keys(t, c.code, append([]string{"rotate"}, c.args...)...); !strings.Contains(out, c.want) {
			t.Errorf("%q: %s", c.args, out)
		}
	}
}

// A value that was altered in the database opens under no key. The rotation says so, keeps
// the key, and everything else is as it should be.
func TestKeys_rotate_says_what_does_not_open(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := startInstallation(t, url)
		f := furnish(t, s)
		folder := testserver.Object{"workspaceId": f.ID, "environment": "dev", "name": "broken"}
		f.person.Post(t, "/api/v1/folders", folder).Want(t, http.StatusOK)
		broken := f.person.Post(t, "/api/v3/secrets/raw/BROKEN", testserver.Object{
			"workspaceId": f.ID, "environment": "dev", "secretPath": "/broken", "secretValue": "v",
		}).Want(t, http.StatusOK).Text("secret.id")
		former := f.keyOf(t)
		db := s.Store(t)
		modelstest.Write(t, db, func(tx *store.Tx) error {
			row := models.Secret{}
			err := tx.DB().Take(&row, "id = ?", broken).Error
			row.Value[len(row.Value)-1] ^= 1
			return errors.Join(err, tx.DB().Model(&row).Update("value", row.Value).Error)
		})
		_ = db.Close()
		out := s.keys(t, exitError, "rotate", f.ID)
		for _, want := range []string{"1 rows do not open", "secret " + broken + " version 1", "1 of 1 projects are not rotated"} {
			if !strings.Contains(out, want) {
				t.Errorf("said: %s\nwant: %s", out, want)
			}
		}
		f.wantReads(t, "one does not open")
		if left := columnsUnder(t, url, former); !slices.Equal(left, []string{"secrets.comment", "secrets.value"}) {
			t.Errorf("under the former key: %v", left)
		}
		if out := s.keys(t, exitOK, "list", "--project", f.ID); !strings.Contains(out, former+"  former  seals 1  project ") {
			t.Errorf("listed: %s", out)
		}
		f.person.Delete(t, "/api/v1/folders/broken", folder).Want(t, http.StatusOK)
		if out := s.keys(t, exitOK, "rotate", f.ID); !strings.Contains(out, "which was begun before") {
			t.Errorf("said: %s", out)
		}
		f.wantReads(t, "the folder of what did not open is deleted")
	})
}

func contextWithKill(t *testing.T) (ctx context.Context, kill func()) {
	t.Helper()
	ctx, kill = context.WithCancel(t.Context())
	t.Cleanup(kill)
	return ctx, kill
}
