package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"warder/bundles/proof"
	"warder/bundles/verify"
	"warder/engine"
)

// verifyOptions are the options of `warder policy verify`.
type verifyOptions struct {
	verify.Options
	roles       []string // files
	held        held
	keep, quiet bool
}

func newPolicyVerify() *cobra.Command {
	var options verifyOptions
	command := &cobra.Command{
		Use:   "verify DIR",
		Short: "Search for requests that violate a policy's assertions",
		Long: `Search for requests that violate a policy's assertions. Packages below
authz/assert state what must never be true; each is tried against every
combination of role, action, resource type, environment, path and way to ask
that the rules make a difference between, and then against mixtures of them that
chance chose. --roles adds roles from files, as the API answers them; --server with
--project or --organization adds the custom roles that a server holds.

The answer says how far it goes: how many requests were tried and of how many,
each dimension with its values, and the fields of the input that were not varied.
--budget or --limit ends the search before. The smallest input that breaks a promise is written beside the assertion as a test that fails.

Exit codes: 0 every promise holds, 1 one is broken or could not be evaluated,
2 wrong command line.`,
		Args: oneDir,
		RunE: func(command *cobra.Command, args []string) error {
			tree, engineOptions, err := open(args)
			if err != nil {
				return err
			}
			return options.run(command, tree, engineOptions)
		},
	}
	options.flags(command)
	command.Flags().StringSliceVar(&options.Only, "only", nil, "`names` of the assertions to search for")
	options.held.flags(command)
	command.Flags().BoolVar(&options.keep, "write", true, "write the counterexamples as tests beside the assertions")
	return sandboxed(command, provingTime, &options.Budget)
}

// flags adds the flags that verify shares with ci.
func (o *verifyOptions) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringSliceVar(&o.roles, "roles", nil, "`files` of roles to search besides the built-in ones")
	flags.DurationVar(&o.Budget, "budget", 10*time.Minute, "how long to search at most")
	flags.IntVar(&o.Limit, "limit", 0, "try so many `requests` of the finite domain, spread over it; 0 means all. It does not bound --samples")
	flags.IntVar(&o.Samples, "samples", 2000, "`requests` to try by chance, beyond the finite domain")
	flags.Uint64Var(&o.Seed, "seed", 1, "`number` that chance starts from")
	flags.BoolVar(&o.quiet, "quiet", false, "show no progress")
}

func (o *verifyOptions) run(command *cobra.Command, tree *proof.Tree, options engine.Options) error {
	out := command.OutOrStdout()
	outcome, err := o.search(command.Context(), tree, options, command.ErrOrStderr())
	if err != nil {
		return err
	}
	if err := showDomain(out, outcome); err != nil {
		return err
	}
	refuted := map[string]bool{}
	for _, found := range outcome.Counterexamples {
		refuted[found.Assertion.Name] = true
	}
	for _, assertion := range outcome.Assertions {
		if !refuted[assertion.Name] {
			fmt.Fprintf(out, "holds    %s: %s\n", assertion.Name, assertion.Title)
		}
	}
	for i := range outcome.Counterexamples {
		found := &outcome.Counterexamples[i]
		fmt.Fprintf(out, "REFUTED  %s: %s\n", found.Assertion.Name, found.Summary())
		if err := o.save(tree, found, out); err != nil {
			return err
		}
	}
	if len(outcome.Assertions) == 0 {
		fmt.Fprintln(out, "there is no assertion below authz/assert, so nothing was proved")
	}
	return conclude(out, broken(tree, outcome))
}

// showDomain prints the covered and uncovered inputs, which limit the meaning of the result.
func showDomain(out io.Writer, outcome *verify.Outcome) error {
	fmt.Fprintf(out, "%s in %v\n", outcome.Coverage(), outcome.Took.Round(time.Millisecond))
	if len(outcome.Assertions) == 0 {
		return nil
	}
	fmt.Fprintln(out, "varied, each value with every other that concerns the question:")
	for _, dimension := range outcome.Domain.Dimensions() {
		fmt.Fprintf(out, "  %s (%d)\n", dimension.Name, len(dimension.Values))
		for _, value := range dimension.Values {
			fmt.Fprintf(out, "    %s\n", value)
		}
	}
	fixed, err := outcome.Domain.Fixed()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "not varied, so nothing is known about other values of:\n  %s\n", strings.Join(fixed, " "))
	if outcome.Sampled > 0 {
		fmt.Fprintln(out, "by chance: several roles, privileges and rules at once, inverted ones, conditions, time windows, hours of a fortnight")
	}
	return nil
}

func (o *verifyOptions) save(tree *proof.Tree, found *verify.Counterexample, out io.Writer) error {
	if !o.keep {
		return nil
	}
	text, err := found.Test()
	if err != nil {
		return err
	}
	path := filepath.Join(tree.Dir, filepath.FromSlash(found.TestPath()))
	if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // a test is no secret
		return err
	}
	fmt.Fprintf(out, "         %s fails until it is mended\n", filepath.ToSlash(path))
	return nil
}

// search checks the assertions of a tree.
func (o *verifyOptions) search(ctx context.Context, tree *proof.Tree, options engine.Options, told io.Writer) (*verify.Outcome, error) {
	policy, err := tree.Policy()
	if err != nil {
		return nil, err
	}
	if o.Options.Roles, err = readRoles(o.roles); err != nil {
		return nil, err
	}
	held, err := o.held.roles(ctx)
	if err != nil {
		return nil, err
	}
	o.Options.Roles = append(o.Options.Roles, held...)
	options.Policy = policy
	verifier, err := engine.NewVerifier(ctx, options)
	if err != nil {
		return nil, err
	}
	if unknown := o.unknown(verifier); unknown != "" {
		return nil, fmt.Errorf("--only: there is no assertion %q (%w)", unknown, errUsage)
	}
	defer collectGarbageLess()()
	bar := progress(told, o.quiet, -1, "searching", "requests")
	search := o.Options
	search.Progress = func(part verify.Progress) { bar.showPart(part.Of, part.Done, part.Total) }
	outcome, err := verify.Run(ctx, verifier, search)
	if err != nil {
		return nil, err
	}
	return outcome, bar.Finish()
}

func (o *verifyOptions) unknown(verifier *engine.AssertionVerifier) string {
	known := map[string]bool{}
	for _, assertion := range verifier.Assertions() {
		known[assertion.Name] = true
	}
	for _, name := range o.Only {
		if !known[name] {
			return name
		}
	}
	return ""
}

func readRoles(files []string) ([]verify.Role, error) {
	var roles []verify.Role
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		found, err := verify.ReadRoles(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		roles = append(roles, found...)
	}
	return roles, nil
}

// broken lists violated assertions as findings.
func broken(tree *proof.Tree, outcome *verify.Outcome) []proof.Finding {
	findings := make([]proof.Finding, 0, len(outcome.Counterexamples))
	for i := range outcome.Counterexamples {
		found := &outcome.Counterexamples[i]
		title := strings.ToLower(found.Assertion.Title[:1]) + found.Assertion.Title[1:]
		findings = append(findings, proof.Finding{
			Step: proof.StepAssertions, File: tree.Path(found.Assertion.File), Row: found.Assertion.Row,
			Message: fmt.Sprintf("it is not true that %s: %s (%s)", title, found.Message, found.Summary()),
		})
	}
	return findings
}
