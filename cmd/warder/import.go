package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"warder/cmd/transfer"
)

// importCommand has the options of import.
type importCommand struct {
	to, from             caller
	project, fromProject string
	place                transfer.Place
	fromEnvironments     []string
	format               string
	dryRun, keepExisting bool
}

func newImport() *cobra.Command {
	i := importCommand{to: caller{names: ours}, from: caller{prefix: "from-", names: theirs}}
	command := &cobra.Command{
		Use:   "import [FILE]",
		Short: "Bring secrets into a running server, from a file or from a running Infisical",
		Long: `Bring secrets into a project of a running server: those of a dotenv, JSON or
YAML file (- reads standard input), or, with --from-server, those of a project of a
running Infisical, with its environments, folders, comments, tags and metadata.

It compares before it changes anything. Running it again changes nothing and
says so; after an interruption, running it again goes on where it stopped.
Values are never printed. Credentials come from the environment or from files.

  export WARDER_SERVER=http://127.0.0.1:8080 WARDER_TOKEN
  warder import .env --project my-project --environment dev
  warder import secrets.json --project my-project --environment prod --path /db --dry-run
  warder import --project my-project --from-server https://infisical.example.com --from-project PROJECT_ID

A file names its secrets and values as an object, or as a list of objects with
key, value and, if there are any, path, comment, tags and metadata.

Exit codes: 0 everything is there, 1 something is not, 2 wrong command line.`,
		Args: atMostOneFile,
		RunE: func(command *cobra.Command, args []string) error {
			return i.run(command.Context(), args, command.InOrStdin(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	flags := command.Flags()
	i.to.flags(flags)
	flags.StringVar(&i.project, "project", "", "project to import into, by `id` or slug")
	flags.StringVar(&i.place.Environment, "environment", "", "environment to import a file into, by `slug`")
	flags.StringVar(&i.place.Path, "path", "/", "`folder` to import a file into")
	flags.StringVar(&i.format, "format", "", "`format` of the file: dotenv, json or yaml (by its name)")
	i.from.flags(flags)
	flags.StringVar(&i.fromProject, "from-project", "", "project to import from, by `id` or slug")
	flags.StringSliceVar(&i.fromEnvironments, "from-environment", nil, "environments to import from, by `slug` (all)")
	flags.BoolVar(&i.dryRun, "dry-run", false, "compare and report, without changes")
	flags.BoolVar(&i.keepExisting, "keep-existing", false, "leave existing secrets unchanged")
	return command
}

func atMostOneFile(command *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one file, got %q (%w)", command.CommandPath(), args[1], errUsage)
	}
	return nil
}

func (i *importCommand) run(ctx context.Context, args []string, in io.Reader, out, progress io.Writer) error {
	if err := i.check(args); err != nil {
		return err
	}
	folders, err := i.source(ctx, args, in)
	if err != nil {
		return err
	}
	api, err := i.to.api()
	if err != nil {
		return err
	}
	project, err := transfer.OpenProject(ctx, api, i.project)
	if err != nil {
		return err
	}
	summary, err := transfer.Import{To: project, DryRun: i.dryRun, KeepExisting: i.keepExisting, Progress: progress}.Run(ctx, folders)
	i.conclude(out, summary)
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted; run it again to go on: %w", err)
	}
	return err
}

func (i *importCommand) check(args []string) error {
	fromServer := i.from.server != "" || i.fromProject != ""
	switch {
	case i.project == "":
		return fmt.Errorf("--project says which project to import into (%w)", errUsage)
	case len(args) == 0 && !fromServer:
		return fmt.Errorf("name a file, or a server with --from-server and --from-project (%w)", errUsage)
	case len(args) == 1 && fromServer:
		return fmt.Errorf("import from a file or from a server, not both (%w)", errUsage)
	case fromServer && i.fromProject == "":
		return fmt.Errorf("--from-project says which project to import (%w)", errUsage)
	case len(args) == 1 && i.place.Environment == "":
		return fmt.Errorf("--environment says where to import the file (%w)", errUsage)
	case i.format != "" && !slices.Contains(transfer.Formats, transfer.Format(i.format)):
		return fmt.Errorf("--format: there is no %s, but %v (%w)", i.format, transfer.Formats, errUsage)
	}
	return nil
}

// source yields the folders to import.
func (i *importCommand) source(ctx context.Context, args []string, in io.Reader) (iter.Seq2[transfer.Folder, error], error) {
	if len(args) == 0 {
		api, err := i.from.api()
		if err != nil {
			return nil, err
		}
		project, err := transfer.OpenProject(ctx, api, i.fromProject)
		if err != nil {
			return nil, err
		}
		return project.Walk(ctx, i.fromEnvironments...), nil
	}
	text, err := readFile(args[0], in)
	if err != nil {
		return nil, err
	}
	format := transfer.Format(i.format)
	if format == "" {
		format = transfer.FormatOf(args[0])
	}
	items, err := transfer.Parse(format, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", args[0], err)
	}
	return transfer.Under(i.place, items), nil
}

// mostImported is the read limit of a file in bytes; some files, such as devices, have no end.
const mostImported = 64 << 20

func readFile(name string, in io.Reader) ([]byte, error) {
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // only read
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, mostImported+1))
	if err == nil && len(text) > mostImported {
		err = fmt.Errorf("%s is larger than 64 MiB, which is as much as one import reads; split it", name)
	}
	return text, err
}

// conclude prints the result of the import.
func (i *importCommand) conclude(out io.Writer, summary transfer.Summary) {
	switch {
	case i.dryRun && summary.Changed():
		fmt.Fprint(out, "dry run, nothing was changed; it would be: ")
	case !summary.Changed() && summary.Failed == 0:
		fmt.Fprint(out, "nothing to change: ")
	}
	fmt.Fprintf(out, "%s; made %d environments, %d folders, %d tags\n", &summary, summary.Environments, summary.Folders, summary.Tags)
}
