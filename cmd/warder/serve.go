package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

func newServe() *cobra.Command {
	var quickstart bool
	command := &cobra.Command{
		Use:   "serve",
		Short: "Run the server until it is interrupted",
		Long: `Run the server until it is interrupted; then finish the requests under way.

Without any flag it makes a SQLite database and a root key under ./warder-data
and listens on this machine only. A fresh instance is set up through
POST /api/v1/admin/bootstrap or with --quickstart. One that listens for other
machines is set up with its setup token alone: the token is printed here, or
preset by WARDER_SETUP_TOKEN.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			if quickstart && (config.TLSCert != "" || len(config.ACMEHosts) > 0) {
				return errors.New("--quickstart speaks to the server by http: leave tls-cert and tls-acme-host out, or set up this server by POST /api/v1/admin/bootstrap")
			}
			config.Sandbox = sandboxCommand()
			err = serve(command.Context(), config, quickstart, command.OutOrStdout(), command.ErrOrStderr())
			return complain(command.Context(), command.ErrOrStderr(), &config, err)
		},
	}
	service.Flags(command.Flags())
	command.Flags().BoolVar(&quickstart, "quickstart", false, "make the demo of the quickstart command once the server answers")
	return command
}

// sandboxCommand runs this program again for checks of bundles. If its path is unknown, the
// server checks bundles in its own process.
func sandboxCommand() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "bundle", "examine"}
}

func serve(ctx context.Context, config service.Config, quickstart bool, out, problems io.Writer) error {
	server, err := service.New(ctx, config)
	switch {
	case err != nil && ctx.Err() != nil: // stopped during startup, which is no failure
		return nil
	case err != nil:
		return err
	}
	if config.ForPeople() {
		greet(out, server, &config, quickstart)
	} else {
		greetPrograms(ctx, problems, server, &config, quickstart)
		out = io.Discard // without the demo's output too, which warder quickstart prints again
	}
	defer reopening(ctx, server)()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if !quickstart {
			return
		}
		// The demo is a convenience: the server runs without it.
		err := service.Quickstart{URL: server.URL(), DataDir: config.DataDir, Out: out, Setup: server.SetupToken(), SignInLink: server.SignInLink}.Run(ctx)
		if err != nil && ctx.Err() == nil {
			_ = complain(ctx, problems, &config, fmt.Errorf("no demo: %w", err))
			if config.LogFormat == service.LogText {
				fmt.Fprintln(problems, "warder: no demo:", err)
			}
		}
	}()
	err = server.Run(ctx)
	<-done
	return err
}

// complain writes an error as a log line if the log is JSON, and otherwise leaves it to the
// caller.
func complain(ctx context.Context, log io.Writer, config *service.Config, err error) error {
	if err == nil || config.LogFormat == service.LogText {
		return err
	}
	service.NewLogger(log, config.LogFormat, slog.LevelError).ErrorContext(ctx, "warder failed", slog.String("cause", err.Error()))
	if errors.Is(err, service.ErrConfig) {
		return exitCode(exitUsage)
	}
	return exitCode(exitError)
}

// reopening reopens the server's log files at each SIGHUP, which programs such as logrotate
// send after moving them. A closed terminal sends SIGHUP too, without effect.
func reopening(ctx context.Context, server *service.Service) (end func()) {
	hangUps, ended := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangUps, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-ended:
				return
			case <-hangUps:
				server.ReopenLogs(ctx)
			}
		}
	}()
	return func() {
		signal.Ignore(syscall.SIGHUP)
		close(ended)
	}
}
