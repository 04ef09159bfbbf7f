package stand

import (
	"bytes"
	"testing"
)

func Test_progress_into_a_file_is_a_line_for_each_thing(t *testing.T) {
	var log bytes.Buffer
	p := &Progress{kind: "sqlite", log: &log}
	p.Say("furnish")
	p.Add(100)
	p.Clear()
	p.Say("fill")
	p.End()
	if got := log.String(); got != "sqlite: furnish\nsqlite: fill\n" {
		t.Errorf("%q", got)
	}
}
