// Package faults breaks what the server depends on, and watches what it says.
package faults

import (
	"os"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }

// starting starts a server that has to wait, and ends it. The error of both follows.
func starting(t *testing.T, config service.Config) <-chan error {
	t.Helper()
	started := make(chan error, 1)
	go func() {
		server, err := service.New(t.Context(), config)
		if err == nil {
			err = server.Close()
		}
		started <- err
	}()
	return started
}
