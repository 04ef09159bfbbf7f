package main

import "github.com/spf13/cobra"

// newPolicy has the commands for policy authors.
func newPolicy() *cobra.Command {
	command := &cobra.Command{
		Use:   "policy",
		Short: "Write, prove, preview and explain a policy",
		Args:  known,
		RunE:  func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newPolicyNew(), newPolicyDev(), newPolicyFmt(), newPolicyCheck(), newPolicyTest(), newPolicyVerify(), newPolicyCI())
	command.AddCommand(newPolicySchema(), newPolicyCapabilities())
	command.AddCommand(newPolicyReplay(), newPolicyExplain(), newPolicyDiff())
	command.AddCommand(newPolicyStatus(), newPolicyPublish(), newPolicyPromote(), newPolicyRollback())
	return command
}
