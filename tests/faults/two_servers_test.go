package faults

import (
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// A second server on a SQLite file is told of, and the one after both have ended is not.
func TestDatabase_two_servers_on_one_file(t *testing.T) {
	const told = "another server is serving this SQLite file"
	url := database.SQLite(t)
	first := testserver.Start(t, url)
	same := func(c *service.Config) {
		logger := c.Logger
		*c = first.Config
		c.Logger = logger
	}
	second := testserver.Launch(t, url, same)
	if strings.Contains(first.Log.String(), told) || !strings.Contains(second.Log.String(), told) {
		t.Errorf("the first server says %q, the second %q", first.Log, second.Log)
	}
	second.As(first.Admin.Token).NewProject(t)
	first.Stop(t)
	second.Stop(t)
	if next := testserver.Launch(t, url, same); strings.Contains(next.Log.String(), told) {
		t.Errorf("alone, a server says %q", next.Log)
	}
}
