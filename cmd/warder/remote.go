package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

// remoteFlags are those of commands that ask a server. The token is never a
// flag: other users of a machine can read its command lines.
func remoteFlags(command *cobra.Command, remote *service.Remote) {
	command.Flags().StringVar(&remote.URL, "server", "", "`url` of the server to ask, as whoever the token in "+service.TokenVariable+" is")
}

// authorized adds the token of the environment.
func authorized(remote service.Remote) (service.Remote, error) {
	remote.Token = os.Getenv(service.TokenVariable)
	if remote.Token == "" {
		return remote, fmt.Errorf("put an access token into %s (%w)", service.TokenVariable, errUsage)
	}
	return remote, nil
}
