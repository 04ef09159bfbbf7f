package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"warder/cmd/version"
)

func newVersion() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "version",
		Short: "Print the build of this binary",
		Args:  nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			build, out := version.Read(), command.OutOrStdout()
			if asJSON {
				return json.NewEncoder(out).Encode(build)
			}
			_, err := build.WriteTo(out)
			return err
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return command
}
