package main

import (
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"warder/cmd/version"
)

// newMan is for packagers; users have --help.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages of every command into a directory",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE: func(command *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil { //nolint:gosec // manuals are for every user
				return err
			}
			return writeManual(newRoot(), version.Read(), args[0])
		},
	}
}

// writeManual writes one page per command. The output is reproducible.
func writeManual(root *cobra.Command, build version.Build, dir string) error {
	date, err := time.Parse(time.RFC3339, build.Date)
	if err != nil {
		date = time.Unix(0, 0).UTC() // built outside of a repository
	}
	root.DisableAutoGenTag = true
	root.InitDefaultCompletionCmd()
	asMarkdown(root)
	header := &doc.GenManHeader{Section: "1", Source: "Warder " + build.Version, Manual: "Warder", Date: &date}
	if err := doc.GenManTree(root, header, dir); err != nil {
		return fmt.Errorf("manual pages: %w", err)
	}
	return nil
}

// listing matches an indented line of a help text. Markdown needs four spaces for a code
// block, and would join the lines otherwise.
var listing = regexp.MustCompile(`(?m)^ {2,3}(\S)`)

func asMarkdown(command *cobra.Command) {
	command.Long = listing.ReplaceAllString(command.Long, "    $1")
	for _, below := range command.Commands() {
		asMarkdown(below)
	}
}
