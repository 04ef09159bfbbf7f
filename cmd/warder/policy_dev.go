package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
	"warder/cmd/service"
)

// lookAgain is the poll interval of the policy folder: short enough to react to a save at
// once, and each poll takes a few milliseconds.
const lookAgain = 300 * time.Millisecond

func newPolicyDev() *cobra.Command {
	var options proof.Options
	command := &cobra.Command{
		Use:   "dev DIR",
		Short: "Serve with the policy of a folder, and prove it at every save",
		Long: `Serve with the policy of a folder, and prove it at every save: format, types,
reason codes, tests and uncovered lines, as ci does. A policy that compiles is in
force from the next request on; otherwise the previous one stays in force. With
--run, only some tests are run, and coverage is not checked.

It also takes the flags of serve, and runs until it is interrupted.

The policy runs in this process, as in a server whose operator names the folder,
without the limits on time and memory of check, test and ci. Use it for your own
rules, and for rules of others only after check.`,
		Example: `  warder policy dev my-policies
  warder policy dev my-policies --run rules.secrets_test --quickstart`,
		Args: oneDir,
	}
	quickstart := false
	command.RunE = func(command *cobra.Command, args []string) error {
		config, err := configFrom(command)
		if err != nil {
			return err
		}
		tree, engineOptions, err := open(args)
		if err != nil {
			return err
		}
		config.Policy, config.PolicyUnproved, config.Sandbox, options.Engine = args[0], true, sandboxCommand(), engineOptions
		return dev(command, tree, config, options, quickstart)
	}
	service.Flags(command.Flags())
	command.Flags().StringVar(&options.Run, "run", "", "only tests whose full name matches the regular `expression`")
	command.Flags().Float64Var(&options.Threshold, "threshold", 100, "`percent` of the lines that tests must cover")
	command.Flags().BoolVar(&quickstart, "quickstart", false, "make the demo of the quickstart command once the server answers")
	return command
}

// dev runs the server and the tests concurrently; the end of either stops both.
func dev(command *cobra.Command, tree *proof.Tree, config service.Config, options proof.Options, quickstart bool) error {
	ctx, stop := context.WithCancel(command.Context())
	defer stop()
	proving := make(chan struct{})
	go func() {
		defer close(proving)
		proveSaves(ctx, tree, options, command.OutOrStdout())
	}()
	err := serve(ctx, config, quickstart, command.OutOrStdout(), command.ErrOrStderr())
	stop()
	<-proving
	return err
}

// proveSaves tests the folder at the start and after every change until the context ends. An
// unreadable folder gives a finding too.
func proveSaves(ctx context.Context, tree *proof.Tree, options proof.Options, out io.Writer) {
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	unreadable := ""
	for first := true; ; first = false {
		now, err := proof.Open(tree.Dir)
		switch {
		case err != nil && err.Error() != unreadable:
			unreadable = err.Error()
			fmt.Fprintln(out, unreadable)
		case err == nil && (first || unreadable != "" || !maps.Equal(now.Files, tree.Files)):
			unreadable, tree = "", now
			showProof(ctx, out, tree.Prove(ctx, options))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func showProof(ctx context.Context, out io.Writer, proved *proof.Proof) {
	if ctx.Err() != nil {
		return // an interrupted run has no findings
	}
	showSteps(out, proved)
	if err := conclude(out, proved.Findings()); errors.Is(err, errFindings) {
		fmt.Fprintln(out, err)
		return
	}
	fmt.Fprintln(out, "the policy is in order")
}
