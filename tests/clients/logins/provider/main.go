// Command provider is an OpenID provider on this machine, of the parts of zitadel/oidc's
// example. It prints its issuer and serves until it is ended.
package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	issuer := "http://" + listener.Addr().String() + "/"
	storage.RegisterClients(storage.WebClient("web", "secret", os.Args[1]))
	users := storage.NewStorage(storage.NewUserStore(issuer))
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	fmt.Println(issuer)
	fmt.Fprintln(os.Stderr, http.Serve(listener, exampleop.SetupServer(issuer, users, log, false))) //nolint:gosec // for tests
	os.Exit(1)
}
