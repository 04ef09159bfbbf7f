// Package observe holds the metrics, the dashboard, the alerts, the traces and the logs of
// a running server to what is documented and shipped about them.
package observe

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"warder/cmd/service"
	"warder/handlers"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// metric is what the page and the server say of one.
type metric struct {
	kind   string
	labels string // sorted
	note   string
}

var pageRow = regexp.MustCompile("^\\| `(warder_[a-z_]+)` \\| ([a-z]+) \\|([^|]*)\\|[^|]*\\|([^|]*)\\|[^|]*\\|$")

// documented are the rows of docs/metrics.md.
func documented(t *testing.T) map[string]metric {
	t.Helper()
	text, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	page := map[string]metric{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `warder_") {
			row := pageRow.FindStringSubmatch(strings.TrimSpace(line))
			if row == nil {
				t.Fatalf("no row of a metric: %s", line)
			}
			page[row[1]] = metric{row[2], sorted(strings.FieldsFunc(row[3], func(r rune) bool { return strings.ContainsRune("`, ", r) })), row[4]}
		}
	}
	return page
}

func sorted(labels []string) string {
	slices.Sort(labels)
	return strings.Join(slices.Compact(labels), " ")
}

// families are the metrics of a server as Prometheus reads them.
func families(t *testing.T, server *testserver.Server) map[string]*dto.MetricFamily {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	found, err := parser.TextToMetricFamilies(strings.NewReader(server.Metrics(t)))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func labelsOf(family *dto.MetricFamily) string {
	var names []string
	for _, series := range family.GetMetric() {
		for _, pair := range series.GetLabel() {
			names = append(names, pair.GetName())
		}
	}
	return sorted(names)
}

// ours is whether a metric is Warder's own, and not of the Go runtime or the process.
func ours(name string) bool { return strings.HasPrefix(name, "warder_") }

func Test_every_metric_is_documented_and_exists(t *testing.T) {
	server := busy(t)
	served, page := families(t, server), documented(t)
	for _, name := range slices.Sorted(maps.Keys(served)) {
		family := served[name]
		if family.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		if !ours(name) {
			continue
		}
		want, found := page[name]
		if got := strings.ToLower(family.GetType().String()); !found || got != want.kind || labelsOf(family) != want.labels {
			t.Errorf("%s is a %s with the labels %q; docs/metrics.md says %+v", name, got, labelsOf(family), want)
		}
	}
	for name, row := range page {
		if served[name] == nil && !strings.Contains(row.note, "Shown only ") {
			t.Errorf("docs/metrics.md has %s, which a running server does not show", name)
		}
	}
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "process_start_time_seconds"} {
		if served[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
}

func Test_metrics_follow_the_conventions_of_Prometheus(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(busy(t).Metrics(t))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		if ours(problem.Metric) {
			t.Errorf("%s: %s", problem.Metric, problem.Text)
		}
	}
}

// A client chooses paths, methods and names; none of them may make a series of its own.
func Test_no_label_holds_what_a_client_made_up(t *testing.T) {
	const canary = "canary-4f1b"
	server := busy(t)
	admin := server.AsAdmin()
	project := admin.NewProject(t)
	admin.SetSecret(t, project, strings.ToUpper(canary), canary)
	admin.Get(t, project.SecretPath(strings.ToUpper(canary))).Want(t, 200)
	server.As(canary).Get(t, project.SecretPath("X")).Want(t, 401)
	server.Anonymous().Get(t, "/"+canary+"?"+canary+"="+canary).Want(t, 404)
	server.Anonymous().Do(t, strings.ToUpper(canary), "/api/status", nil)
	text := server.Metrics(t)
	for _, secret := range []string{canary, strings.ToUpper(canary), project.ID, server.Admin.IdentityID, server.Admin.ID} {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics hold %q", secret)
		}
	}
	routes := map[string]bool{"none": true}
	for _, route := range handlers.Routes() {
		routes[route.Path] = true
	}
	for _, series := range families(t, server)["warder_http_requests_total"].GetMetric() {
		for _, pair := range series.GetLabel() {
			if pair.GetName() == "route" && !routes[pair.GetValue()] {
				t.Errorf("%q is no route", pair.GetValue())
			}
		}
	}
}

// busy is a server that has answered requests of several kinds.
func busy(t *testing.T) *testserver.Server {
	t.Helper()
	copied := "file://" + filepath.Join(t.TempDir(), "decisions.jsonl")
	collector := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(collector.Close)
	server := testserver.Start(t, database.SQLite(t), tracing(collector.URL), func(c *service.Config) {
		c.DecisionExport, c.RequestLog = seal.NewText(copied), filepath.Join(t.TempDir(), "requests.jsonl")
	})
	admin := server.AsAdmin()
	project := admin.NewProject(t)
	admin.SetSecret(t, project, "KEY", "value")
	for range 3 {
		admin.Get(t, project.SecretPath("KEY")).Want(t, 200)
	}
	server.Anonymous().Get(t, fmt.Sprintf("/api/v1/workspace/%s", project.ID)).Want(t, 401)
	return server
}
