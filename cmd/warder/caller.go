package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"warder/cmd/remote"
	"warder/cmd/service"
	"warder/cmd/transfer"
)

// caller has the server address and credentials of a client command. Secrets come from the
// environment or files, never from the command line, which every process of the machine can
// read.
type caller struct {
	prefix string // of the flags
	names  callerVariables

	server, clientID, tokenFile, clientSecretFile string
}

// callerVariables are the environment variables of a caller.
type callerVariables struct{ server, token, clientID, clientSecret string }

var (
	ours   = callerVariables{service.ServerVariable, service.TokenVariable, service.ClientIDVariable, service.ClientSecretVariable}
	theirs = callerVariables{"INFISICAL_API_URL", "INFISICAL_TOKEN", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"}
)

func (c *caller) flags(flags *pflag.FlagSet) {
	flags.StringVar(&c.server, c.prefix+"server", "", "`url` of the server, such as https://secrets.example.com ("+c.names.server+")")
	flags.StringVar(&c.tokenFile, c.prefix+"token-file", "", "`file` with an access token ("+c.names.token+" holds one)")
	flags.StringVar(&c.clientID, c.prefix+"client-id", "", "client `id` to log in with ("+c.names.clientID+")")
	flags.StringVar(&c.clientSecretFile, c.prefix+"client-secret-file", "", "`file` with the client secret ("+c.names.clientSecret+" holds one)")
}

// api is the server with the caller's credentials.
func (c *caller) api() (*transfer.API, error) {
	address := or(c.server, os.Getenv(c.names.server))
	if err := checkAddress(address); err != nil {
		return nil, fmt.Errorf("--%sserver or %s: %w (%w)", c.prefix, c.names.server, err, errUsage)
	}
	token, err := secretFrom(c.tokenFile, c.names.token)
	if err != nil {
		return nil, err
	}
	clientSecret, err := secretFrom(c.clientSecretFile, c.names.clientSecret)
	if err != nil {
		return nil, err
	}
	credentials := transfer.Credentials{Token: token, ClientID: or(c.clientID, os.Getenv(c.names.clientID)), ClientSecret: clientSecret}
	if token == "" && (credentials.ClientID == "" || clientSecret == "") {
		return nil, fmt.Errorf("no credentials: set %s, or %s and %s, or name files with --%stoken-file or --%sclient-secret-file (%w)",
			c.names.token, c.names.clientID, c.names.clientSecret, c.prefix, c.prefix, errUsage)
	}
	return &transfer.API{URL: strings.TrimSuffix(strings.TrimRight(address, "/"), "/api"), Credentials: credentials, HTTP: remote.HTTPClient(time.Minute), Waits: transfer.Waits}, nil
}

func checkAddress(address string) error {
	parsed, err := url.Parse(address)
	switch {
	case address == "":
		return errors.New("which server?")
	case err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https":
		return errors.New("want http:// or https:// and a host")
	case parsed.User != nil:
		return errors.New("an address holds no password")
	}
	return nil
}

// secretFrom reads a secret from a file, or else from the variable.
func secretFrom(file, name string) (string, error) {
	if file == "" {
		return os.Getenv(name), nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", err, errUsage)
	}
	return strings.TrimSpace(string(content)), nil
}

func or(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
