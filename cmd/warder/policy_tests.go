package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
)

func newPolicyTest() *cobra.Command {
	var options proof.TestOptions
	var verbose bool
	command := &cobra.Command{
		Use:   "test DIR",
		Short: "Run the tests of a policy",
		Long: `Run the tests of a policy with OPA's own tester, under the limits of the engine.
A test that fails is shown with the line that was not true and what its
variables held.

A test fails by an error of a built-in function, as a decision of the server
does, and if it tried nothing: "every" or "some" over a table that is undefined or
empty. A reason code that no test produces is reported.`,
		Args: oneDir,
		RunE: func(command *cobra.Command, args []string) error {
			tree, err := proof.Open(args[0])
			if err != nil {
				return err
			}
			report, findings := tree.Test(command.Context(), options)
			if report == nil {
				return conclude(command.OutOrStdout(), findings)
			}
			return showTests(command.OutOrStdout(), report, verbose)
		},
	}
	command.Flags().StringVar(&options.Run, "run", "", "only tests whose full name matches the regular `expression`")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "list the tests that pass, too")
	return sandboxed(command, provingTime, nil)
}

func showTests(out io.Writer, report *proof.Report, verbose bool) error {
	passed := 0
	for _, c := range report.Cases {
		switch {
		case c.Failed():
			continue
		case c.Skipped:
			fmt.Fprintf(out, "%s:%d: %s.%s: skipped\n", c.File, c.Row, c.Package, c.Name)
			continue
		case verbose:
			fmt.Fprintf(out, "%s:%d: %s.%s: passed (%v)\n", c.File, c.Row, c.Package, c.Name, c.Duration)
		}
		passed++
	}
	err := conclude(out, report.Findings())
	fmt.Fprintf(out, "%s passed, %d failed\n", counted(passed, "test"), len(report.Failures()))
	return err
}
