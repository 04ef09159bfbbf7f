package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

const (
	changeRootHelp = `Seal the keyring by another root key, for example because the old one was seen by
others. Make one with: openssl rand -hex 32 > new.key && chmod 600 new.key

With --new-root-key-kms the file is made: it holds a new root key as the KMS wrapped it,
which says nothing without the KMS. Where the file is there already, from an earlier run,
its key is taken. Without --new-root-key-kms a key that a KMS wrapped is replaced by the
plain one of the file.

Servers that run go on until their next start, and then need the new root key. Backups
need the root key of their time. Rotate the other keys too if others may have read the
database.`
	wrappedRootHelp = `Print a new root key as the KMS of --root-key-kms wrapped it, for WARDER_ROOT_KEY of a new
installation without a folder to write to. The key itself is shown nowhere.`
)

// nextRoot has the flags of warder keys change-root.
type nextRoot struct{ file, kms, endpoint string }

func newChangeRoot() *cobra.Command {
	var next nextRoot
	command := adminCommand("change-root", "Seal the keyring by another root key", changeRootHelp, nothing, next.change)
	command.Flags().StringVar(&next.file, "new-root-key-file", "", "`file` of mode 0600 with the new root key")
	command.Flags().StringVar(&next.kms, "new-root-key-kms", "", "`key` of a KMS that wraps the new root key, as root-key-kms names one")
	command.Flags().StringVar(&next.endpoint, "new-root-key-kms-endpoint", "", "`url` of that KMS in the place of its own")
	return command
}

func (n *nextRoot) change(ctx context.Context, admin *service.Admin, config *service.Config, _ []string, out io.Writer) error {
	if n.file == "" {
		return errors.New("--new-root-key-file: name the file with the new root key")
	}
	root, err := service.NextRootKey(ctx, config, n.file, n.kms, n.endpoint)
	if err != nil {
		return err
	}
	if err := admin.ChangeRoot(ctx, root); err != nil {
		return err
	}
	with := "--root-key-file or WARDER_ROOT_KEY"
	if n.kms != "" {
		with += ", and --root-key-kms"
	} else if config.RootKeyKMS != "" {
		with += ", and no longer --root-key-kms"
	}
	fmt.Fprintf(out, "sealed by %s; start servers with it from now on (%s), and keep a copy away from the database\n", root.ID(), with)
	return nil
}

func newWrappedRootKey() *cobra.Command {
	command := &cobra.Command{
		Use: "new-root", Short: "Print a new root key, wrapped by the KMS", Long: wrappedRootHelp, Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			if config.RootKeyKMS == "" {
				return fmt.Errorf("--root-key-kms: name the key of the KMS (%w)", errUsage)
			}
			text, err := service.WrapNewRootKey(command.Context(), &config)
			if err == nil {
				fmt.Fprintln(command.OutOrStdout(), text)
			}
			return err
		},
	}
	service.RootKeyFlags(command.Flags())
	return command
}
