package references

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Two texts that refer to each other make no text at all, and A is visited as often as
// B is referred to.
func circle(inA, inB int) map[string]string {
	return map[string]string{"prod /here A": strings.Repeat("${B}", inA), "prod /here B": strings.Repeat("${A}", inB)}
}

func secretOf(texts map[string]string, name string) *Secret {
	return &Secret{ID: "prod /here " + name, SecretRef: SecretRef{"prod", "/here", name}, Text: texts["prod /here "+name]}
}

func Test_a_reference_that_is_cut_is_a_step_and_costs_the_secret_alone(t *testing.T) {
	for name, texts := range map[string]map[string]string{
		"few in many": circle(4000, 120_000), "many in many": circle(9000, 9000), "more than a text may have": circle(mostReferences+1, 1),
	} {
		texts["prod /here PLAIN"], texts["prod /here GOOD"] = "1", "${PLAIN}"
		secrets := []*Secret{secretOf(texts, "A"), secretOf(texts, "GOOD"), secretOf(texts, "PLAIN")}
		f, tops, err := follow(t.Context(), &project{texts: texts}, secrets)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.countAll(tops); err != nil || mostStepsInAll-f.budget.steps > 2*mostSteps {
			t.Errorf("%s: %d steps, %v", name, mostStepsInAll-f.budget.steps, err)
		}
		left, err := Expand(t.Context(), &project{texts: texts}, secrets)
		if err != nil || !slices.Equal(left, secrets[:1]) || secrets[0].Text != texts["prod /here A"] || secrets[1].Text != "1" {
			t.Errorf("%s: left %d, %q, %v", name, len(left), secrets[1].Text, err)
		}
		if _, _, err := Tree(t.Context(), &project{texts: texts}, secretOf(texts, "A")); !errors.Is(err, ErrTooMuchText) {
			t.Errorf("%s, in a tree: %v", name, err)
		}
	}
}

func Test_the_text_of_each_node_of_a_tree_counts(t *testing.T) {
	name := strings.Repeat("A", 250)
	long := map[string]string{"prod /here " + name: strings.Repeat("${B}", 50), "prod /here B": strings.Repeat("${"+name+"}", mostExpanded/50/250)}
	top := secretOf(long, name)
	if _, _, err := Tree(t.Context(), &project{texts: long}, top); !errors.Is(err, ErrTooMuchText) {
		t.Errorf("nodes of %d bytes: %v", 50*len(long["prod /here B"]), err)
	}
	if left, err := Expand(t.Context(), &project{texts: long}, []*Secret{top}); err != nil || len(left) > 0 || top.Text != "" {
		t.Errorf("their text, which is none: left %d, %q, %v", len(left), top.Text, err)
	}
}

// Cheap secrets are expanded, however many costly ones stand before them.
func Test_costly_secrets_of_a_list_leave_the_steps_to_the_others(t *testing.T) {
	texts := circle(300, 300) // 90,000 steps
	var secrets []*Secret
	for i := range 2 * mostStepsInAll / 90_000 {
		secrets = append(secrets, &Secret{ID: fmt.Sprint(i), SecretRef: here, Text: "${A}"})
	}
	texts["prod /here PLAIN"] = "1"
	cheap := &Secret{ID: "cheap", SecretRef: here, Text: strings.Repeat("${PLAIN}", 100)}
	secrets = append(secrets, cheap)
	left, err := Expand(t.Context(), &project{texts: texts}, secrets)
	if err != nil || len(left) < 10 || slices.Contains(left, cheap) || cheap.Text != strings.Repeat("1", 100) {
		t.Errorf("left %d of %d, %v", len(left), len(secrets), err)
	}
}

// What names more places than a request may look up is left, and names that others
// share are looked up for them.
func Test_the_places_that_are_looked_up_have_a_bound(t *testing.T) {
	source := &project{texts: map[string]string{"prod /here N0": "0"}}
	var secrets []*Secret
	for i := range mostPlaces/(mostReferences-1) + 2 {
		var text strings.Builder
		for j := range mostReferences - 1 {
			fmt.Fprintf(&text, "${N%d_%d}", i, j)
		}
		secrets = append(secrets, &Secret{ID: fmt.Sprint(i), SecretRef: here, Text: text.String()})
	}
	cheap := &Secret{ID: "cheap", SecretRef: here, Text: "${N0}"}
	left, err := Expand(t.Context(), source, append(secrets, cheap))
	if err != nil || len(left) != 2 || cheap.Text != "0" || len(source.reads[0]) > mostPlaces {
		t.Errorf("left %d, looked up %d, %v", len(left), len(source.reads[0]), err)
	}
}

func Test_an_expansion_ends_with_its_request(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	texts := circle(9000, 9000)
	if _, err := Expand(ended, &project{texts: texts}, []*Secret{secretOf(texts, "A")}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, err := Tree(ended, &project{texts: texts}, secretOf(texts, "A")); !errors.Is(err, context.Canceled) {
		t.Error("tree:", err)
	}
}
