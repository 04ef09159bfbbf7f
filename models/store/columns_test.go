package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gorm.io/gorm/schema"
	"pgregory.net/rapid"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

// Hand-written statements scan rows without GORM. They are what it would make of the
// same values, of every table, whatever a driver reads.
func Test_a_row_is_scanned_as_GORM_scans_it(t *testing.T) {
	met := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		like := rapid.SampledFrom(models.Tables()).Draw(t, "table")
		values := map[string]any{}
		columns := store.Columns(like)
		for _, name := range sortedKeys(columns) {
			values[name] = valueFor(t, name, columns[name])
		}
		scanned, byGORM, err, gormErr := store.Scanned(like, values)
		if err == nil && gormErr != nil {
			t.Fatalf("%T of %v: GORM says %v", like, values, gormErr)
		}
		if err != nil { // values of a type that no driver reads of such a column
			met["refused"]++
			return
		}
		met[fmt.Sprintf("%T", like)]++
		if !reflect.DeepEqual(scanned, byGORM) {
			t.Fatalf("%T of %v:\nscanned %+v\nby GORM %+v", like, values, scanned, byGORM)
		}
	})
	if met["refused"] == 0 || len(met) < 10 {
		t.Errorf("too little was tried: %v", met)
	}
}

func sortedKeys(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// valueFor is NULL, what a driver reads of such a column, or now and then
// something else.
func valueFor(t *rapid.T, name string, field any) any {
	texts := rapid.SampledFrom([]string{"", "a", "null", "0", "ä\x00\u2028\xff", "  "})
	numbers := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1, 2))
	kinds := map[string]func() any{
		"null":   func() any { return nil },
		"text":   func() any { return texts.Draw(t, name) },
		"number": func() any { return numbers.Draw(t, name) },
		"bool":   func() any { return rapid.Bool().Draw(t, name) },
		"bytes":  func() any { return rapid.SliceOf(rapid.Byte()).Draw(t, name) },
		"json": func() any {
			return rapid.SampledFrom([]string{
				"", "null", "[]", "{}", `["a", "ä\u2028"]`, `[{"key":"k","value":"v"}]`, `{"ciphertext":"c","iv":"i","tag":"t"}`, `[1, {"a": "b"}]`, "{",
			}).Draw(t, name)
		},
	}
	usual := []string{"number"}
	switch field.(type) {
	case schema.SerializerInterface:
		usual = []string{"json"}
	case *string, **string:
		usual = []string{"text"}
	case *bool:
		usual = []string{"bool", "number"}
	case *[]byte:
		usual = []string{"bytes"}
	}
	choices := slices.Concat(slices.Repeat(usual, 12), slices.Repeat([]string{"null"}, 4))
	if rapid.IntRange(0, 40).Draw(t, "odd") == 0 {
		choices = []string{"text", "number", "bool", "bytes"}
	}
	return kinds[rapid.SampledFrom(choices).Draw(t, "kind")]()
}

