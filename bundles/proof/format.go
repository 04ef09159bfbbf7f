package proof

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// Formatted is a module that `opa fmt` would write otherwise.
type Formatted struct {
	Path string
	Want string
	Row  int // of the first line that differs
}

// Format finds the modules that are not as `opa fmt` writes them. What does not
// parse has no format, and is a finding.
func (t *Tree) Format() ([]Formatted, []Finding) {
	var unformatted []Formatted
	var findings []Finding
	for _, path := range t.modules() {
		source := []byte(t.Files[path])
		want, err := format.SourceWithOpts(path, source, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			findings = append(findings, t.findings(StepFormat, err)...)
			continue
		}
		if !bytes.Equal(source, want) {
			unformatted = append(unformatted, Formatted{Path: path, Want: string(want), Row: firstDifference(source, want)})
		}
	}
	return unformatted, settled(findings)
}

// CheckFormat is Format as findings alone.
func (t *Tree) CheckFormat() []Finding {
	unformatted, findings := t.Format()
	for _, module := range unformatted {
		findings = append(findings, Finding{
			Step: StepFormat, File: t.Path(module.Path), Row: module.Row, Message: "not as `opa fmt` writes it; run `warder policy fmt`",
		})
	}
	return settled(findings)
}

// Write puts the formatted text in the place of the module.
func (t *Tree) Write(module Formatted) error {
	root, err := os.OpenRoot(t.Dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // only a handle
	path := filepath.FromSlash(module.Path)
	mode := fs.FileMode(0o644)
	if info, err := root.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := root.WriteFile(path, []byte(module.Want), mode); err != nil {
		return fmt.Errorf("%s: %w", t.Path(module.Path), err)
	}
	return nil
}

func firstDifference(a, b []byte) int {
	row := 1
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '\n' {
			row++
		}
	}
	return row
}
