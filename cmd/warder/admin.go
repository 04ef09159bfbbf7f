package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

func newAdmin() *cobra.Command {
	command := &cobra.Command{
		Use:   "admin",
		Short: "Set up, recover a password, name administrators, enable credentials, on the database itself",
		Long: `Tasks on the database itself that no request may do: for the operator of
the server, who has the database and the root key. A server may run meanwhile.
Every change is recorded in the decision log.`,
		Args: known,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(
		adminCommand("reset-password EMAIL", "Print a code by which a user sets a new password", resetPasswordHelp, cobra.ExactArgs(1), resetPassword),
		adminCommand("setup-token", "Print the token that sets up a fresh server", setupTokenHelp, nothing, printSetupToken),
		adminCommand("grant EMAIL", "Make a user an administrator of the installation", grantHelp, cobra.ExactArgs(1), grantAdmin),
		adminCommand("disabled-credentials", "List the credentials that a restore disabled", disabledHelp, nothing, listDisabled),
		newEnableCredentials(),
		adminCommand("list", "List who administers the installation", listHelp, nothing, listAdmins),
	)
	return command
}

const (
	resetPasswordHelp = `Print a code by which a user sets a new password. Hand it to the user alone: it
is valid for one day and one use, and replaces the codes printed before. The
password is unchanged until the user sets another one.`
	grantHelp = `Make a user an administrator of the installation, who may change its settings
and its policy.`
	setupTokenHelp = `Print the token that sets up a fresh server which other machines can reach: the
console asks for it, and POST /api/v1/admin/bootstrap takes it in the header
X-Setup-Token. It is the same on every replica, and ends once the installation is
set up. WARDER_SETUP_TOKEN presets another one.`
	listHelp = `List the users and the machine identities that administer the installation.`
)

type adminTask func(ctx context.Context, admin *service.Admin, config *service.Config, args []string, out io.Writer) error

// adminCommand is a command on the database itself. flags are further server settings that it
// uses.
func adminCommand(use, short, long string, args cobra.PositionalArgs, do adminTask, flags ...string) *cobra.Command {
	command := &cobra.Command{
		Use: use, Short: short, Long: long,
		Args: func(command *cobra.Command, given []string) error {
			if err := args(command, given); err != nil {
				return fmt.Errorf("%w (%w)", err, errUsage)
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) (err error) {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			admin, err := service.OpenAdmin(command.Context(), &config)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, admin.Close()) }()
			return do(command.Context(), admin, &config, args, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags(), flags...)
	return command
}

const recoveryLines = `The recovery code of %[2]s, good until %[3]s:

  %[4]s

It is exchanged for a token, and the token sets the password:

  curl -s %[1]s/api/v1/account-recovery/verify-email -H 'Content-Type: application/json' \
    -d '{"email":"%[2]s","code":"%[4]s"}'
  curl -s %[1]s/api/v2/password/password-reset -H 'Content-Type: application/json' \
    -H 'Authorization: Bearer TOKEN' -d '{"newPassword":"..."}'
`

func resetPassword(ctx context.Context, admin *service.Admin, config *service.Config, args []string, out io.Writer) error {
	code, until, err := admin.ResetPassword(ctx, args[0])
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, recoveryLines, config.Site(), args[0], until.UTC().Format(time.RFC3339), code)
	return err
}

func printSetupToken(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
	token, err := admin.SetupToken(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, token.Reveal())
	return err
}

func grantAdmin(ctx context.Context, admin *service.Admin, _ *service.Config, args []string, out io.Writer) error {
	if err := admin.Grant(ctx, args[0]); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%s administers the installation\n", args[0])
	return err
}

func listAdmins(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
	users, identities, err := admin.Administrators(ctx)
	for i := range users {
		fmt.Fprintf(out, "user     %s  %s\n", users[i].ID, users[i].Email)
	}
	for i := range identities {
		fmt.Fprintf(out, "identity %s  %s\n", identities[i].ID, identities[i].Name)
	}
	return err
}
