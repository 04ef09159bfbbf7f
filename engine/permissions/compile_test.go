package permissions

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// readRules parses rules that must be right.
func readRules(t testing.TB, form Form, raw string) []Rule {
	t.Helper()
	rules, issues := ParseStored([]byte(raw), form, form.scope())
	if len(issues) > 0 {
		t.Fatalf("%s: %v", raw, issues)
	}
	return rules
}

func compileText(t testing.TB, form Form, raw string) *Compiled {
	t.Helper()
	return Compile(readRules(t, form, raw), form)
}

func asJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCompile_files_conditions_under_keys(t *testing.T) {
	for _, row := range []struct{ name, conditions, want string }{
		{"nothing", `null`, `any`},
		{"empty", `{}`, `any`},
		{"environment", `{"environment":"dev"}`, `dev:`},
		{"environments", `{"environment":{"$in":["dev","prod"]}}`, `dev: prod:`},
		{"path", `{"secretPath":{"$eq":"/a"}}`, `*:/a$`},
		{"bare_path", `{"environment":"dev","secretPath":"/a"}`, `dev:/a$`},
		{"both_lists", `{"environment":{"$in":["dev","prod"]},"secretPath":{"$in":["/a","/b"]}}`, `dev:/a$ dev:/b$ prod:/a$ prod:/b$`},
		{"subtree", `{"environment":"dev","secretPath":{"$glob":"/a/**"}}`, `dev:/a/`},
		{"everything_below_the_root", `{"secretPath":{"$glob":"/**"}}`, `*:/`},
		{"children", `{"secretPath":{"$glob":"/a/*"}}`, `*:/a/*`},
		{"literal_glob", `{"secretPath":{"$glob":"/a"}}`, `*:/a$`},
		{"other_glob", `{"secretPath":{"$glob":"/a*"}}`, `rule`},
		{"negated_glob", `{"secretPath":{"$glob":"!/a"}}`, `rule`},
		{"not_equal", `{"environment":{"$ne":"dev"}}`, `rule`},
		{"two_operators", `{"environment":{"$eq":"dev","$ne":"prod"}}`, `rule`},
		{"glob_on_environment", `{"environment":{"$glob":"dev"}}`, `rule`},
		{"environment_with_a_colon", `{"environment":"a:b"}`, `rule`},
		{"environment_star", `{"environment":"*"}`, `rule`},
		{"name", `{"environment":"dev","secretName":"X"}`, `rule`},
		{"tags", `{"secretTags":{"$in":["a"]}}`, `rule`},
		{"field_of_another_type", `{"environment":"dev","identityId":"x"}`, `dev:`},
	} {
		t.Run(row.name, func(t *testing.T) {
			slot := compileText(t, FormV2, `[{"subject":"secrets","action":"edit","conditions":`+row.conditions+`}]`).Allow["secrets"]["edit"]
			if got := summary(slot); got != row.want {
				t.Errorf("got %s, want %s: %s", got, row.want, asJSON(t, slot))
			}
			if len(slot.All) != 1 {
				t.Errorf("All holds every rule, got %d", len(slot.All))
			}
		})
	}
}

