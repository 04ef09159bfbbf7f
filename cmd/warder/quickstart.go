package main

import (
	"github.com/spf13/cobra"

	"warder/cmd/service"
)

func newQuickstart() *cobra.Command {
	command := &cobra.Command{
		Use:   "quickstart",
		Short: "Make a demo in a running server and print how to fetch its secret",
		Long: `Make a demo in the server that listens on --listen: an organization, a project
with FOO=BAR, and an identity that may read it. Print the curl lines that log
in and fetch the secret. It stores the created objects in quickstart.json
under --data-dir, so running it again changes nothing.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			demo := service.Quickstart{URL: service.LocalURL(config.Listen), DataDir: config.DataDir, Out: command.OutOrStdout(), Setup: config.SetupToken}
			return demo.Run(command.Context())
		},
	}
	service.DemoFlags(command.Flags())
	return command
}
