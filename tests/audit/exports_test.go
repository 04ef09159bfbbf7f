package audit

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// exporting is a server that copies its log to a URL.
func exporting(t *testing.T, url, to string, backlog int) *testserver.Server {
	t.Helper()
	return testserver.Start(t, url, func(c *service.Config) {
		c.DecisionExport, c.ExportMaxBacklog = seal.NewText(to), backlog
	})
}

func TestExport_has_every_decision_and_the_metrics_say_so(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		file := filepath.Join(t.TempDir(), "decisions.jsonl")
		s := exporting(t, url, "file://"+file, 0)
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "canary-value")
		ids := []string{}
		for range 5 {
			ids = append(ids, s.AsAdmin().Get(t, project.SecretPath("FOO")).Want(t, http.StatusOK).Header.Get("X-Decision-Id"))
		}
		testserver.Eventually(t, "the decisions are in the file", func() bool {
			lines, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(lines), "canary-value") {
				t.Fatal("the value of a secret was exported")
			}
			for _, id := range ids {
				if strings.Count(string(lines), `"decision_id":"`+id+`"`) != 1 {
					return false
				}
			}
			return true
		})
		testserver.Eventually(t, "nothing waits", func() bool {
			return strings.Contains(s.Metrics(t), `warder_decision_export_backlog_records{sink="file://`+file+`"} 0`)
		})
	})
}

// The other end refuses: reads and changes are refused once more wait than may, and
// served again when it is back.
func TestExport_that_is_too_far_behind_refuses_requests_until_it_catches_up(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		refuses, taken := atomic.Bool{}, atomic.Int64{}
		collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if refuses.Load() {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			taken.Add(1)
		}))
		defer collector.Close()
		s := exporting(t, url, "opa+"+strings.Replace(collector.URL, "://", "://warder:canary-password@", 1)+"/logs", 20)
		project := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, project, "FOO", "v")
		testserver.Eventually(t, "the copy has caught up", func() bool { return taken.Load() > 0 && strings.Contains(s.Metrics(t), `/logs"} 0`) })
		refuses.Store(true)
		testserver.Eventually(t, "a read is refused", func() bool {
			return s.AsAdmin().Get(t, project.SecretPath("FOO")).Status == http.StatusServiceUnavailable
		})
		s.AsAdmin().Post(t, "/api/v2/workspace", testserver.Object{"projectName": "another"}).Want(t, http.StatusServiceUnavailable)
		if ready := s.Ready(t); ready.Status != http.StatusServiceUnavailable || !strings.Contains(ready.Body, "wait for their copy to opa+http://") {
			t.Errorf("ready: %d %s", ready.Status, ready.Body)
		}
		if strings.Contains(s.Log.String()+s.Ready(t).Body+s.Metrics(t), "canary-password") {
			t.Error("the password of the sink is told")
		}
		refuses.Store(false)
		testserver.Eventually(t, "a read is served", func() bool {
			return s.AsAdmin().Get(t, project.SecretPath("FOO")).Status == http.StatusOK
		})
		if taken.Load() == 0 {
			t.Error("nothing was exported")
		}
	})
}
