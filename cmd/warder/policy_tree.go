package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/engine"
)

// errFindings means that the policy has problems, which are already printed.
var errFindings = errors.New("the policy has problems")

// oneDir requires exactly one argument, a policy folder.
func oneDir(command *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] != "" {
		return nil
	}
	return fmt.Errorf("%s takes one argument, the folder of the policy (%w)", command.CommandPath(), errUsage)
}

// open reads the folder on the command line.
func open(args []string) (*proof.Tree, engine.Options, error) {
	options, err := service.EngineOptions(engine.DefaultTimeout)
	if err != nil {
		return nil, options, err
	}
	tree, err := proof.Open(args[0])
	return tree, options, err
}

// conclude prints the findings, and returns an error if one of them must be fixed.
func conclude(out io.Writer, findings []proof.Finding) error {
	for _, finding := range findings {
		fmt.Fprintln(out, finding)
	}
	if n := proof.Failing(findings); n > 0 {
		return fmt.Errorf("%w: %s", errFindings, counted(n, "finding"))
	}
	return nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
