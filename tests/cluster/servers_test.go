//go:build cluster

package cluster

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"warder/models/seal"
	"warder/tests/binary"
	"warder/tests/testserver"
)

// replica is one server of the installation.
type replica struct {
	name string
	*binary.Server
	client testserver.Client
}

// installation is several servers on one database, set up.
type installation struct {
	replicas []*replica
	admin    *testserver.Server // of the first replica
	project  testserver.Project
}

// startServers runs two servers by the example's address, and one that goes by PgBouncer.
func startServers(t *testing.T) *installation {
	t.Helper()
	direct := databaseURL(t)
	pooled := strings.ReplaceAll(direct, ":5432", ":6432") + "&default_query_exec_mode=exec"
	key := seal.NewRootKey().Reveal()
	i := &installation{}
	for _, r := range []struct{ name, url string }{{"first", direct}, {"second", direct}, {"pooled", pooled}} {
		command := binary.Serve(warder(), r.url, filepath.Join(ground, r.name))
		command.Settings = append(lines(example(t, "warder.env")), "WARDER_ROOT_KEY="+key, "WARDER_DATABASE_URL="+r.url)
		server, err := binary.Start(context.WithoutCancel(t.Context()), command) // stopped below
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { i.stop(t, server) })
		i.replicas = append(i.replicas, &replica{name: r.name, Server: server})
	}
	i.admin = &testserver.Server{URL: i.replicas[0].URL, Failures: &testserver.Record{}}
	i.admin.SetUp(t)
	i.project = i.admin.AsAdmin().NewProject(t)
	i.admin.AsAdmin().SetSecret(t, i.project, "READ", "this")
	for _, r := range i.replicas {
		r.client = i.admin.AsAdmin().Undescribed().At(r.URL)
	}
	return i
}

func (i *installation) stop(t *testing.T, server *binary.Server) {
	if t.Failed() {
		t.Log(server.LastWords())
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

// databaseURL is that of the example. The nodes of the test have no certificates.
func databaseURL(t *testing.T) string {
	t.Helper()
	for _, line := range lines(example(t, "warder.env")) {
		text, found := strings.CutPrefix(line, "WARDER_DATABASE_URL=")
		if !found {
			continue
		}
		address, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		query := address.Query()
		query.Del("sslrootcert")
		query.Set("sslmode", "disable")
		address.RawQuery = query.Encode()
		return address.String()
	}
	t.Fatal("warder.env names no database")
	return ""
}
