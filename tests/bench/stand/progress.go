package stand

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows the person at a terminal what is being done. Into a file it
// writes a line for each thing, and nothing that moves.
type Progress struct {
	kind string
	bar  *progressbar.ProgressBar // nil where nobody watches
	log  io.Writer
}

// NewProgress is about one kind of database, on standard error.
func NewProgress(kind string) *Progress {
	p := &Progress{kind: kind, log: os.Stderr}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(kind),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// Say is what is done from now on.
func (p *Progress) Say(what string) {
	if p.bar == nil {
		fmt.Fprintf(p.log, "%s: %s\n", p.kind, what)
		return
	}
	p.bar.Describe(p.kind + ": " + what)
	p.Add(1)
}

// Add counts what is done.
func (p *Progress) Add(n int) {
	if p.bar != nil {
		_ = p.bar.Add(n) // it is only shown
	}
}

// Clear makes room for a line of the report.
func (p *Progress) Clear() {
	if p.bar != nil {
		_ = p.bar.Clear() // it is only shown
	}
}

// End takes it away.
func (p *Progress) End() {
	if p.bar != nil {
		_ = p.bar.Finish() // it is only shown
	}
}
