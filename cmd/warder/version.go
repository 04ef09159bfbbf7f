package main

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// errNoBuildInfo is a binary that was built without modules.
var errNoBuildInfo = errors.New("this binary does not say what it was built from")

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print what this binary was built from",
		Args:  nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				return errNoBuildInfo
			}
			printVersion(command.OutOrStdout(), info)
			return nil
		},
	}
}

const opaModule = "github.com/open-policy-agent/opa"

func printVersion(out io.Writer, info *debug.BuildInfo) {
	fmt.Fprintln(out, "warder", info.Main.Version)
	fmt.Fprintln(out, "go    ", info.GoVersion)
	for _, module := range info.Deps {
		if module.Path == opaModule {
			fmt.Fprintln(out, "opa   ", module.Version)
		}
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if commit := settings["vcs.revision"]; commit != "" {
		if settings["vcs.modified"] == "true" {
			commit += " with changes"
		}
		fmt.Fprintln(out, "commit", commit, settings["vcs.time"])
	}
}
