// Command reach starts a server, reads a secret again and again, and for each argument
// writes into each of these folders which functions of the server ran meanwhile. It has to be built with -covermode=atomic, and
// GOCOVERDIR has to name another folder.
package main

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"runtime/coverage"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

func main() {
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{{Name: "reach", F: reach}}, nil, nil)
}

func reach(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t), func(config *service.Config) {
		config.Logger = service.NewLogger(io.Discard, service.LogText, slog.LevelInfo) // as it logs unless told
	})
	admin := server.AsAdmin()
	p := admin.NewProject(t)
	admin.SetSecret(t, p, "KEY", "value")
	machine := server.NewMachine(t, "no-access", nil)
	admin.AddMember(t, p, machine.IdentityID, "member")
	reader := server.As(server.Token(t, machine)).Undescribed()
	read := func() { reader.Get(t, p.SecretPath("KEY")).Want(t, 200) }
	read()
	read() // from now on, what may be kept in memory is there
	for _, folder := range os.Args[1:] {
		if err := coverage.ClearCounters(); err != nil {
			t.Fatal(err)
		}
		for range 3 { // the record of a read is made behind its answer, and surely while the next ones are served
			read()
		}
		if err := errors.Join(coverage.WriteMetaDir(folder), coverage.WriteCountersDir(folder)); err != nil {
			t.Fatal(err)
		}
	}
}
