package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"warder/models/backup"
	"warder/models/seal"
	"warder/models/store"
)

var root = seal.NewRootKey()

// written is a backup of several segments.
func written(t testing.TB, to io.Writer) error {
	t.Helper()
	const rows = 40
	m := &backup.Manifest{Tables: []backup.Table{
		{Relation: store.Relation{Name: "things", Columns: []store.RelationColumn{{Name: "id", Kind: "bigint"}, {Name: "body", Kind: "bytea"}}}, Rows: rows},
		{Relation: store.Relation{Name: "none", Columns: []store.RelationColumn{{Name: "id", Kind: "bigint"}}}},
	}}
	w, err := backup.NewWriter(to, root, &backup.Header{ID: "b", Created: time.UnixMilli(0), Warder: "v1", Schema: 25}, m)
	if err != nil {
		return err
	}
	noise := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it only must not compress
	for i := range rows {
		body := make([]byte, 5000)
		for j := range body {
			body[j] = byte(noise.Uint32())
		}
		if err := w.Row([]any{int64(i), body}); err != nil {
			return err
		}
	}
	if err := errors.Join(w.EndTable(), w.EndTable()); err != nil {
		return err
	}
	return w.Close()
}

func file(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := written(t, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// verified reads a file to its end.
func verified(content io.Reader) error {
	r, err := backup.Open(content, root)
	if err != nil {
		return err
	}
	return r.Verify(nil)
}

// refused is whether an error is one by which a file is refused for what it holds.
func refused(err error) bool {
	return slices.ContainsFunc([]error{backup.ErrDamaged, backup.ErrNotBackup, backup.ErrNewerFormat, seal.ErrWrongRootKey}, func(kind error) bool { return errors.Is(err, kind) })
}

// places are every byte of the header and of both ends, and many between.
func places(size int) []int {
	var at []int
	for i := 0; i < size; i++ {
		if i < 700 || i >= size-80 || i%1009 == 0 || i%(64<<10) < 3 {
			at = append(at, i)
		}
	}
	return at
}

func Test_a_changed_byte_anywhere_is_found(t *testing.T) {
	whole := file(t)
	if err := verified(bytes.NewReader(whole)); err != nil || len(whole) < 3*64<<10 {
		t.Fatalf("a whole file of %d bytes: %v", len(whole), err)
	}
	for _, at := range places(len(whole)) {
		changed := slices.Clone(whole)
		changed[at] ^= 0x20
		if err := verified(bytes.NewReader(changed)); !refused(err) {
			t.Fatalf("byte %d of %d was changed: %v", at, len(whole), err)
		}
	}
}

func Test_a_file_that_was_cut_or_grew_is_found(t *testing.T) {
	whole := file(t)
	for _, at := range places(len(whole)) {
		if err := verified(bytes.NewReader(whole[:at])); !refused(err) {
			t.Fatalf("cut at %d of %d: %v", at, len(whole), err)
		}
		if !strings.HasPrefix(string(whole[:at]), "warder backup 1\n") {
			continue
		}
		if err := verified(bytes.NewReader(whole[:at])); !errors.Is(err, backup.ErrDamaged) {
			t.Fatalf("cut at %d of %d: %v, want %v", at, len(whole), err, backup.ErrDamaged)
		}
	}
	for _, more := range []string{"x", string(whole[:1000]), string(whole)} {
		if err := verified(strings.NewReader(string(whole) + more)); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%d bytes more: %v", len(more), err)
		}
	}
}

func Test_segments_cannot_be_reordered_or_left_out(t *testing.T) {
	whole := file(t)
	body := bytes.IndexByte(whole[16:], '\n') + 17
	const size = 64 << 10 // of a segment, the first one with what Tink puts before it
	first, second, rest := whole[body:body+size], whole[body+size:body+2*size], whole[body+2*size:]
	for name, parts := range map[string][][]byte{
		"swapped": {whole[:body], second, first, rest}, "left out": {whole[:body], first, rest}, "twice": {whole[:body], first, second, second, rest},
	} {
		if err := verified(bytes.NewReader(slices.Concat(parts...))); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file of another installation, of a program to come, or none at all.
func Test_files_that_are_no_backup_of_ours(t *testing.T) {
	whole := file(t)
	if _, err := backup.Open(bytes.NewReader(whole), seal.NewRootKey()); !errors.Is(err, seal.ErrWrongRootKey) || !strings.Contains(err.Error(), root.ID()) {
		t.Errorf("another root key: %v", err)
	}
	for content, want := range map[string]error{
		"": backup.ErrDamaged, "PK\x03\x04 and more\n": backup.ErrNotBackup, "SQLite format 3\x00": backup.ErrNotBackup, strings.Repeat("x", 1<<20): backup.ErrNotBackup,
		strings.Replace(string(whole), "backup 1", "backup 2", 1): backup.ErrNewerFormat, "warder backup one\n{}\n": backup.ErrNotBackup,
	} {
		if err := verified(strings.NewReader(content)); !errors.Is(err, want) {
			t.Errorf("%.20q: %v, want %v", content, err, want)
		}
	}
}

// A disk that cannot be read is not taken for a damaged file.
func Test_a_failing_disk_is_told_from_damage(t *testing.T) {
	whole := file(t)
	for _, at := range []int{0, 10, 500, 70_000, len(whole) - 1} {
		broken := io.MultiReader(bytes.NewReader(whole[:at]), iotest.ErrReader(errors.New("input/output error")))
		if err := verified(broken); err == nil || refused(err) || !strings.Contains(err.Error(), "input/output error") {
			t.Errorf("the disk fails at %d: %v", at, err)
		}
	}
}

// full fails after so many bytes, as a full disk does.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return f.left, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func Test_a_full_disk_fails_the_backup_wherever_it_is_full(t *testing.T) {
	size := len(file(t))
	for _, room := range []int{0, 10, 300, 70_000, size / 2, size - 20, size - 1} {
		if err := written(t, &full{room}); !errors.Is(err, errFull) {
			t.Errorf("room for %d of %d bytes: %v", room, size, err)
		}
	}
}

// Values come back as they were written.
func Test_values_survive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.Just[any](nil), rapid.Map(rapid.Bool(), toAny[bool]), rapid.Map(rapid.Int64(), toAny[int64]),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return string(b) }), rapid.Map(rapid.SliceOf(rapid.Byte()), toAny[[]byte]))
		rows := rapid.SliceOfN(rapid.SliceOfN(value, 3, 3), 0, 20).Draw(t, "rows")
		columns := []store.RelationColumn{{Name: "a"}, {Name: "b"}, {Name: "c"}}
		var out bytes.Buffer
		w, err := backup.NewWriter(&out, root, &backup.Header{ID: "b"}, &backup.Manifest{Tables: []backup.Table{{Relation: store.Relation{Name: "t", Columns: columns}, Rows: int64(len(rows))}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			err = errors.Join(err, w.Row(row))
		}
		if err = errors.Join(err, w.EndTable(), w.Close()); err != nil {
			t.Fatal(err)
		}
		r, err := backup.Open(&out, root)
		if err != nil {
			t.Fatal(err)
		}
		var read [][]any
		err = r.Each(func(_ *backup.Table, next func() ([]any, error)) error {
			for {
				row, err := next()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				read = append(read, row)
			}
		})
		if err != nil || fmt.Sprintf("%#v", read) != fmt.Sprintf("%#v", rows) && len(rows) > 0 {
			t.Fatalf("wrote %#v\nread  %#v (%v)", rows, read, err)
		}
	})
}

func toAny[T any](v T) any { return v }

// A manifest that says another number of rows than there are is noticed by the writer.
func Test_a_backup_has_the_rows_that_it_says(t *testing.T) {
	m := &backup.Manifest{Tables: []backup.Table{{Relation: store.Relation{Name: "t", Columns: []store.RelationColumn{{Name: "a"}}}, Rows: 2}}}
	w, err := backup.NewWriter(io.Discard, root, &backup.Header{}, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]any{nil}); err != nil {
		t.Fatal(err)
	}
	if w.EndTable() == nil || w.Close() == nil || w.Row([]any{nil, nil}) == nil {
		t.Error("a table was ended early, or a row of another table taken")
	}
}
