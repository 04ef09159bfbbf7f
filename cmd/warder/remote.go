package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
)

// remoteFlags adds the flags of client commands. The token is never a flag: other users of a
// machine can read its command lines.
func remoteFlags(command *cobra.Command, server *remote.Server) {
	command.Flags().StringVar(&server.URL, "server", "", "`url` of the server to ask ("+service.ServerVariable+"), as the owner of the token in "+service.TokenVariable+" is")
}

// orOfEnvironment is the server from the flag, or else from the environment.
func orOfEnvironment(server remote.Server) remote.Server {
	server.URL = or(server.URL, os.Getenv(service.ServerVariable))
	return server
}

// authorized adds the token from the environment.
func authorized(server remote.Server) (remote.Server, error) {
	if server.URL == "" {
		return server, fmt.Errorf("name the server with --server or %s (%w)", service.ServerVariable, errUsage)
	}
	server.Token = os.Getenv(service.TokenVariable)
	if server.Token == "" {
		return server, fmt.Errorf("put an access token into %s (%w)", service.TokenVariable, errUsage)
	}
	return server, nil
}
