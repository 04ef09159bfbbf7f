package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"warder/engine"
	"warder/engine/input"
)

func newPolicySchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of the input, for `opa check -s`",
		Args:  nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := command.OutOrStdout().Write(input.Schema())
			return err
		},
	}
}

func newPolicyCapabilities() *cobra.Command {
	return &cobra.Command{
		Use:   "capabilities",
		Short: "Print the built-in functions a policy may call, for `opa check --capabilities`",
		Args:  nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			encoder := json.NewEncoder(command.OutOrStdout())
			encoder.SetIndent("", "  ")
			return encoder.Encode(engine.Capabilities())
		},
	}
}
