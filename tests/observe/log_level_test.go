package observe

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// ownLog has a server make its log itself, as one does that no test has started.
func ownLog(out *testserver.Record) func(*service.Config) {
	return func(config *service.Config) {
		config.Logger, config.LogTo, config.LogLevel = nil, out, slog.LevelInfo
	}
}

func Test_the_level_of_the_log_changes_while_the_server_runs(t *testing.T) {
	out := &testserver.Record{}
	server := testserver.Start(t, database.SQLite(t), ownLog(out))
	for _, step := range []struct {
		level string
		want  bool
	}{{"info", false}, {"debug", true}, {"warn", false}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.OpsURL+"/log-level", strings.NewReader(step.level))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if _ = response.Body.Close(); response.StatusCode != http.StatusOK {
			t.Fatalf("%s: got %d", step.level, response.StatusCode)
		}
		before := len(out.String())
		server.Anonymous().Get(t, "/api/status").Want(t, 200)
		if written := strings.Contains(out.String()[before:], "msg=request"); written != step.want {
			t.Errorf("%s: a request is logged: %v", step.level, written)
		}
	}
	if log := out.String(); strings.Count(log, "log level changed") != 3 {
		t.Error(log)
	}
}

// The listener of clients has no such route.
func Test_clients_do_not_change_the_level(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t), ownLog(&testserver.Record{}))
	server.Anonymous().Undescribed().Do(t, http.MethodPut, "/log-level", testserver.Raw("debug")).Want(t, 404)
}
