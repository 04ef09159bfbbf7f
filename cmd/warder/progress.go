package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how far a search is.
type bar struct{ *progressbar.ProgressBar }

// progress is a bar that counts to a total, -1 for one that is not known yet. It
// is shown on a terminal, and nowhere else: a file would keep every frame.
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

// showPart is show for a search of several parts, each with a total of its own.
func (b bar) showPart(of string, done, total int) {
	b.Describe(of)
	b.show(done, total)
}

func (b bar) show(done, total int) {
	b.ChangeMax(total)
	_ = b.Set(done)
}
