// Command warder is an authorization service for secrets and machine identities. Each of its
// commands is in one file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // the command failed
	exitUsage = 2 // the command line or the configuration is invalid
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGHUP) // closing the terminal does not stop a server
	context.AfterFunc(ctx, stop)  // a second signal ends the process at once
	code := execute(context.WithValue(ctx, processKey{}, true), os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, out, problems io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(problems)
	err := root.ExecuteContext(context.WithValue(ctx, lineKey{}, args))
	if err == nil {
		return exitOK
	}
	var code exitCode
	if errors.As(err, &code) {
		return int(code)
	}
	fmt.Fprintln(problems, "warder:", err)
	if errors.Is(err, errUsage) || errors.Is(err, service.ErrConfig) {
		return exitUsage
	}
	return exitError
}

// processKey marks the context of a command that is the whole process, unlike in a test.
type processKey struct{}

// configFrom reads the configuration of a command with configuration flags, and protects the
// process's memory.
func configFrom(command *cobra.Command) (service.Config, error) {
	config, err := service.Load(command.Flags(), os.Environ())
	if err == nil && !config.InsecureCoreDumps && command.Context().Value(processKey{}) != nil {
		err = guardMemory()
	}
	return config, err
}
