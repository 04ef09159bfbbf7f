package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"warder/cmd/remote"
	"warder/models/seal"
)

// ErrForeign means that the instance was set up by other means, so no credential exists
// for creating the demo.
var ErrForeign = errors.New("this instance was set up elsewhere")

// ErrSilent means that the server does not respond.
var ErrSilent = errors.New("no server answers")

// Quickstart creates a small organization for trying the server: a project, a secret, and an
// identity that may read it. It is an ordinary HTTP client. It stores the created objects in
// the data directory, so that a second run only prints them.
type Quickstart struct {
	URL     string    // of the server, without a trailing slash
	DataDir string    // has quickstart.json with mode 0600, because it contains credentials
	Out     io.Writer // receives the commands to paste
	Setup   seal.Text // the server's setup token; empty for none
	// SignInLink makes a link that signs the administrator in once; nil if the server is
	// another process.
	SignInLink func(ctx context.Context, email string) (string, error)
}

// Run creates the missing parts of the demo, logs in, and prints the commands.
func (q Quickstart) Run(ctx context.Context) error {
	api := remote.Server{URL: q.URL, HTTP: remote.HTTPClient(30 * time.Second)}
	path := filepath.Join(q.DataDir, "quickstart.json")
	state, err := readDemo(path)
	if err != nil {
		return err
	}
	initialized, err := initialized(ctx, api)
	if err != nil && remote.Status(err) == 0 {
		return fmt.Errorf("%w at %s; start one with: warder serve (%w)", ErrSilent, q.URL, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", q.URL, err)
	}
	switch {
	case !initialized:
		state = demo{} // the stored state belongs to another database
	case state.AdminToken == "":
		return fmt.Errorf("%w: %s names no administrator of it; ask one of its administrators for an identity, or start over with an empty --data-dir", ErrForeign, path)
	}
	state.setup = q.Setup.Reveal()
	if err := q.complete(ctx, api, path, &state); err != nil {
		return err
	}
	if err := q.print(path, state); err != nil || q.SignInLink == nil {
		return err
	}
	link, err := q.SignInLink(ctx, state.Email)
	if err != nil {
		return fmt.Errorf("sign-in link: %w", err)
	}
	_, err = fmt.Fprintf(q.Out, "Sign in to the console as the administrator, once and within five minutes:\n%s\n\n", link)
	return err
}

// complete runs the steps that are not done yet, and stores the state after each.
func (q Quickstart) complete(ctx context.Context, api remote.Server, path string, state *demo) error {
	if err := os.MkdirAll(q.DataDir, 0o700); err != nil {
		return err
	}
	for _, step := range steps() {
		if step.done(state) {
			continue
		}
		// Written before the steps too: if the disk is full, there must be no instance with an
		// unknown administrator.
		if err := state.remember(path); err != nil {
			return err
		}
		if err := step.do(ctx, api, state); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		if !step.done(state) {
			return fmt.Errorf("%s: the server's answer lacks what the next step needs", step.name)
		}
		if err := state.remember(path); err != nil {
			return err
		}
	}
	return q.prove(ctx, api, path, state)
}

// prove reads the secret like the printed commands. It replaces invalid credentials once.
func (q Quickstart) prove(ctx context.Context, api remote.Server, path string, state *demo) error {
	err := state.read(ctx, api)
	if !errors.Is(err, errLogin) {
		return err
	}
	if err := newClientSecret(ctx, api, state); err != nil {
		return fmt.Errorf("new client secret: %w", err)
	}
	return errors.Join(state.remember(path), state.read(ctx, api))
}

const lines = `
The demo is ready: organization "Demo", project "Demo App" with FOO=BAR in dev,
and the identity "demo-app", which may read it. Paste into another terminal:

TOKEN=$(curl -s %[1]s/api/v1/auth/universal-auth/login \
  --data-urlencode clientId=%[2]s \
  --data-urlencode clientSecret=%[3]s \
  | sed -n 's/.*"accessToken" *: *"\([^"]*\)".*/\1/p')
curl -s -H "Authorization: Bearer $TOKEN" \
  '%[1]s/api/v3/secrets/raw/FOO?workspaceId=%[4]s&environment=dev'

The administrator is %[5]s; the password and a token are in %[6]s.

`

func (q Quickstart) print(path string, state demo) error {
	_, err := fmt.Fprintf(q.Out, lines, q.URL, state.ClientID, state.ClientSecret, state.ProjectID, state.Email, path)
	return err
}

// LocalURL is the URL, for programs on this machine, of a server that listens on address by
// http.
func LocalURL(address string) string { return localURL(address, false) }

func localURL(address string, secured bool) string {
	scheme := "http://"
	if secured {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return scheme + address
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + net.JoinHostPort(host, port)
}
