package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"warder/policies"
)

func newPolicyNew() *cobra.Command {
	return &cobra.Command{
		Use:   "new DIR",
		Short: "Make a folder of your own out of the embedded policy",
		Long: `Make a folder of your own out of the policy in this binary: rules with their
tests, built-in roles, and the schema of the input. The folder must not exist,
or be empty. Change it, and serve it with: warder serve --policy DIR`,
		Args: oneDir,
		RunE: func(command *cobra.Command, args []string) error {
			if err := copyPolicy(args[0]); err != nil {
				return err
			}
			fmt.Fprintf(command.OutOrStdout(), "%s holds the embedded policy; prove it with: warder policy ci %s\n", args[0], args[0])
			return nil
		},
	}
}

func copyPolicy(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty, and nothing in it is replaced", dir)
	}
	return os.CopyFS(dir, policies.FS)
}
