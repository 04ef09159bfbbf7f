package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"warder/cmd/transfer"
)

// exportCommand has the options of export.
type exportCommand struct {
	from              caller
	project           string
	place             transfer.Place
	format, output    string
	recursive, expand bool
}

func newExport() *cobra.Command {
	e := exportCommand{from: caller{names: ours}}
	command := &cobra.Command{
		Use:   "export",
		Short: "Write secrets of a running server as dotenv, shell, JSON or YAML",
		Long: `Write the secrets of a folder of a running server, to standard output or to a
file that only its owner may read, whole or not at all. A file that says the
same already is left alone.

dotenv and shell hold names and values; shell is for ". FILE" in any POSIX
shell. A secret whose name no variable can have is left out and named. json and yaml hold comments, tags, metadata and, with --recursive,
folders too, and import reads them back.

  export WARDER_SERVER=http://127.0.0.1:8080 WARDER_TOKEN
  warder export --project my-project --environment dev --output .env
  warder export --project my-project --environment dev --recursive --format json
  warder export --project my-project --environment dev --expand --format shell --output env.sh

Exit codes: 0 done, 1 failed, 2 wrong command line.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			return e.run(command.Context(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	flags := command.Flags()
	e.from.flags(flags)
	flags.StringVar(&e.project, "project", "", "project to export, by `id` or slug")
	flags.StringVar(&e.place.Environment, "environment", "", "environment to export, by `slug`")
	flags.StringVar(&e.place.Path, "path", "/", "`folder` to export")
	flags.BoolVar(&e.recursive, "recursive", false, "export the folders below it too")
	flags.BoolVar(&e.expand, "expand", false, "replace references by their values")
	flags.StringVar(&e.format, "format", "", "`format`: dotenv, shell, json or yaml (by the name of the output, else dotenv)")
	flags.StringVar(&e.output, "output", "-", "`file` to write, mode 0600; - for standard output")
	return command
}

func (e *exportCommand) run(ctx context.Context, out, problems io.Writer) error {
	format := transfer.Format(e.format)
	if format == "" {
		format = transfer.FormatOf(e.output)
	}
	switch {
	case e.project == "" || e.place.Environment == "":
		return fmt.Errorf("--project and --environment say what to export (%w)", errUsage)
	case !slices.Contains(transfer.Formats, format):
		return fmt.Errorf("--format: there is no %s, but %v (%w)", format, transfer.Formats, errUsage)
	}
	api, err := e.from.api()
	if err != nil {
		return err
	}
	project, err := transfer.OpenProject(ctx, api, e.project)
	if err != nil {
		return err
	}
	items, err := transfer.Export{From: project, Place: e.place, Recursive: e.recursive, Expand: e.expand}.Run(ctx)
	if err != nil {
		return err
	}
	text, left, err := transfer.Write(format, items)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		fmt.Fprintf(problems, "warder: %s has no place for the names %q: left out; json and yaml have them all\n", format, left)
	}
	return e.write(out, text, len(items)-len(left))
}

func (e *exportCommand) write(out io.Writer, text []byte, count int) error {
	if e.output == "-" {
		_, err := out.Write(text)
		return err
	}
	changed, err := transfer.Save(e.output, text)
	switch {
	case err != nil:
		return err
	case changed:
		fmt.Fprintf(out, "wrote %d secrets to %s\n", count, e.output)
	default:
		fmt.Fprintf(out, "nothing to change: %s has these %d secrets already\n", e.output, count)
	}
	return nil
}
