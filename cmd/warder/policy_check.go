package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

func newPolicyCheck() *cobra.Command {
	return sandboxed(&cobra.Command{
		Use:   "check DIR",
		Short: "Check types, completeness and reason codes of a policy",
		Long: `Check a policy without evaluating it, and report all problems at once:

- the strict check of "opa check --strict -s", against this version's schema of
  the input, with the built-in functions that a server allows;
- rules that do not work as written: a comparison with a word that the input never
  holds, a negated call or "not ... in ..." over an input that may be missing,
  a message that may be undefined, a name close to deny or grant, a rule that
  looks at secretName without saying what holds where there is none;
- reasons for which a server would refuse to activate it: a required package that is missing, a
  rule in a place that belongs to the server, a limit that is broken;
- reason codes: every denial has METADATA with title, description, and custom
  code, status and remediation, gives that code, and is expected by a test.`,
		Args: oneDir,
		RunE: func(command *cobra.Command, args []string) error {
			tree, options, err := open(args)
			if err != nil {
				return err
			}
			findings := append(tree.Check(command.Context(), options), slices.Concat(tree.Lint(), tree.CheckCodes())...)
			if err := conclude(command.OutOrStdout(), findings); err != nil {
				return err
			}
			fmt.Fprintln(command.OutOrStdout(), "nothing is wrong with", args[0])
			return nil
		},
	}, time.Minute, nil)
}
