package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models/ledger"
)

func newAuditVerifyReport() *cobra.Command {
	var key string
	command := &cobra.Command{
		Use:   "verify-report FILE",
		Short: "Verify the signature of an access review",
		Long: `Verify a report of POST /api/v1/authz/review-reports. By itself the command takes the
keys of the configuration's database and root key, retired ones among them. With
--key it needs neither: give the key that was compared once with "key" of
GET /api/v1/authz/log/checkpoint. The key within the report proves nothing.

Exit code 1: the report was altered, or another installation signed it.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("one FILE is needed (%w)", errUsage)
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			return verifyReport(command.Context(), &config, args[0], key, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().StringVar(&key, "key", "", "the `key` that signed it, instead of the database's")
	return command
}

// maxReport is the read limit of a report in bytes, larger than the largest report.
const maxReport = 256 << 20

func verifyReport(ctx context.Context, config *service.Config, path, key string, out io.Writer) error {
	raw, err := readRegular(path, maxReport)
	if err != nil {
		return err
	}
	var signed ledger.SignedReport
	var about struct {
		Organization struct{ Name string }
		Assumed      struct{ Time, ProjectName string }
		Subjects     []json.RawMessage
		Digest       string
		Complete     bool
	}
	if json.Unmarshal(raw, &signed) != nil || json.Unmarshal(signed.Report, &about) != nil {
		return fmt.Errorf("%s is no signed report", path)
	}
	if err := verifySignature(ctx, config, &signed, key); err != nil {
		return err
	}
	fmt.Fprintf(out, "signed: the access of %d subjects to %q of %q at %s, by the policy %s\n",
		len(about.Subjects), about.Assumed.ProjectName, about.Organization.Name, about.Assumed.Time, about.Digest)
	if !about.Complete {
		fmt.Fprintln(out, `the report is not complete: see "cut"`)
	}
	return nil
}

func verifySignature(ctx context.Context, config *service.Config, signed *ledger.SignedReport, key string) (err error) {
	if key != "" {
		return signed.Verify(key)
	}
	admin, err := service.OpenAdmin(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	return admin.VerifyReport(signed)
}
