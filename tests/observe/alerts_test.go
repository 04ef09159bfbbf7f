package observe

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const alertsFile = "../../deploy/prometheus/alerts.yaml"

// rule is one of alerts.yaml.
type rule struct {
	Alert, Record, Expr, For string
	Labels                   struct{ Severity string }
	Annotations              struct {
		Summary string
		Runbook string `yaml:"runbook_url"`
	}
}

func rules(t *testing.T) (rules []rule) {
	t.Helper()
	text, err := os.ReadFile(alertsFile)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Groups []struct{ Rules []rule } }
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, group := range file.Groups {
		rules = append(rules, group.Rules...)
	}
	if len(rules) < 20 {
		t.Fatalf("%d rules read", len(rules))
	}
	return rules
}

// recorded are the labels of what rules record: those that they are summed by.
func recorded(t *testing.T) map[string]string {
	names := map[string]string{}
	for _, rule := range rules(t) {
		if rule.Record != "" {
			names[rule.Record] = "job"
		}
	}
	return names
}

var inTemplate = regexp.MustCompile(`\$labels\.([a-z_]+)`)

func Test_alerts_ask_for_what_a_running_server_shows(t *testing.T) {
	k := &known{families(t, busy(t)), documented(t), recorded(t)}
	for _, rule := range rules(t) {
		name := rule.Alert + rule.Record
		for _, problem := range k.problems(rule.Expr) {
			t.Errorf("%s: %s", name, problem)
		}
		for _, label := range inTemplate.FindAllStringSubmatch(rule.Annotations.Summary, -1) {
			if left := labelsLeft(t, k, rule.Expr); !slices.Contains(left, label[1]) {
				t.Errorf("%s: its summary has the label %s, its series have %v", name, label[1], left)
			}
		}
	}
}

func Test_every_alert_has_a_runbook(t *testing.T) {
	page, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules(t) {
		if rule.Alert == "" {
			continue
		}
		if want := "docs/operating.md#" + strings.ToLower(rule.Alert); rule.Annotations.Runbook != want {
			t.Errorf("%s: runbook_url is %q, want %q", rule.Alert, rule.Annotations.Runbook, want)
		}
		if !strings.Contains(string(page), "\n### "+rule.Alert+"\n") {
			t.Errorf("docs/operating.md has no heading %s", rule.Alert)
		}
		if rule.Annotations.Summary == "" || !slices.Contains([]string{"warning", "critical"}, rule.Labels.Severity) {
			t.Errorf("%s has no summary, or the severity %q", rule.Alert, rule.Labels.Severity)
		}
	}
}

func Test_every_alert_is_seen_to_fire(t *testing.T) {
	cases, err := os.ReadFile("../../deploy/prometheus/alerts_test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules(t) {
		if rule.Alert != "" && !strings.Contains(string(cases), `{alertname="`+rule.Alert+`"}`) {
			t.Errorf("no case of alerts_test.yaml has %s fire", rule.Alert)
		}
	}
	promtool(t, "check", "rules", alertsFile)
	promtool(t, "test", "rules", "../../deploy/prometheus/alerts_test.yaml")
}

// promtool is of Debian's package prometheus, which .ci/packages installs.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "promtool", args...).CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, output)
	}
}
