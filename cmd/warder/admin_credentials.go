package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models"
)

const (
	disabledHelp = `List the client secrets, API keys and service tokens that warder restore disabled,
with the identity, the user or the project that they belong to.`
	enableHelp = `Enable credentials that warder restore disabled: the client secrets, API keys and
service tokens with these ids, or of these identities, users or projects; or all of
them. Their uses, expiry and revocation are those at the time of the backup. Each one
is an event of the decision log. Revoke or delete unwanted credentials over the API,
which accepts disabled ones.`
)

func newEnableCredentials() *cobra.Command {
	var all bool
	args := func(command *cobra.Command, given []string) error {
		if all == (len(given) > 0) {
			return errors.New("want ids of credentials or of their owners, or --all")
		}
		return nil
	}
	command := adminCommand("enable-credentials [ID...]", "Enable credentials that a restore disabled", enableHelp, args,
		func(ctx context.Context, admin *service.Admin, _ *service.Config, ids []string, out io.Writer) (err error) {
			enabled := 0
			if all {
				enabled, err = admin.EnableAllCredentials(ctx)
			} else {
				enabled, err = admin.EnableCredentials(ctx, ids)
			}
			fmt.Fprintf(out, "credentials enabled: %d\n", enabled)
			return err
		})
	command.Flags().BoolVar(&all, "all", false, "enable every credential that a restore disabled")
	return command
}

func listDisabled(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
	return admin.EachDisabled(ctx, func(c *models.DisabledCredential) {
		fmt.Fprintf(out, "%-13s  %s  of %s  %q\n", c.Kind, c.ID, c.Owner, c.Name)
	})
}
