package observe

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metricsql"
	"go.yaml.in/yaml/v3"
)

// dashboard is what the tests look at of Grafana's JSON.
type dashboard struct {
	UID, Title    string
	SchemaVersion int
	Panels        []panel
	Templating    struct {
		List []struct {
			Name, Type string
			Query      any
		}
	}
}

type panel struct {
	ID          int
	Type, Title string
	Datasource  source
	GridPos     struct{ X, Y, W, H int }
	Targets     []target
}

type source struct{ Type, UID string }

type target struct {
	RefID, Expr, LegendFormat string
	Datasource                source
}

func readDashboard(t *testing.T) (d dashboard) {
	t.Helper()
	text, err := os.ReadFile("../../deploy/grafana/warder.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func Test_the_dashboard_is_well_formed(t *testing.T) {
	d := readDashboard(t)
	if d.UID == "" || d.Title == "" || d.SchemaVersion == 0 || len(d.Panels) < 30 {
		t.Errorf("uid %q, title %q, schema version %d, %d panels", d.UID, d.Title, d.SchemaVersion, len(d.Panels))
	}
	variables := map[string]string{}
	for _, variable := range d.Templating.List {
		variables[variable.Name] = variable.Type
	}
	if variables["datasource"] != "datasource" || variables["job"] != "query" || variables["instance"] != "query" {
		t.Errorf("the variables are %v", variables)
	}
	ids := map[int]bool{}
	want := source{"prometheus", "${datasource}"}
	for _, p := range d.Panels {
		if ids[p.ID] || p.ID == 0 || p.Title == "" {
			t.Errorf("panel %q has the id %d, which another one has, or none", p.Title, p.ID)
		}
		ids[p.ID] = true
		if p.Type != "row" && (p.Datasource != want || len(p.Targets) == 0) {
			t.Errorf("panel %q: %d queries to %v", p.Title, len(p.Targets), p.Datasource)
		}
		for _, target := range p.Targets {
			if target.Datasource != want {
				t.Errorf("panel %q asks %v", p.Title, target.Datasource)
			}
		}
	}
}

func Test_no_panel_lies_over_another_one(t *testing.T) {
	cells := map[string]string{}
	for _, p := range readDashboard(t).Panels {
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				cell := fmt.Sprint(x, y)
				if cells[cell] != "" || x >= 24 {
					t.Fatalf("panel %q lies over %q, or beyond the edge", p.Title, cells[cell])
				}
				cells[cell] = p.Title
			}
		}
	}
}

var inLegend = regexp.MustCompile(`\{\{([a-z_]+)\}\}`)

func Test_the_dashboard_asks_for_what_a_running_server_shows(t *testing.T) {
	k := &known{families(t, busy(t)), documented(t), recorded(t)}
	for _, p := range readDashboard(t).Panels {
		for _, target := range p.Targets {
			for _, problem := range k.problems(target.Expr) {
				t.Errorf("panel %q: %s", p.Title, problem)
			}
			if !strings.Contains(target.Expr, `{job="$job", instance=~"$instance"`) {
				t.Errorf("panel %q shows servers that were not chosen", p.Title)
			}
			for _, label := range inLegend.FindAllStringSubmatch(target.LegendFormat, -1) {
				if left := labelsLeft(t, k, target.Expr); !slices.Contains(left, label[1]) {
					t.Errorf("panel %q: its legend has the label %s, its series have %v", p.Title, label[1], left)
				}
			}
		}
	}
}

// labelsLeft are the labels of the result of a query: those of its outermost aggregation,
// and else of its metrics.
func labelsLeft(t *testing.T, k *known, query string) []string {
	t.Helper()
	parsed, err := metricsql.Parse(strings.ReplaceAll(query, "$__rate_interval", "5m"))
	if err != nil {
		t.Fatal(err)
	}
	for {
		switch expr := parsed.(type) {
		case *metricsql.BinaryOpExpr:
			if _, number := expr.Left.(*metricsql.NumberExpr); number {
				parsed = expr.Right
			} else if function, is := expr.Left.(*metricsql.FuncExpr); is && function.Name == "time" {
				parsed = expr.Right
			} else {
				parsed = expr.Left
			}
		case *metricsql.AggrFuncExpr:
			if expr.Modifier.Op == "by" {
				return expr.Modifier.Args
			}
			if expr.Name != "topk" {
				return nil
			}
			parsed = expr.Args[len(expr.Args)-1]
		case *metricsql.FuncExpr:
			if len(expr.Args) == 0 {
				return nil
			}
			parsed = expr.Args[len(expr.Args)-1]
		default:
			return k.labelsIn(parsed)
		}
	}
}

// Grafana hands queries to Prometheus, whose own parser has the last word on them.
func Test_Prometheus_takes_the_queries_of_the_dashboard(t *testing.T) {
	var queries []map[string]string
	for i, p := range readDashboard(t).Panels {
		for j, target := range p.Targets {
			query := strings.ReplaceAll(target.Expr, "$__rate_interval", "5m")
			queries = append(queries, map[string]string{"record": fmt.Sprintf("panel:query:%d_%d", i, j), "expr": query})
		}
	}
	text, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "dashboard", "rules": queries}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "dashboard.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "check", "rules", file)
}
