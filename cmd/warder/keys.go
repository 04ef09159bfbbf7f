package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models/seal"
)

func newKeys() *cobra.Command {
	command := &cobra.Command{
		Use:   "keys",
		Short: "List and rotate the keys of the installation and of projects, on the database itself",
		Long: `The root key seals a keyring in the database, with keys for three purposes:

  pepper     hashes of credentials
  signing    access tokens, and the seals of the decision log
  wrapping   the data keys of projects, and tokens of Kubernetes reviewers

Such a key is rotated in two steps, and every server is restarted after each of them:
introduce makes the key known to all servers, promote makes them use it. Data of older
keys stays valid, and retire deletes unused keys.

The data key of a project seals its secrets. rotate exchanges it without a restart, and
seals them again.

Every change is recorded in the decision log.`,
		Args: known,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(
		newListKeys(),
		adminCommand("introduce PURPOSE", "Add a key without using it yet", introduceHelp, cobra.ExactArgs(1), introduceKey),
		adminCommand("promote PURPOSE KEY", "Use an introduced key from the next start on", promoteHelp, cobra.ExactArgs(2), promoteKey),
		adminCommand("rewrap", "Re-seal data of former keys with the keys in use", rewrapHelp, nothing, rewrapKeys),
		newRetireKeys(),
		newRotateKeys(),
		newWrappedRootKey(),
		newChangeRoot(),
	)
	return command
}

const (
	introduceHelp = `Add a key to the keyring. Servers know it from their next start on, and go on with
the present one: start all of them anew, then promote it.`
	promoteHelp = `Make an introduced key the one in use. Every server has to know it already: one that
does not would refuse the tokens and the data keys that others make with it. Servers
use it from their next start on.`
	rewrapHelp = `Re-seal, with the promoted keys, data that former keys sealed: the data keys of projects,
the tokens of Kubernetes reviewers, and the records of the decision log. Servers may run
meanwhile, if they know those keys. A run that was interrupted is continued by the next
one. Values of secrets are not changed: see warder keys rotate.`
	listKeysHelp = `List the keys of each purpose and the data keys of projects: which one is in use, and how
many rows each one seals. A former data key is one of a rotation that is not finished; one
that is not there is named by rows that do not open.`
)

func newListKeys() *cobra.Command {
	project := ""
	command := adminCommand("list", "List the keys, and the number of rows that each one seals", listKeysHelp, nothing,
		func(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
			if project == "" {
				if err := listKeys(ctx, admin, out); err != nil {
					return err
				}
			}
			return listDataKeys(ctx, admin, project, out)
		})
	command.Flags().StringVar(&project, "project", "", "list the data key of one project alone, by its `id` or slug")
	return command
}

// purposeOf parses the purpose of a key that can be rotated.
func purposeOf(text string) (seal.Purpose, error) {
	if purpose := seal.Purpose(text); purpose.Valid() {
		return purpose, nil
	}
	return "", fmt.Errorf("%q: want pepper, signing or wrapping (%w)", text, errUsage)
}

func listKeys(ctx context.Context, admin *service.Admin, out io.Writer) error {
	keys, root, err := admin.Keys(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "root      %s\n", root)
	for _, key := range keys {
		notes := ""
		if key.Primary {
			notes = "  in use"
		}
		if key.Purpose == seal.Wrapping {
			notes += fmt.Sprintf("  seals %d", key.Sealed)
		}
		fmt.Fprintf(out, "%-9s %s%s\n", key.Purpose, key.ID, notes)
	}
	return nil
}

func introduceKey(ctx context.Context, admin *service.Admin, _ *service.Config, args []string, out io.Writer) error {
	purpose, err := purposeOf(args[0])
	if err != nil {
		return err
	}
	id, err := admin.IntroduceKey(ctx, purpose)
	if err == nil {
		fmt.Fprintf(out, "%s\nrestart every server, then run: warder keys promote %s %s\n", id, purpose, id)
	}
	return err
}

func promoteKey(ctx context.Context, admin *service.Admin, _ *service.Config, args []string, out io.Writer) error {
	purpose, err := purposeOf(args[0])
	if err != nil {
		return err
	}
	if err = admin.PromoteKey(ctx, purpose, args[1]); err != nil {
		return err
	}
	next := "restart every server"
	if purpose != seal.Pepper {
		next += ", then run: warder keys rewrap"
	}
	fmt.Fprintln(out, next)
	return nil
}

func rewrapKeys(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
	count, err := admin.Rewrap(ctx)
	fmt.Fprintf(out, "%d sealed again\n", count)
	return err
}
