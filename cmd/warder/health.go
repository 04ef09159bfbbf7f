package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
)

// healthTimeout is longer than all checks of a server together.
const healthTimeout = 3 * time.Second

// errUnready means that the server responds but should get no requests.
var errUnready = errors.New("the server is not ready")

func newHealth() *cobra.Command {
	command := &cobra.Command{
		Use:   "health",
		Short: "Ask the server on this machine whether it is ready; for images without a shell",
		Long: `Ask the server that listens on --ops-listen whether it is ready, and print its
failed checks. Exit code 0 is ready, 1 is not ready or no answer. It serves as the
health check of a container without curl.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			if config.TLSClientCA != "" {
				return fmt.Errorf("ops-listen asks for a client certificate (tls-client-ca): ask it with one, as in curl --cert operator.pem https://%s/readyz", config.OpsListen)
			}
			return health(command.Context(), service.LocalURL(config.OpsListen), command.OutOrStdout())
		},
	}
	service.HealthFlags(command.Flags())
	return command
}

func health(ctx context.Context, operators string, out io.Writer) error {
	ctx, stop := context.WithTimeout(ctx, healthTimeout)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, operators+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := remote.HTTPClient(healthTimeout).Do(request)
	if err != nil {
		return fmt.Errorf("no server answers at %s: %w", operators, err)
	}
	defer answer.Body.Close() //nolint:errcheck // only read from
	var report struct {
		Status string
		Checks []struct {
			Name, Reason string
			OK           bool
		}
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&report); err != nil {
		return fmt.Errorf("%s/readyz is not the answer of a Warder server: %w", operators, err)
	}
	for _, check := range report.Checks {
		if check.Reason != "" {
			fmt.Fprintf(out, "%s: %s\n", check.Name, check.Reason)
		}
	}
	if answer.StatusCode != http.StatusOK {
		return errUnready
	}
	fmt.Fprintln(out, report.Status)
	return nil
}
