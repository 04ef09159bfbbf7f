package charts

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// objects are the documents of a file, in its order.
type objects []any

// serviceMonitor has the fields that the chart sets, of
// https://github.com/prometheus-operator/prometheus-operator/blob/main/Documentation/api-reference/api.md.
type serviceMonitor struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Selector  metav1.LabelSelector `json:"selector"`
		Endpoints []struct {
			Port     string `json:"port"`
			Path     string `json:"path"`
			Interval string `json:"interval"`
			// What of a scrape is called otherwise.
			Relabelings []struct {
				TargetLabel string `json:"targetLabel"`
				Replacement string `json:"replacement"`
			} `json:"relabelings"`
		} `json:"endpoints"`
	} `json:"spec"`
}

// kinds are what may be rendered.
var kinds = map[string]func() any{
	"apps/v1 Deployment":                      func() any { return &appsv1.Deployment{} },
	"v1 Service":                              func() any { return &corev1.Service{} },
	"v1 ServiceAccount":                       func() any { return &corev1.ServiceAccount{} },
	"v1 PersistentVolumeClaim":                func() any { return &corev1.PersistentVolumeClaim{} },
	"policy/v1 PodDisruptionBudget":           func() any { return &policyv1.PodDisruptionBudget{} },
	"networking.k8s.io/v1 NetworkPolicy":      func() any { return &networkingv1.NetworkPolicy{} },
	"networking.k8s.io/v1 Ingress":            func() any { return &networkingv1.Ingress{} },
	"monitoring.coreos.com/v1 ServiceMonitor": func() any { return &serviceMonitor{} },
}

// decoded reads documents into the types of Kubernetes. A field that a type lacks is an
// error, as is one that is there twice.
func decoded(t *testing.T, text string) (all objects) {
	t.Helper()
	for document := range strings.SplitSeq(text, "\n---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		var meta metav1.TypeMeta
		if err := yaml.Unmarshal([]byte(document), &meta); err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		made, known := kinds[meta.APIVersion+" "+meta.Kind]
		if !known {
			if meta.Kind != "" {
				t.Errorf("%s %s is no kind of this test", meta.APIVersion, meta.Kind)
			}
			continue // a template that left itself out
		}
		object := made()
		if err := yaml.UnmarshalStrict([]byte(document), object); err != nil {
			t.Errorf("%s: %v in\n%s", meta.Kind, err, document)
		}
		all = append(all, object)
	}
	return all
}

func (o objects) kinds() (names []string) {
	for _, object := range o {
		names = append(names, object.(interface{ GetObjectKind() schema.ObjectKind }).GetObjectKind().GroupVersionKind().Kind)
	}
	slices.Sort(names)
	return names
}

// all are the objects of a type.
func all[T any](objects objects) (found []T) {
	for _, object := range objects {
		if typed, ok := object.(T); ok {
			found = append(found, typed)
		}
	}
	return found
}

// one is the only object of a type.
func one[T any](t *testing.T, objects objects) T {
	t.Helper()
	found := all[T](objects)
	if len(found) != 1 {
		t.Fatalf("%d of %T", len(found), *new(T))
	}
	return found[0]
}

// connected is whether every selector selects the pods, and every port that is named is
// there. Kubernetes takes objects that select nothing.
func connected(t *testing.T, objects objects) {
	t.Helper()
	template := one[*appsv1.Deployment](t, objects).Spec.Template
	pod, ports := labels.Set(template.Labels), map[string]int32{}
	for _, port := range template.Spec.Containers[0].Ports {
		ports[port.Name] = port.ContainerPort
	}
	selects := func(name string, selector map[string]string) {
		if len(selector) < 2 || !labels.SelectorFromSet(selector).Matches(pod) {
			t.Errorf("%s selects %v, pods have %v", name, selector, pod)
		}
	}
	selects("the deployment", one[*appsv1.Deployment](t, objects).Spec.Selector.MatchLabels)
	for _, budget := range all[*policyv1.PodDisruptionBudget](objects) {
		selects(budget.Name, budget.Spec.Selector.MatchLabels)
	}
	for _, policy := range all[*networkingv1.NetworkPolicy](objects) {
		selects(policy.Name, policy.Spec.PodSelector.MatchLabels)
	}
	for _, service := range all[*corev1.Service](objects) {
		selects(service.Name, service.Spec.Selector)
		if target := service.Spec.Ports[0].TargetPort.StrVal; ports[target] == 0 {
			t.Errorf("%s leads to the port %q, pods have %v", service.Name, target, ports)
		}
	}
	for _, ingress := range all[*networkingv1.Ingress](objects) {
		backend := ingress.Spec.Rules[0].HTTP.Paths[0].Backend.Service
		if i := slices.IndexFunc(all[*corev1.Service](objects), func(s *corev1.Service) bool {
			return s.Name == backend.Name && s.Spec.Ports[0].Name == backend.Port.Name
		}); i < 0 {
			t.Errorf("the ingress leads to %+v", backend)
		}
	}
	for _, monitor := range all[*serviceMonitor](objects) {
		selector := labels.SelectorFromSet(monitor.Spec.Selector.MatchLabels)
		if i := slices.IndexFunc(all[*corev1.Service](objects), func(s *corev1.Service) bool {
			return selector.Matches(labels.Set(s.Labels)) && s.Spec.Ports[0].Name == monitor.Spec.Endpoints[0].Port
		}); i < 0 {
			t.Errorf("the monitor finds no service: %+v", monitor.Spec)
		}
	}
}
