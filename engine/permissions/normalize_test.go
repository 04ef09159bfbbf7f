package permissions

import (
	"fmt"
	"strings"
	"testing"
)

func conditioned(field, operators string) []byte {
	return fmt.Appendf(nil, `[{"action":"edit","subject":"secrets","conditions":{"%s":%s}}]`, field, operators)
}

func TestConditions_are_stored_as_requests_name_things(t *testing.T) {
	for _, row := range []struct{ name, field, sent, want string }{
		{"slash_at_the_end", "secretPath", `"/fin/"`, `"/fin"`},
		{"slash_at_the_end_of_an_equality", "secretPath", `{"$eq":"/fin/"}`, `{"$eq":"/fin"}`},
		{"slash_at_the_end_in_a_list", "secretPath", `{"$in":["/fin/","/a"]}`, `{"$in":["/fin","/a"]}`},
		{"slash_at_the_end_of_a_glob", "secretPath", `{"$glob":"/a/*/"}`, `{"$glob":"/a/*"}`},
		{"slash_after_a_template", "secretPath", `{"$eq":"/{{identity.id}}/"}`, `{"$eq":"/{{identity.id}}"}`},
		{"blanks_around", "secretPath", `" /fin\t"`, `"/fin"`},
		{"blanks_around_a_glob", "secretPath", `{"$glob":"/fin/** "}`, `{"$glob":"/fin/**"}`},
		{"blank_after_a_slash", "secretPath", `"/fin/ "`, `"/fin"`},
		{"blank_within", "secretPath", `"/my fin"`, `"/my fin"`},
		{"other_letters", "secretPath", `"/Zürich/東"`, `"/Zürich/東"`},
		{"name", "secretName", `{"$in":["DB_URL","é.x-1"]}`, `{"$in":["DB_URL","é.x-1"]}`},
		{"name_pattern", "secretName", `{"$glob":"*_URL"}`, `{"$glob":"*_URL"}`},
		{"name_pattern_of_everything", "secretName", `{"$glob":"**"}`, `{"$glob":"**"}`},
		{"path_pattern_of_classes", "secretPath", `{"$glob":"/[f]in/[!a]*"}`, `{"$glob":"/[f]in/[!a]*"}`},
		{"path_pattern_of_the_root", "secretPath", `{"$glob":"{/,/fin/**}"}`, `{"$glob":"{/,/fin/**}"}`},
		{"path_pattern_of_an_attribute", "secretPath", `{"$glob":"{/teams,/x}/{{identity.name}}/**"}`, `{"$glob":"{/teams,/x}/{{identity.name}}/**"}`},
		{"path_pattern_that_is_an_attribute", "secretPath", `{"$glob":"{{identity.metadata.home}}/*"}`, `{"$glob":"{{identity.metadata.home}}/*"}`},
		{"path_pattern_of_dots", "secretPath", `{"$glob":"/.h/..x/a.b"}`, `{"$glob":"/.h/..x/a.b"}`},
		{"path_pattern_of_other_letters", "secretPath", `{"$glob":"/[à-ü]*/東"}`, `{"$glob":"/[à-ü]*/東"}`},
		{"name_template", "secretName", `"{{ identity.name }}"`, `"{{ identity.name }}"`},
		{"tag", "secretTags", `{"$in":["core-1"]}`, `{"$in":["core-1"]}`},
		{"root", "secretPath", `{"$eq":"/","$glob":"/"}`, `{"$eq":"/","$glob":"/"}`},
		{"glob_that_begins_with_a_star", "secretPath", `{"$glob":"**"}`, `{"$glob":"**"}`},
		{"glob_that_begins_with_braces", "secretPath", `{"$glob":"{/a,/b}/**"}`, `{"$glob":"{/a,/b}/**"}`},
		{"glob_that_begins_with_a_negation", "secretPath", `{"$glob":"!/b/"}`, `{"$glob":"!/b"}`},
		{"glob_that_begins_with_a_group", "secretPath", `{"$glob":"@(/a|/b)"}`, `{"$glob":"@(/a|/b)"}`},
		{"dots_in_braces_are_left_alone", "secretPath", `{"$glob":"/{.a,b}"}`, `{"$glob":"/{.a,b}"}`},
		{"hidden_folder", "secretPath", `"/.h/..x"`, `"/.h/..x"`},
		{"template_with_blanks", "secretPath", `"/{{ identity.metadata.a.b }}"`, `"/{{ identity.metadata.a.b }}"`},
		{"template_alone", "secretPath", `"{{identity.metadata.home}}"`, `"{{identity.metadata.home}}"`},
		{"environment", "environment", `"dev-eu"`, `"dev-eu"`},
		{"environment_pattern", "environment", `{"$glob":"*"}`, `{"$glob":"*"}`},
		{"environment_pattern_of_many", "environment", `{"$glob":"@(dev|{qa,prod-[0-9]})-?*"}`, `{"$glob":"@(dev|{qa,prod-[0-9]})-?*"}`},
		{"environment_template", "environment", `{"$ne":"x-{{identity.name}}"}`, `{"$ne":"x-{{identity.name}}"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			rules, issues := Parse(conditioned(row.field, row.sent), FormV2, ScopeProject)
			if len(issues) > 0 {
				t.Fatal(issues)
			}
			if got := asJSON(t, rules[0].Sent[row.field]); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestConditions_that_no_request_can_match_are_refused_by_name(t *testing.T) {
	for _, row := range []struct{ name, field, sent, message string }{
		{"empty_segment", "secretPath", `"/fin//x"`, "Invalid Secret Path; it has an empty segment"},
		{"two_slashes_at_the_end", "secretPath", `"/fin//"`, "Invalid Secret Path; it has an empty segment"},
		{"empty_segment_in_a_glob", "secretPath", `{"$glob":"//fin/**"}`, "Invalid Secret Path; it has an empty segment"},
		{"dot", "secretPath", `{"$eq":"/./fin"}`, "Invalid Secret Path; it has a segment '.'"},
		{"dots", "secretPath", `{"$ne":"/fin/../x"}`, "Invalid Secret Path; it has a segment '..'"},
		{"dots_in_a_list", "secretPath", `{"$in":["/ok","/.."]}`, "Invalid Secret Path; it has a segment '..'"},
		{"dots_in_a_glob", "secretPath", `{"$glob":"/fin/../**"}`, "Invalid Secret Path; it has a segment '..'"},
		{"dots_in_a_negated_glob", "secretPath", `{"$glob":"!/fin/.."}`, "Invalid Secret Path; it has a segment '..'"},
		{"blank_alone", "secretPath", `" "`, "Invalid Secret Path; it must start with a '/'"},
		{"blank_at_the_end", "secretPath", `"/fin /"`, "Invalid Secret Path; it ends in a blank"},
		{"percent", "secretPath", `"/fin%2Fx"`, "Invalid Secret Path; it has a character that no path has"},
		{"percent_in_a_glob", "secretPath", `{"$glob":"/%66in/*"}`, "Invalid Secret Path; it has a character that no path has"},
		{"backslash", "secretPath", `"/fin\\x"`, "Invalid Secret Path; it has a character that no path has"},
		{"control_character", "secretPath", `"/fi\u0007n"`, "Invalid Secret Path; it has a character that no path has"},
		{"name_with_a_slash", "secretName", `"/DB_URL"`, "Invalid Secret Name; no secret has this name"},
		{"name_with_a_blank_around", "secretName", `{"$in":["X","DB_URL "]}`, "Invalid Secret Name; no secret has this name"},
		{"name_with_a_colon", "secretName", `{"$ne":"a:b"}`, "Invalid Secret Name; no secret has this name"},
		{"tag_in_capitals", "secretTags", `{"$in":["Core"]}`, "Invalid Secret Tags; no tag has this slug"},
		{"class_for_a_slash", "secretPath", `{"$glob":"[f]in"}`, "Invalid Secret Path; it matches no path"},
		{"class_for_a_slash_everywhere", "secretPath", `{"$glob":"[f]in/**"}`, "Invalid Secret Path; it matches no path"},
		{"slash_at_the_end_of_an_alternative", "secretPath", `{"$glob":"{/fin/,/x}"}`, "Invalid Secret Path; one of its alternatives matches no path"},
		{"relative_alternative", "secretPath", `{"$glob":"{/fin,fin}/**"}`, "Invalid Secret Path; one of its alternatives matches no path"},
		{"slashes_in_an_alternative", "secretPath", `{"$glob":"/a/@(/b|c)"}`, "Invalid Secret Path; one of its alternatives matches no path"},
		{"negated_alternative", "secretPath", `{"$glob":"!{/fin/,/x}"}`, "Invalid Secret Path; one of its alternatives matches no path"},
		{"attribute_in_an_alternative_without_a_slash", "secretPath", `{"$glob":"@(x)/{{identity.id}}"}`, "Invalid Secret Path; it matches no path"},
		{"environment_class", "environment", `{"$glob":"[D]ev"}`, "Invalid Environment; it matches no slug"},
		{"environment_alternative", "environment", `{"$glob":"{dev,PROD}"}`, "Invalid Environment; one of its alternatives matches no slug"},
		{"environment_of_dashes", "environment", `{"$glob":"-*"}`, "Invalid Environment; it matches no slug"},
		{"relative", "secretPath", `"fin"`, "Invalid Secret Path; it must start with a '/'"},
		{"relative_glob", "secretPath", `{"$glob":"fin/**"}`, "Invalid Secret Path; it must start with a '/'"},
		{"capitals", "environment", `"Dev"`, "Invalid Environment; no environment has this slug"},
		{"capitals_in_a_list", "environment", `{"$in":["dev","PROD"]}`, "Invalid Environment; no environment has this slug"},
		{"capitals_in_a_plain_glob", "environment", `{"$glob":"Dev"}`, "Invalid Environment; no environment has this slug"},
		{"capitals_in_a_glob", "environment", `{"$glob":"PR*"}`, "Invalid Environment; no environment has this slug"},
		{"slash_in_a_glob", "environment", `{"$glob":"dev/**"}`, "Invalid Environment; no environment has this slug"},
		{"blank", "environment", `{"$ne":"my env"}`, "Invalid Environment; no environment has this slug"},
		{"unknown_attribute", "secretPath", `"/{{identity.secret}}"`, "Invalid value: unknown template '{{identity.secret}}'"},
		{"attribute_of_something_else", "secretName", `"{{user.id}}"`, "Invalid value: unknown template '{{user.id}}'"},
		{"empty_template", "secretPath", `"/{{}}"`, "Invalid value: unknown template '{{}}'"},
		{"no_key", "secretPath", `"/{{identity.metadata.}}"`, "Invalid value: unknown template '{{identity.metadata.}}'"},
		{"login_by_another_method", "secretPath", `"/{{identity.auth.ldap.name}}"`, "Invalid value: unknown template"},
		{"login_by_a_claim_without_a_name", "secretPath", `"/{{identity.auth.oidc.claims.}}"`, "Invalid value: unknown template"},
		{"login_by_another_attribute", "secretPath", `"/{{identity.auth.aws.region}}"`, "Invalid value: unknown template"},
		{"not_closed", "secretPath", `{"$glob":"/{{identity.id"}`, "Invalid value: a template that is not closed"},
		{"template_in_a_class", "secretPath", `{"$glob":"/[{{identity.id}}]"}`, "Invalid glob: a template inside [..]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, issues := Parse(conditioned(row.field, row.sent), FormV2, ScopeProject)
			if len(issues) != 1 || !strings.HasPrefix(issues[0].Message, row.message) || issues[0].Path[2] != row.field {
				t.Errorf("got %v, want %q", issues, row.message)
			}
		})
	}
}

// A pattern for names that matches none is accepted where it grants, because clients send
// /** there, and refused where it denies, because a rule that denies nothing is not noticed.
func TestConditions_on_names_deny_something(t *testing.T) {
	for pattern, message := range map[string]string{
		"/SEC": "Invalid Secret Name; it matches no name", "/**": "Invalid Secret Name; it matches no name",
		"{A B,C}": "Invalid Secret Name; one of its alternatives matches no name", "**": "", "{A,B}_*": "",
	} {
		for form, rule := range map[Form]string{
			FormV2:     `{"action":"readValue","subject":"secrets","inverted":%v,"conditions":{"secretName":{"$glob":%q}}}`,
			FormPacked: `["readValue","secrets",{"secretName":{"$glob":%[2]q}},%[1]d]`,
		} {
			for denies, sent := range map[bool]any{true: true, false: false} {
				if form == FormPacked {
					sent = map[bool]int{true: 1}[denies]
				}
				_, issues := Parse(fmt.Appendf(nil, "["+rule+"]", sent, pattern), form, ScopeProject)
				refused := len(issues) == 1 && message != "" && strings.HasPrefix(issues[0].Message, message)
				if denies && message != "" != refused || !(denies && message != "") && len(issues) > 0 {
					t.Errorf("%s, form %v, denies %v: %v", pattern, form, denies, issues)
				}
			}
		}
	}
}

func TestConditions_on_an_identity_have_its_id_as_it_is(t *testing.T) {
	const id = "88c4643c-3efd-4be8-8bdb-67d3582531d7"
	for sent, refused := range map[string]bool{
		`"` + id + `"`: false, `{"$in":["` + id + `"]}`: false, `"{{identity.id}}"`: false, `"Imported-1"`: false,
		`" ` + id + `"`: true, `"{` + id + `}"`: true, `"urn:uuid:` + id + `"`: true, `{"$in":["` + strings.ReplaceAll(id, "-", "") + `"]}`: true, `"Imported 1"`: true, `"x\n"`: true,
		`"` + strings.ToUpper(id) + `"`: true, `{"$ne":"` + strings.ToUpper(id) + `"}`: true,
	} {
		_, issues := Parse(fmt.Appendf(nil, `[{"action":"read","subject":"identity","conditions":{"identityId":%s}}]`, sent), FormV2, ScopeProject)
		if (len(issues) > 0) != refused {
			t.Errorf("%s: %v", sent, issues)
		}
	}
}

func TestConditions_that_an_older_version_accepted_are_kept(t *testing.T) {
	rules, issues := ParseStored(conditioned("secretPath", `{"$in":["/a//b/","Dev"]}`), FormV2, ScopeProject)
	if len(issues) > 0 || asJSON(t, rules[0].Conditions) != `{"secretPath":{"$in":["/a//b/","Dev"]}}` {
		t.Errorf("got %v, %v", rules, issues)
	}
}

func TestConditions_of_types_that_are_not_served_are_kept_and_never_met(t *testing.T) {
	sent := `{"accountName":{"$glob":"/[x"},"labels":{"$all":["a"],"$elemMatch":{"key":"k"}},"plain":"v"}`
	rules, issues := Parse([]byte(`[{"action":["read"],"subject":"pam-accounts","conditions":`+sent+`}]`), FormV2, ScopeProject)
	if len(issues) > 0 || asJSON(t, rules[0].Sent) != sent {
		t.Fatalf("got %v, %v", rules, issues)
	}
	want := `{"accountName":{"$glob_stored":"\"/[x\""},"labels":{"$all_stored":"[\"a\"]","$elemMatch_stored":"{\"key\":\"k\"}"},"plain":{"$eq_stored":"\"v\""}}`
	slot := Compile(rules, FormV2).Allow["pam-accounts"]["read"]
	if slot.Any || len(slot.Keys) > 0 || asJSON(t, slot.Rules[0]) != want || asJSON(t, slot.All[0]) != want {
		t.Errorf("got %s", asJSON(t, slot))
	}
}

func TestTemplates_are_compiled_to_parts(t *testing.T) {
	for _, row := range []struct{ name, sent, rule, all string }{
		{
			"equality", `{"$eq":"/{{ identity.id }}.x"}`,
			`{"$eq_filled":["^(?:/","id","\\.x)$"]}`,
			`{"$eq_filled":["^(?:/","id","\\.x)$"],"$eq_template":["/{{identity.id}}.x"]}`,
		},
		{
			"list", `{"$in":["/a","/{{identity.name}}"]}`,
			`{"$in_filled":["^(?:/a|/","name",")$"]}`,
			`{"$in_filled":["^(?:/a|/","name",")$"],"$in_template":["/a","/{{identity.name}}"]}`,
		},
		{
			"inequality_beside_a_text", `{"$ne":"/{{identity.metadata.a b}}","$eq":"/x"}`,
			`{"$eq":"/x","$ne_filled":["^(?:/","metadata.a b",")$"]}`,
			`{"$eq":"/x","$ne_filled":["^(?:/","metadata.a b",")$"],"$ne_template":["/{{identity.metadata.a b}}"]}`,
		},
		{
			"glob", `{"$glob":"/{{identity.id}}/x"}`,
			`{"$glob_filled":["^(?:/","id","/x)$"]}`,
			`{"$glob_filled":["^(?:/","id","/x)$"],"$glob_template":"/{{identity.id}}/x"}`,
		},
		{
			"negated_glob", `{"$glob":"!/{{identity.id}}"}`,
			`{"$noglob_filled":["^(?:/","id",")$"]}`,
			`{"$glob_template":"!/{{identity.id}}","$noglob_filled":["^(?:/","id",")$"]}`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			rules, issues := Parse(conditioned("secretPath", row.sent), FormV2, ScopeProject)
			if len(issues) > 0 {
				t.Fatal(issues)
			}
			compiled := Compile(rules, FormV2)
			slot := compiled.Allow["secrets"]["edit"]
			if got := asJSON(t, slot.Rules[0]["secretPath"]); got != row.rule || !compiled.Templated || len(slot.Keys) > 0 {
				t.Errorf("decides by %s, want %s", got, row.rule)
			}
			if got := asJSON(t, slot.All[0]["secretPath"]); got != row.all {
				t.Errorf("is compared by %s, want %s", got, row.all)
			}
		})
	}
}
