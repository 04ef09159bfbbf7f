package speed

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// What a read costs, of the client and the server together, where nothing watches requests
// and where each leaves a line or a trace.
func BenchmarkRead(b *testing.B) {
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	b.Cleanup(collector.Close)
	for _, c := range []struct {
		name   string
		change func(*service.Config)
	}{
		{"unwatched", func(*service.Config) {}},
		{"request-log", func(config *service.Config) { config.RequestLog = filepath.Join(b.TempDir(), "requests.jsonl") }},
		{"traced/0.01", func(config *service.Config) { config.OTLPEndpoint, config.TraceRatio = collector.URL, 0.01 }},
		{"traced/1", func(config *service.Config) { config.OTLPEndpoint = collector.URL }},
	} {
		b.Run(c.name, func(b *testing.B) {
			server := testserver.Start(b, database.SQLite(b), func(config *service.Config) {
				config.Logger, config.Observer = service.NewLogger(io.Discard, service.LogText, slog.LevelInfo), nil
			}, c.change)
			project := server.AsAdmin().NewProject(b)
			server.AsAdmin().SetSecret(b, project, "KEY", "value")
			readAgain(b, server, project.SecretPath("KEY"))
		})
	}
}

// What a list costs, of the client and the server together.
func BenchmarkReadList(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			server := testserver.Start(b, database.SQLite(b), func(config *service.Config) {
				config.Logger, config.Observer = service.NewLogger(io.Discard, service.LogText, slog.LevelInfo), nil
			})
			project := server.AsAdmin().NewProject(b)
			fill(b, server, project, n)
			readAgain(b, server, "/api/v3/secrets/raw?environment=dev&workspaceId="+project.ID)
		})
	}
}

func readAgain(b *testing.B, server *testserver.Server, path string) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+server.Admin.Token)
	b.ReportAllocs()
	for b.Loop() {
		response, err := http.DefaultClient.Do(request)
		if err != nil || response.StatusCode != http.StatusOK {
			b.Fatal(response, err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}
