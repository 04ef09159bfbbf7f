package models_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gorm.io/gorm/schema"
	"pgregory.net/rapid"

	"warder/models"
)

// Rows that are read ahead are put together without GORM. They are what it
// would make of the same values, of every table, whatever a driver reads.
func Test_a_row_is_filled_as_GORM_fills_it(t *testing.T) {
	met := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		like := rapid.SampledFrom(models.Tables()).Draw(t, "table")
		values := map[string]any{}
		columns := models.Columns(like)
		for _, name := range sortedKeys(columns) {
			values[name] = valueFor(t, name, columns[name])
		}
		ahead, again, byGORM, err, gormErr := models.Filled(like, values)
		if (err == nil) != (gormErr == nil) {
			t.Fatalf("%T of %v: %v, GORM says %v", like, values, err, gormErr)
		}
		if err != nil {
			met["refused"]++
			return
		}
		met[fmt.Sprintf("%T", like)]++
		if !reflect.DeepEqual(ahead, byGORM) || !reflect.DeepEqual(again, byGORM) {
			t.Fatalf("%T of %v:\nread ahead %+v\nand again  %+v\nby GORM    %+v", like, values, ahead, again, byGORM)
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

// Secrets, the rows that are read most, are the same read ahead and by a query
// on both databases, whatever is in them.
func Test_a_secret_read_ahead_is_the_one_that_a_query_reads(t *testing.T) {
	each(t, func(t *testing.T, store *models.Store) {
		foresighted(t, store)
		note, days := "ä \"quoted\"\u2028", int64(3)
		for i, fields := range []models.SecretFields{
			{},
			{Value: []byte{}, Metadata: []models.MetadataEntry{}, ClientKey: &models.SealedText{}},
			{Value: []byte{0, 1, 255}, Comment: []byte("c"), Metadata: []models.MetadataEntry{{Key: "k", Value: "<\u2029>"}}, ReminderNote: &note, ReminderRepeatDays: &days},
			{ClientValue: &models.SealedText{Ciphertext: "c", IV: "i", Tag: "t"}, SkipMultilineEncoding: true, ActorType: "user", ActorID: "u"},
		} {
			fields.Key, fields.Type, fields.Version = fmt.Sprint("K", 9-i), models.SecretShared, int64(i+1)
			row := &models.Secret{ID: fmt.Sprint("s", i), OrgID: "o", ProjectID: "p", EnvironmentID: "e1", FolderID: "f1", SecretFields: fields, CreatedAt: now, UpdatedAt: now}
			write(t, store, func(tx *models.Tx) error { return models.Create(tx, inProject, row) })
		}
		var asked, ahead []models.Secret
		read := func(into *[]models.Secret) func(*models.Tx) error {
			return func(tx *models.Tx) (err error) {
				*into, err = models.Find[models.Secret](tx.OrderBy("key"), inProject, "folder_id = ?", "f1")
				return err
			}
		}
		f := &models.Prefetch{}
		models.PrefetchFind[models.Secret](f, "key", models.ScopeRef{Org: "o", Project: "p"}, "folder_id = ?", "f1")
		if err := store.Snapshot(t.Context(), read(&asked)); err != nil {
			t.Fatal(err)
		}
		if err := store.Prefetch(t.Context(), f, read(&ahead)); err != nil {
			t.Fatal(err)
		}
		if len(asked) != 4 || !reflect.DeepEqual(asked, ahead) {
			t.Errorf("read ahead %+v\nby a query %+v", ahead, asked)
		}
	})
}
