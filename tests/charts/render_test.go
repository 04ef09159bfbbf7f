package charts

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// values reads texts, a later one over those before, as --values does.
func values(t *testing.T, texts ...string) map[string]any {
	t.Helper()
	merged := map[string]any{}
	for _, text := range texts {
		read := map[string]any{}
		if err := yaml.UnmarshalStrict([]byte(text), &read); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		merged = loader.MergeMaps(merged, read)
	}
	return merged
}

// render is the YAML that Helm makes of the chart.
func render(t *testing.T, values map[string]any) string {
	t.Helper()
	text, err := rendered(values)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func rendered(values map[string]any) (string, error) {
	loaded, err := loader.Load(chart)
	if err != nil {
		return "", err
	}
	release := common.ReleaseOptions{Name: "warder", Namespace: "security", IsInstall: true, Revision: 1}
	top, err := util.ToRenderValues(loaded, values, release, nil)
	if err != nil {
		return "", err
	}
	files, err := engine.Engine{Strict: true}.Render(loaded, top)
	if err != nil {
		return "", err
	}
	var documents []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, ".yaml") {
			documents = append(documents, files[name])
		}
	}
	return strings.Join(documents, "\n---\n"), nil
}

func TestChart_is_clean_to_helm_lint(t *testing.T) {
	for name, c := range installations {
		t.Run(name, func(t *testing.T) {
			for _, message := range lint.RunAll(chart, values(t, c.values, c.more), "security").Messages {
				if message.Severity > support.InfoSev {
					t.Error(message)
				}
			}
		})
	}
}

func TestChart_tells_what_comes_next(t *testing.T) {
	loaded, err := loader.Load(chart)
	if err != nil {
		t.Fatal(err)
	}
	top, err := util.ToRenderValues(loaded, values(t, needed), common.ReleaseOptions{Name: "warder", Namespace: "security"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := engine.Engine{Strict: true}.Render(loaded, top)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"kubectl -n security exec deploy/warder -- warder admin setup-token", "port-forward svc/warder 8080:80", "http://127.0.0.1:8080/console/", "Secret warder-root-key"} {
		if notes := files["warder/templates/NOTES.txt"]; !strings.Contains(notes, want) {
			t.Errorf("no %q in\n%s", want, notes)
		}
	}
}
