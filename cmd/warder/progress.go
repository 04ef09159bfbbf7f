package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far a search is.
type bar struct{ *progressbar.ProgressBar }

// progress is a bar that counts, on a terminal and nowhere if it is to be quiet.
func progress(out io.Writer, quiet bool, doing, unit string) bar {
	if quiet {
		out = io.Discard
	}
	return bar{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(doing),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

func (b bar) show(done, total int) {
	b.ChangeMax(total)
	_ = b.Set(done)
}