// summary names the one place of a slot that a single rule went to.
func summary(slot Slot) string {
	switch {
	case slot.Any && len(slot.Keys)+len(slot.Rules) == 0:
		return "any"
	case len(slot.Rules) == 1 && len(slot.Keys) == 0 && !slot.Any:
		return "rule"
	}
	keys := []string{}
	for key := range slot.Keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

func TestCompile_resolves_names_and_wildcards(t *testing.T) {
	for _, row := range []struct {
		name  string
		form  Form
		rules string
		want  map[string]string // type to its actions
	}{
		{"legacy_read_is_two_actions", FormV2, `[{"subject":"secrets","action":"read"}]`, map[string]string{"secrets": "describeSecret readValue"}},
		{"read_elsewhere_is_read", FormV2, `[{"subject":"tags","action":"read"}]`, map[string]string{"tags": "read"}},
		{
			"v1_reaches_folders_and_imports", FormV1, `[{"subject":"secrets","action":"read"},{"subject":"secrets","action":"edit"}]`,
			map[string]string{"secrets": "describeSecret edit readValue", "secret-folders": "edit read", "secret-imports": "edit read"},
		},
		{"v2_does_not", FormV2, `[{"subject":"secrets","action":"edit"}]`, map[string]string{"secrets": "edit"}},
		{"v1_pairs_that_do_not_exist_are_dropped", FormV1, `[{"subject":"workspace","action":"read"},{"subject":"workspace","action":"edit"}]`, map[string]string{"workspace": "edit"}},
		{"manage_is_every_action", FormPacked, `[["manage","billing"]]`, map[string]string{"billing": "create delete edit manage-billing read"}},
		{"all_is_every_type_that_has_the_action", FormPacked, `[["manage-billing","all"]]`, map[string]string{"billing": "manage-billing"}},
		{"several_subjects", FormPacked, `[["read","role,member"]]`, map[string]string{"role": "read", "member": "read"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := map[string]string{}
			for resourceType, actions := range compileText(t, row.form, row.rules).Allow {
				names := []string{}
				for action := range actions {
					names = append(names, action)
				}
				slices.Sort(names)
				got[resourceType] = strings.Join(names, " ")
			}
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
	t.Run("all_and_manage_are_the_whole_organization", func(t *testing.T) {
		got := compileText(t, FormPacked, `[["manage","all"]]`)
		for _, resourceType := range ResourceTypes(ScopeOrganization) {
			for _, action := range Actions(ScopeOrganization, resourceType) {
				if !got.Allow[resourceType][action].Any {
					t.Errorf("%s on %s is missing", action, resourceType)
				}
			}
		}
	})
}

func TestCompile_gives_every_glob_its_translation(t *testing.T) {
	slot := compileText(t, FormV2, `[{"subject":"secrets","action":"edit","conditions":{"secretPath":{"$glob":"/a*"},"secretName":{"$glob":"!X"}}}]`).Allow["secrets"]["edit"]
	want := `[{"secretName":{"$glob":"!X","$nomatch":"^(?:X)$"},"secretPath":{"$glob":"/a*","$match":"^(?:/a[^/]*/?)$"}}]`
	if got := asJSON(t, slot.All); got != want {
		t.Errorf("All: got %s, want %s", got, want)
	}
	want = `[{"secretName":{"$nomatch":"^(?:X)$"},"secretPath":{"$match":"^(?:/a[^/]*/?)$"}}]`
	if got := asJSON(t, slot.Rules); got != want {
		t.Errorf("Rules: got %s, want %s", got, want)
	}
}

func TestCompile_ends_all_with_what_no_key_expresses(t *testing.T) {
	slot := compileText(t, FormV2, `[
		{"subject":"secrets","action":"edit","conditions":{"secretName":"X"}},
		{"subject":"secrets","action":"edit","conditions":{"environment":"dev"}},
		{"subject":"secrets","action":"edit","conditions":{"secretName":"Y"}},
		{"subject":"secrets","action":"edit","conditions":{"secretName":"X"}}]`).Allow["secrets"]["edit"]
	want := `[{"environment":{"$eq":"dev"}},{"secretName":{"$eq":"X"}},{"secretName":{"$eq":"Y"}}]`
	if got := asJSON(t, slot.All); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(slot.Rules) != 2 {
		t.Errorf("got %d rules, want the two of them once each", len(slot.Rules))
	}
}

func TestCompile_keeps_in_denials_what_the_type_does_not_know(t *testing.T) {
	rules := `[{"subject":"tags","action":"read","conditions":{"environment":"dev"}},{"subject":"tags","action":"read","inverted":true,"conditions":{"environment":"dev"}}]`
	got := compileText(t, FormV2, rules)
	if !got.Allow["tags"]["read"].Any {
		t.Error("such a condition has no effect in a grant")
	}
	if deny := got.Deny["tags"]["read"]; deny.Any || !deny.Keys["dev:"] {
		t.Errorf("it counts in a denial, got %s", asJSON(t, deny))
	}
}

func TestCompile_reads_nothing_in_favour_that_it_does_not_understand(t *testing.T) {
	for name, conditions := range map[string]Conditions{
		"unknown_operator":    {"environment": {"$regex": "d.*"}},
		"no_operator":         {"environment": {}},
		"operand_of_no_type":  {"environment": {"$eq": 1}},
		"list_of_numbers":     {"environment": {"$in": []any{1}}},
		"glob_that_is_broken": {"secretPath": {"$glob": "/["}},
	} {
		t.Run(name, func(t *testing.T) {
			allow := Rule{Actions: []string{"edit"}, Subjects: []string{"secrets"}, Conditions: conditions}
			deny := allow
			deny.Inverted = true
			got := Compile([]Rule{allow, deny}, FormV2)
			if len(got.Allow) != 0 {
				t.Errorf("a grant is left out, got %s", asJSON(t, got.Allow))
			}
			if !got.Deny["secrets"]["edit"].Any {
				t.Errorf("a denial applies without the condition, got %s", asJSON(t, got.Deny))
			}
		})
	}
}

func TestCompile_is_deterministic(t *testing.T) {
	rules := `[{"subject":"secrets","action":["edit","create"],"conditions":{"environment":{"$in":["b","a"]},"secretPath":{"$glob":"/x/**"},"secretName":{"$ne":"N"}}},
		{"subject":"secrets","action":"edit","inverted":true,"conditions":{"secretPath":{"$glob":"/x/{a,b}"}}}]`
	first := asJSON(t, compileText(t, FormV2, rules))
	for range 20 {
		if again := asJSON(t, compileText(t, FormV2, rules)); again != first {
			t.Fatalf("got %s and %s", first, again)
		}
	}
}

func TestCompile_of_nothing_is_empty_and_not_null(t *testing.T) {
	if got := asJSON(t, Compile(nil, FormV1)); got != `{"allow":{},"deny":{},"templated":false}` {
		t.Errorf("got %s", got)
	}
}

func TestCompile_does_not_multiply_long_lists_into_keys(t *testing.T) {
	values := make([]string, 40)
	for i := range values {
		values[i] = "/" + strings.Repeat("x", i+1)
	}
	conditions := Conditions{"environment": {"$in": values}, "secretPath": {"$in": values}}
	slot := Compile([]Rule{{Actions: []string{"edit"}, Subjects: []string{"secrets"}, Conditions: conditions}}, FormV2).Allow["secrets"]["edit"]
	if got := summary(slot); got != "rule" {
		t.Errorf("got %s", got)
	}
}
