package charts

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// base is the YAML that Kustomize makes of deploy/kubernetes.
func base(t *testing.T) string {
	t.Helper()
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), "../../deploy/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	text, err := made.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The base and the chart with the same Secrets are the same installation.
func TestBase_is_what_the_chart_makes(t *testing.T) {
	ours := decoded(t, base(t))
	theirs := decoded(t, render(t, values(t, `
database: {existingSecret: warder}
rootKey: {existingSecret: warder}
`)))
	connected(t, ours)
	hardened(t, &one[*appsv1.Deployment](t, ours).Spec.Template.Spec)
	for name, pair := range map[string][2]any{
		"deployment":     {one[*appsv1.Deployment](t, ours).Spec, one[*appsv1.Deployment](t, theirs).Spec},
		"network policy": {one[*networkingv1.NetworkPolicy](t, ours).Spec, one[*networkingv1.NetworkPolicy](t, theirs).Spec},
		"budget":         {one[*policyv1.PodDisruptionBudget](t, ours).Spec, one[*policyv1.PodDisruptionBudget](t, theirs).Spec},
	} {
		if got, want := text(t, pair[0]), text(t, pair[1]); got != want {
			t.Errorf("the %s of the base:\n%s\nof the chart:\n%s", name, got, want)
		}
	}
}

func text(t *testing.T, object any) string {
	t.Helper()
	text, err := yaml.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
