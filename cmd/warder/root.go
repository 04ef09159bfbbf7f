package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"warder/cmd/service"
	"warder/cmd/version"
)

// errUsage means that the command line is invalid.
var errUsage = errors.New("see --help")

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "warder",
		Short: "Authorization for secrets and machine identities, decided by your own policy",
		Long: `Warder keeps secrets and the identities that may read them. It speaks the
Infisical REST API, and every decision is made by Rego policies that you own.

  warder serve --quickstart     try it: SQLite, and a demo to fetch a secret from
  warder serve                  the same without the demo

Every flag of serve is also a variable (WARDER_LISTEN for --listen) and a key of
the YAML file that --config or WARDER_CONFIG names; flags go before variables,
and variables before the file. DATABASE_URL is honoured. The root key comes from
a file (--root-key-file) or from WARDER_ROOT_KEY. Other commands have further
flags, such as their output file, without a variable or key.

Exit codes: 0 done, 1 failed, 2 wrong command line or configuration.`,
		Args:          known,
		SilenceErrors: true, // main prints them once
		SilenceUsage:  true,
		RunE:          func(command *cobra.Command, _ []string) error { return command.Help() },
		Version:       version.Read().Version,
	}
	root.SetVersionTemplate("warder {{.Version}}\n")
	root.SetFlagErrorFunc(flagProblem)
	root.AddCommand(
		newServe(), newQuickstart(), newHealth(), newDoctor(),
		newMigrate(), newBackup(), newRestore(), newClean(), newAdmin(), newKeys(), newAudit(),
		newPolicy(), newReview(), newBundle(),
		newImport(), newExport(),
		newVersion(), newMan(), newConfined(),
	)
	return root
}

// known refuses arguments of the root command: they are unknown commands.
func known(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	suggestion := ""
	command.SuggestionsMinimumDistance = 2 // edits; cobra sets it only where it looks by itself
	if near := command.SuggestionsFor(args[0]); len(near) > 0 {
		suggestion = "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return fmt.Errorf("unknown command %q%s (%w)", args[0], suggestion, errUsage)
}

// nothing refuses all arguments.
func nothing(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument, got %q (%w)", command.CommandPath(), args[0], errUsage)
}

// flagProblem suggests the closest known flag.
func flagProblem(command *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return fmt.Errorf("%w (%w)", err, errUsage)
	}
	var names []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	return fmt.Errorf("%w; did you mean --%s? (%w)", err, service.Nearest(unknown.GetSpecifiedName(), names), errUsage)
}
