package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
	"warder/engine"
	"warder/models/durable"
)

// ciOptions are the options of `warder policy ci`.
type ciOptions struct {
	junit, sarif string
	threshold    float64
	assertions   verifyOptions
	mutate       bool
	mutants      proof.MutateOptions
	more         time.Duration // extra time for the searches
}

func newPolicyCI() *cobra.Command {
	var options ciOptions
	command := &cobra.Command{
		Use:   "ci DIR",
		Short: "Prove a policy: everything a pipeline should stop at",
		Long: `Prove a policy: format, check, reason codes, tests, coverage and assertions, as
fmt --check, check, test and verify do one by one. All problems are
reported at once, with file and line, and as JUnit and SARIF on request.

--mutate changes the policy in one place at a time, negating a literal, dropping
a line or swapping a constant, and runs the tests that look at the place. A mutant
that no test fails for is a finding, and so is a test that fails for no mutant.
Mutants that decide as the policy does are listed, each with its reason, in
equivalent-mutants.yaml beside the policy.

Exit codes: 0 the policy is proved, 1 something is wrong with it, or a file could
not be read or written, 2 wrong command line.`,
		Args: oneDir,
		PreRun: func(*cobra.Command, []string) {
			if options.more = options.assertions.Budget; options.mutate {
				options.more += options.mutants.Budget
			}
		},
		RunE: func(command *cobra.Command, args []string) error {
			if options.threshold < 0 || options.threshold > 100 {
				return fmt.Errorf("--threshold: want a percentage from 0 to 100, got %v (%w)", options.threshold, errUsage)
			}
			tree, engineOptions, err := open(args)
			if err != nil {
				return err
			}
			return options.run(command, tree, engineOptions)
		},
	}
	flags := command.Flags()
	flags.Float64Var(&options.threshold, "threshold", 100, "`percent` of the lines that tests must cover")
	flags.StringVar(&options.junit, "junit", "", "write the outcome as JUnit XML to this `file`")
	options.assertions.flags(command)
	flags.StringVar(&options.sarif, "sarif", "", "write the findings as SARIF 2.1.0 to this `file`")
	flags.BoolVar(&options.mutate, "mutate", false, "search for mutants of the policy that no test notices")
	flags.DurationVar(&options.mutants.Budget, "mutate-budget", 30*time.Minute, "how long to try mutants at most")
	flags.StringSliceVar(&options.mutants.Only, "mutate-only", nil, "`paths` below the folder, files or their beginnings, to mutate; all without it")
	return sandboxed(command, provingTime, &options.more)
}

func (o *ciOptions) run(command *cobra.Command, tree *proof.Tree, options engine.Options) error {
	ctx, out := command.Context(), command.OutOrStdout()
	proved := tree.Prove(ctx, proof.Options{Engine: options, Threshold: o.threshold})
	if proved.Report != nil { // nil if the policy does not compile
		o.assert(command, proved, tree, options)
		if o.mutate {
			o.mutateAll(command, proved, tree)
		}
	}
	showSteps(out, proved)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := o.write(proved); err != nil {
		return err
	}
	return conclude(out, proved.Findings())
}

func (o *ciOptions) assert(command *cobra.Command, proved *proof.Proof, tree *proof.Tree, options engine.Options) {
	note := ""
	proved.Add(proof.StepAssertions, func() []proof.Finding {
		found, err := o.assertions.search(command.Context(), tree, options, command.ErrOrStderr())
		if err != nil {
			return []proof.Finding{{Step: proof.StepAssertions, Message: err.Error()}}
		}
		note = fmt.Sprintf(": %s, %s, which `warder policy verify` lists", counted(len(found.Assertions), "assertion"), found.Coverage())
		return broken(tree, found)
	})
	proved.Steps[len(proved.Steps)-1].Note = note
}

func (o *ciOptions) mutateAll(command *cobra.Command, proved *proof.Proof, tree *proof.Tree) {
	note := ""
	proved.Add(proof.StepMutants, func() []proof.Finding {
		bar := progress(command.ErrOrStderr(), o.assertions.quiet, -1, "mutating", "mutants")
		options := o.mutants
		options.Progress = bar.show
		found, err := tree.Mutate(command.Context(), options)
		if err != nil {
			return []proof.Finding{{Step: proof.StepMutants, Message: err.Error()}}
		}
		_ = bar.Finish()
		note = ": " + found.Summary()
		return found.Findings
	})
	proved.Steps[len(proved.Steps)-1].Note = note
}

func showSteps(out io.Writer, proved *proof.Proof) {
	for _, step := range proved.Steps {
		fmt.Fprintf(out, "%-11s %s (%v)%s\n", step.Name, outcome(step.Findings), step.Took.Round(time.Millisecond), step.Note)
	}
}

func outcome(findings []proof.Finding) string {
	if n := proof.Failing(findings); n > 0 {
		return counted(n, "finding")
	}
	return "ok"
}

func (o *ciOptions) write(proved *proof.Proof) error {
	if err := writeFile(o.junit, proved.WriteJUnit); err != nil {
		return err
	}
	return writeFile(o.sarif, proved.WriteSARIF)
}

// writeFile writes a file unless path is empty.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		return nil
	}
	if err := durable.Replaceable(path, durable.Settings); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	return write(file)
}
