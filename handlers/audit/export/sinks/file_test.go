package sinks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/handlers/audit/export"
	"warder/models"
)

// batchOf is a batch of records with these texts.
func batchOf(texts ...string) export.Batch {
	batch := export.Batch{To: int64(len(texts))}
	for i, text := range texts {
		batch.Records = append(batch.Records, export.ExportedRecord{Place: int64(i), DecisionRecord: models.DecisionRecord{ID: fmt.Sprint(i), Record: text}})
	}
	return batch
}

// opened is the sink of a file in a folder of its own.
func opened(t *testing.T, options string) (*file, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "decisions.jsonl")
	return reopened(t, path, options), path
}

func reopened(t *testing.T, path, options string) *file {
	t.Helper()
	target, err := Parse("file://" + path + options)
	if err != nil {
		t.Fatal(err)
	}
	sink, err := target.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sink.Close() })
	return sink.(*file) //nolint:forcetypeassert // it is one
}

// write writes lines that have to be taken.
func write(t *testing.T, f *file, texts ...string) {
	t.Helper()
	if err := f.Write(t.Context(), batchOf(texts...)); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("%s: %q, want %q (%v)", filepath.Base(path), text, want, err)
	}
}

func Test_a_file_has_a_line_for_each_record_and_only_its_owner_reads_it(t *testing.T) {
	f, path := opened(t, "")
	write(t, f, "{1}", "{2}")
	write(t, f, "{3}")
	holds(t, path, "{1}\n{2}\n{3}\n")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func Test_a_full_file_is_kept_under_a_number_and_the_oldest_goes(t *testing.T) {
	f, path := opened(t, "?max-size=1KiB&keep=2")
	line := func(i int) string { return "{" + fmt.Sprint(i) + strings.Repeat("x", 600) }
	for i := range 4 {
		write(t, f, line(i))
	}
	holds(t, path, line(3)+"\n")
	holds(t, path+".1", line(2)+"\n")
	holds(t, path+".2", line(1)+"\n")
	if left, err := filepath.Glob(path + "*"); err != nil || len(left) != 3 {
		t.Errorf("%v %v", left, err)
	}
}

func Test_a_file_that_was_moved_away_is_begun_anew(t *testing.T) {
	f, path := opened(t, "")
	write(t, f, "{1}")
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Fatal(err)
	}
	write(t, f, "{2}")
	holds(t, path, "{2}\n")
	holds(t, path+".moved", "{1}\n")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, f, "{3}")
	holds(t, path, "{3}\n")
}

// The batch of the line is written again.
func Test_a_line_that_a_crash_left_unfinished_is_cut_off(t *testing.T) {
	for _, c := range []struct{ left, want string }{
		{"{1}\n{2", "{1}\n"},
		{"{1", ""},
		{"", ""},
		{"{1}\n", "{1}\n"},
		{"{1}\n" + strings.Repeat("x", 200_000), "{1}\n"},
		{"{" + strings.Repeat("y", 100_000) + "\n" + strings.Repeat("x", 70_000), "{" + strings.Repeat("y", 100_000) + "\n"},
	} {
		path := filepath.Join(t.TempDir(), "decisions.jsonl")
		if err := os.WriteFile(path, []byte(c.left), 0o600); err != nil {
			t.Fatal(err)
		}
		write(t, reopened(t, path, ""), "{3}")
		holds(t, path, c.want+"{3}\n")
	}
}

func Test_a_file_of_another_kind_is_left_alone(t *testing.T) {
	for _, content := range []string{"SQLite format 3\x00\n", "0123abcd\n", "\n{}"} {
		path := filepath.Join(t.TempDir(), "warder.db")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		target, err := Parse("file://" + path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "is not a JSON Lines file") {
			t.Errorf("%q: %v", content, err)
		}
		holds(t, path, content)
	}
}

func Test_a_folder_that_is_missing_is_told_at_the_start(t *testing.T) {
	target, err := Parse("file:///nowhere/at/all/decisions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "/nowhere/at/all") {
		t.Errorf("%v", err)
	}
}
