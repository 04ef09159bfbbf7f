package observe

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metricsql"
	dto "github.com/prometheus/client_model/go"
)

// known is what queries may ask for: the metrics of a running server, those that the page
// says are shown at times only, and those that rules record.
type known struct {
	served   map[string]*dto.MetricFamily
	page     map[string]metric
	recorded map[string]string // labels, by name
}

// scraped are the labels that Prometheus gives to all that it scrapes.
var scraped = []string{"job", "instance"}

// labels are those that the series of a name have.
func (k *known) labels(name string) (labels []string, found bool) {
	if labels, recorded := k.recorded[name]; recorded {
		return strings.Fields(labels), true
	}
	if name == "up" {
		return scraped, true
	}
	base, more := name, scraped
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if parent, cut := strings.CutSuffix(name, suffix); cut && k.served[parent] != nil {
			if base = parent; suffix == "_bucket" {
				more = append([]string{"le"}, scraped...)
			}
		}
	}
	if family := k.served[base]; family != nil {
		isBucketed := family.GetType() == dto.MetricType_HISTOGRAM || family.GetType() == dto.MetricType_SUMMARY
		return append(strings.Fields(labelsOf(family)), more...), isBucketed == (base != name)
	}
	row, documented := k.page[base]
	return append(strings.Fields(row.labels), more...), documented
}

// problems are what a query asks for and no server has.
func (k *known) problems(query string) (problems []string) {
	parsed, err := metricsql.Parse(strings.ReplaceAll(query, "$__rate_interval", "5m"))
	if err != nil {
		return []string{err.Error()}
	}
	metricsql.VisitAll(parsed, func(expr metricsql.Expr) {
		switch expr := expr.(type) {
		case *metricsql.MetricExpr:
			for _, filters := range expr.LabelFilterss {
				problems = append(problems, k.filters(filters)...)
			}
		case *metricsql.AggrFuncExpr:
			for _, label := range expr.Modifier.Args {
				if !slices.Contains(k.labelsIn(expr), label) {
					problems = append(problems, "nothing in it has the label "+label)
				}
			}
		}
	})
	return problems
}

// labelsIn are all labels of the metrics of a query.
func (k *known) labelsIn(expr metricsql.Expr) (labels []string) {
	metricsql.VisitAll(expr, func(part metricsql.Expr) {
		if m, is := part.(*metricsql.MetricExpr); is && len(m.LabelFilterss) > 0 {
			found, _ := k.labels(m.LabelFilterss[0][0].Value)
			labels = append(labels, found...)
		}
	})
	return labels
}

// open are labels whose values are those of what was asked of the server.
var open = []string{"job", "instance", "status", "route", "method"}

// filters are the problems of a selector, whose first filter is the name.
func (k *known) filters(filters []metricsql.LabelFilter) (problems []string) {
	name := filters[0].Value
	labels, found := k.labels(name)
	if filters[0].Label != "__name__" || !found {
		return []string{"there is no metric " + name}
	}
	for _, filter := range filters[1:] {
		if !slices.Contains(labels, filter.Label) {
			problems = append(problems, name+" has no label "+filter.Label)
		} else if !slices.Contains(open, filter.Label) && !k.matches(name, filter) {
			problems = append(problems, name+" never has "+filter.Label+" "+filter.Value)
		}
	}
	return problems
}

// matches is whether some series of a running server has what is asked for.
func (k *known) matches(name string, filter metricsql.LabelFilter) bool {
	value := regexp.QuoteMeta(filter.Value)
	if filter.IsRegexp {
		value = filter.Value
	}
	pattern := regexp.MustCompile("^(?:" + value + ")$")
	for _, series := range k.served[name].GetMetric() {
		for _, pair := range series.GetLabel() {
			if pair.GetName() == filter.Label && pattern.MatchString(pair.GetValue()) {
				return true
			}
		}
	}
	return false
}

func Test_queries_that_ask_for_what_there_is_not_are_found(t *testing.T) {
	k := &known{served: families(t, busy(t)), page: documented(t)}
	for query, want := range map[string]bool{
		`sum by (code) (rate(warder_decisions_total{result="refused"}[5m]))`:                true,
		`sum by (kode) (rate(warder_decisions_total[5m]))`:                                  false,
		`warder_decisions_total{result="denied"}`:                                           false,
		`warder_decisions_total{reason="x"}`:                                                false,
		`warder_decision_total`:                                                             false,
		`histogram_quantile(0.9, sum by (le) (rate(warder_decision_duration_seconds[5m])))`: false,
		`rate(warder_decision_duration_seconds_count[$__rate_interval])`:                    true,
		`sum(`: false,
	} {
		if problems := k.problems(query); (len(problems) == 0) != want {
			t.Errorf("%s: %v", query, problems)
		}
	}
}
