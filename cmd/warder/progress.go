package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar is a progress bar of a search.
type bar struct{ *progressbar.ProgressBar }

// progress is a bar with a total, -1 if unknown. It is drawn on a terminal only: a file would
// store every frame.
func progress(out io.Writer, quiet bool, total int64, doing, unit string) bar {
	return bar{progressbar.NewOptions64(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(doing),
		progressbar.OptionSetVisibility(!quiet && isTerminal(out)),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

func isTerminal(out io.Writer) bool {
	file, isFile := out.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd())) //nolint:gosec // a descriptor is small
}

// showPart is show for one part of a search with its own total.
func (b bar) showPart(of string, done, total int) {
	b.Describe(of)
	b.show(done, total)
}

func (b bar) show(done, total int) {
	b.ChangeMax(total)
	_ = b.Set(done)
}
