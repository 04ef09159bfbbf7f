package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func TestMan_has_a_page_for_every_command_and_flag_that_help_shows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	if code, _, problems := try(t, "man", dir); code != exitOK {
		t.Fatal(problems)
	}
	pages := 0
	var visit func(*cobra.Command)
	visit = func(command *cobra.Command) {
		if !command.IsAvailableCommand() || command.Name() == "help" {
			return
		}
		pages++
		page := manual(t, dir, command)
		command.LocalFlags().VisitAll(func(flag *pflag.Flag) {
			if shown := strings.Contains(page, "--"+flag.Name+`\fP`); shown == flag.Hidden {
				t.Errorf("%s --%s: hidden %v, on the page %v", command.CommandPath(), flag.Name, flag.Hidden, shown)
			}
			if strings.ContainsAny(flag.Usage, "<>") {
				t.Errorf("%s --%s: the page leaves out what is in angle brackets: %s", command.CommandPath(), flag.Name, flag.Usage)
			}
		})
		for _, below := range command.Commands() {
			visit(below)
		}
	}
	root := newRoot()
	root.InitDefaultCompletionCmd()
	visit(root)
	if page := manual(t, dir, root); !strings.Contains(page, ".EX\nwarder serve --quickstart ") {
		t.Errorf("listings of a help text run together:\n%s", page)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != pages || pages < 20 {
		t.Errorf("%d files, %d commands (%v)", len(files), pages, err)
	}
}

func manual(t *testing.T, dir string, command *cobra.Command) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, strings.ReplaceAll(command.CommandPath(), " ", "-")+".1"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