// Secrets, the rows that are read most, are the same by the hand-written statements and
// by a query on both databases, whatever is in them.
func Test_a_secret_read_with_a_token_is_the_one_that_a_query_reads(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		scope := modelstest.Loginable(t, db, 0)
		in := store.Scope{OrgID: scope.OrgID, ProjectID: "p"}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return errors.Join(
				store.Create(tx, scope, modelstest.AccessToken(scope, "t"), modelstest.AccessToken(scope, "t2")),
				store.Create(tx, scope, &models.Project{ID: "p", OrgID: scope.OrgID, Slug: "p"}),
				store.Create(tx, in, &models.Environment{ID: "e1", OrgID: scope.OrgID, ProjectID: "p", Slug: "dev"}),
				store.Create(tx, in, &models.Folder{ID: "f1", OrgID: scope.OrgID, ProjectID: "p", EnvironmentID: "e1", Path: "/"}),
				store.Create(tx, in, &models.Tag{ID: "g1", OrgID: scope.OrgID, ProjectID: "p", Slug: "one"}, &models.Tag{ID: "g2", OrgID: scope.OrgID, ProjectID: "p", Slug: "two"}),
			)
		})
		note, days := "ä \"quoted\"\u2028", int64(3)
		for i, fields := range []models.SecretFields{
			{},
			{Value: []byte{}, Metadata: []models.MetadataEntry{}, ClientKey: &models.SealedText{}},
			{Value: []byte{0, 1, 255}, Comment: []byte("c"), Metadata: []models.MetadataEntry{{Key: "k", Value: "<\u2029>"}}, ReminderNote: &note, ReminderRepeatDays: &days},
			{ClientValue: &models.SealedText{Ciphertext: "c", IV: "i", Tag: "t"}, SkipMultilineEncoding: true, ActorType: "user", ActorID: "u"},
			{Type: models.SecretPersonal, UserID: "i"},
			{Type: models.SecretPersonal, UserID: "another"},
		} {
			if fields.Type == "" {
				fields.Type = models.SecretShared
			}
			fields.Key, fields.Version = fmt.Sprint("K", 9-i%4), int64(i+1)
			row := &models.Secret{ID: fmt.Sprint("s", i), OrgID: scope.OrgID, ProjectID: "p", EnvironmentID: "e1", FolderID: "f1", SecretFields: fields, CreatedAt: modelstest.Now, UpdatedAt: modelstest.Now}
			modelstest.Write(t, db, func(tx *store.Tx) error { return store.Create(tx, in, row) })
		}
		modelstest.Write(t, db, func(tx *store.Tx) error {
			return store.Create(tx, in, &models.SecretTag{OrgID: scope.OrgID, ProjectID: "p", SecretID: "s1", TagID: "g2"}, &models.SecretTag{OrgID: scope.OrgID, ProjectID: "p", SecretID: "s1", TagID: "g1"})
		})
		var asked []*models.Secret
		var token *models.AccessToken
		err := db.Snapshot(t.Context(), func(tx *store.Tx) (err error) {
			if asked, err = models.SecretsIn(tx, in, []string{"f1"}, "i"); err == nil {
				token, err = store.First[models.AccessToken](tx, scope, "id = ?", "t")
			}
			return err
		})
		if err != nil || len(asked) != 5 {
			t.Fatalf("%d secrets, %v", len(asked), err)
		}
		read := func(q models.TokenQuery) (read *models.TokenRead) {
			t.Helper()
			q.OrgID, q.ID, q.IdentityID = scope.OrgID, "t", "i"
			err := db.ReadSingle(t.Context(), func(tx *store.Tx) (err error) {
				if read, err = models.ReadToken(tx, q); err != nil {
					return err
				}
				_, again := models.ReadToken(tx, q)
				_, other := store.First[models.Folder](tx, in, "id = ?", "f1")
				if !errors.Is(again, store.ErrSecondStatement) || !errors.Is(other, store.ErrSecondStatement) {
					t.Errorf("a second statement: %v, %v", again, other)
				}
				return nil
			})
			if err != nil || read.Token == nil || !reflect.DeepEqual(read.Token.AccessToken, *token) || !read.Token.SecretRevoked {
				t.Fatalf("%+v, %v", read, err)
			}
			return read
		}
		list := read(models.TokenQuery{ProjectID: "p", Secrets: &models.SecretQuery{Environment: "dev", Path: "/", UserID: "i"}})
		if list.Revisions.Installation != "" && list.Revisions.Organization == "" || list.Revisions.Project == "" || len(list.Secrets) != len(asked) {
			t.Fatalf("%+v", list)
		}
		for i, row := range list.Secrets {
			if slices.Sort(row.TagIDs); !reflect.DeepEqual(&row.Secret, asked[i]) || row.ID == "s1" && !slices.Equal(row.TagIDs, []string{"g1", "g2"}) {
				t.Errorf("with a token %+v\nby a query   %+v", row, asked[i])
			}
		}
		if one := read(models.TokenQuery{ProjectID: "p", Secrets: &models.SecretQuery{Environment: "dev", Path: "/", Name: "K9", UserID: "i"}}); len(one.Secrets) != 2 {
			t.Errorf("%d secrets have the name of a shared and a personal one", len(one.Secrets))
		}
		if none := read(models.TokenQuery{}); none.Revisions.Project != "" || none.Secrets != nil {
			t.Errorf("without a project: %+v", none)
		}
	})
}
