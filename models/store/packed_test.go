package store_test

import (
	"database/sql"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
)

// column takes what a driver reads.
type column struct{ value any }

func (c *column) Scan(value any) error {
	c.value = value
	return nil
}

func columns(count int) (into []any, values func() []any) {
	all := make([]column, count)
	for i := range all {
		into = append(into, &all[i])
	}
	return into, func() (values []any) {
		for i := range all {
			values = append(values, all[i].value)
		}
		return values
	}
}

// What is unpacked is what SQLite's driver reads column by column.
func Test_packed_columns_hold_what_columns_hold(t *testing.T) {
	db := modelstest.Open(t, database.SQLite(t))
	value := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Map(rapid.String(), func(text string) any { return text }),
		rapid.Map(rapid.SampledFrom([]string{"", "null", `"`, `\`, `\"],`, "a\x00b", "\x1f\n\r\t\b\f/", "ä\u2028\xff", "],[", "\u0085\x7f"}), func(text string) any { return text }),
	)
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(value, 1, 20).Draw(t, "values")
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")
		text := store.PerDialect(func(string) string { return "SELECT " + store.Packed(marks) + ", " + marks })
		packed := ""
		single, want := columns(len(args))
		into, got := columns(len(args))
		err := db.ReadSingle(t.Context(), func(tx *store.Tx) error {
			return tx.Query(text, append(args, args...), func(rows *sql.Rows) error {
				rows.Next()
				return rows.Scan(append([]any{&packed}, single...)...)
			})
		})
		if err == nil {
			err = store.Unpack(packed, into)
		}
		if err != nil || !reflect.DeepEqual(got(), want()) {
			t.Fatalf("%q: %v, unpacked %#v, columns %#v", packed, err, got(), want())
		}
	})
}

func Test_what_is_not_packed_is_refused(t *testing.T) {
	for _, text := range []string{
		"", "[", "]", "1,2", "[1]", "[1,2", "[1,2,3]", "[1,2]x", "[1 2]", "[1,]", `[1,"a]`, `[1,"a\"]`, `[1,"a\`, `[1,"\x"]`, `[1,"\u0"]`, `[1,"\u00`, `[1,"\u00zz"]`, `[1,"\u00ff"]`,
		`[1,"\u2028"]`, "[1,1.5]", "[1,true]", "[1,[]]", "[1,99999999999999999999]",
	} {
		into, _ := columns(2)
		if err := store.Unpack(text, into); err == nil {
			t.Errorf("%q is read", text)
		} else if len(text) > 3 && strings.Contains(err.Error(), text) {
			t.Errorf("an error says what columns hold: %v", err)
		}
	}
	if err := store.Unpack("[1]", []any{1}); err == nil {
		t.Error("a column is read into a number")
	}
}
