package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
)

func newPolicyFmt() *cobra.Command {
	var check bool
	command := &cobra.Command{
		Use:   "fmt DIR",
		Short: "Format the modules of a policy as `opa fmt` does",
		Long: `Format the modules of a policy as "opa fmt" does, in place, and list those that
changed. With --check nothing is written, and a module that would change is a
failure.`,
		Args: oneDir,
		RunE: func(command *cobra.Command, args []string) error {
			tree, err := proof.Open(args[0])
			if err != nil {
				return err
			}
			if check {
				return conclude(command.OutOrStdout(), tree.CheckFormat())
			}
			return format(tree, command.OutOrStdout())
		},
	}
	command.Flags().BoolVar(&check, "check", false, "write nothing; fail if a file would change")
	return command
}

// format formats the files that parse, and then reports the others.
func format(tree *proof.Tree, out io.Writer) error {
	unformatted, findings := tree.Format()
	for _, module := range unformatted {
		if err := tree.Write(module); err != nil {
			return err
		}
		fmt.Fprintln(out, tree.Path(module.Path))
	}
	return conclude(out, findings)
}
