package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

func newDoctor() *cobra.Command {
	var full, asJSON bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Check an installation, and recommend the next steps",
		Long: `Check the configuration, who may read its files, the folders of logs, the disk, the database and its
schema, whether it takes writes, its clock, a second server on a SQLite file, the
root key, the decision log, the policy, the certificate, and the remaining work of
a restore. It takes the same settings as warder serve. A server may run meanwhile.

A line for each check: ok, warn or fail, and what to do. Exit code 1: something
failed. No secret is printed, and no password of a database's address.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			findings, err := examine(command, full)
			if err != nil {
				return err
			}
			if err := printFindings(command.OutOrStdout(), findings, asJSON); err != nil {
				return err
			}
			if !service.Healthy(findings) {
				return exitCode(exitError) // the findings are already printed
			}
			return nil
		},
	}
	service.DatabaseFlags(command.Flags(), "policy", "tls-cert", "tls-key", "decision-log", "request-log", "decision-export")
	command.Flags().BoolVar(&full, "full", false, "verify every record of the decision log, which takes minutes where it is long")
	command.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return command
}

func examine(command *cobra.Command, full bool) ([]service.DoctorFinding, error) {
	config, err := configFrom(command)
	if errors.Is(err, service.ErrConfig) {
		return []service.DoctorFinding{{Check: "configuration", State: service.StateFail, Found: err.Error(), Next: "warder serve --help lists every setting"}}, nil
	}
	if err != nil {
		return nil, err
	}
	return service.Examine(command.Context(), &config, full)
}

func printFindings(out io.Writer, findings []service.DoctorFinding, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"healthy": service.Healthy(findings), "findings": findings})
	}
	for _, finding := range findings {
		fmt.Fprintf(out, "%-4s  %-13s  %s", finding.State, finding.Check, strings.ReplaceAll(finding.Found, "\n", "; "))
		if finding.Next != "" {
			fmt.Fprintf(out, "; next: %s", finding.Next)
		}
		fmt.Fprintln(out)
	}
	return nil
}
