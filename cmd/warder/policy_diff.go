package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"warder/bundles"
	"warder/cmd/service"
	"warder/engine"
	"warder/policies"
)

func newPolicyDiff() *cobra.Command {
	return sandboxed(&cobra.Command{
		Use:   "diff OLD NEW",
		Short: "List the differences between two policies: files, rules, reason codes, data",
		Long: `Say what differs between two policies. Each is "embedded", a folder or a bundle. Lines that changed are shown.
warder policy replay shows the effect on recorded requests.`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%s takes two policies, got %d (%w)", command.CommandPath(), len(args), errUsage)
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			old, err := readPolicy(args[0])
			if err != nil {
				return err
			}
			fresh, err := readPolicy(args[1])
			if err != nil {
				return err
			}
			difference, err := bundles.Diff(old, fresh)
			if err != nil {
				return err
			}
			return printDifference(command.OutOrStdout(), difference)
		},
	}, provingTime, nil)
}

func readPolicy(source string) (engine.Policy, error) {
	if source == service.PolicyEmbedded {
		return bundles.Embedded(policies.FS)
	}
	if info, err := os.Stat(source); err == nil && info.IsDir() {
		return bundles.Dir(source)
	}
	packed, err := bundles.ReadFile(source)
	if err != nil {
		return engine.Policy{}, err
	}
	opened, err := bundles.Open(packed, nil)
	if err != nil {
		return engine.Policy{}, err
	}
	return opened.Policy, nil
}

func printDifference(out io.Writer, difference []bundles.PolicyChange) error {
	if len(difference) == 0 {
		_, err := fmt.Fprintln(out, "no difference")
		return err
	}
	for _, change := range difference {
		if _, err := fmt.Fprintf(out, "%s %-6s %s\n%s", change.Mark, change.Kind, change.Name, indented(change.Text)); err != nil {
			return err
		}
	}
	return nil
}

func indented(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}
