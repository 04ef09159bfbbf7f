package permissions

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestRules_that_clients_send_are_accepted(t *testing.T) {
	for _, row := range []struct {
		name  string
		form  Form
		rules string
	}{
		{"no_rules", FormV1, `[]`},
		{"v1_without_conditions", FormV1, `[{"action":"read","subject":"secrets"}]`},
		{"v1_with_both_conditions", FormV1, `[{"action":"read","subject":"secrets","conditions":{"environment":"dev","secretPath":{"$glob":"/a/**"}}}]`},
		{"v1_conditions_on_any_subject", FormV1, `[{"action":"read","subject":"role","conditions":{"environment":"dev"}}]`},
		{"v1_empty_conditions", FormV1, `[{"action":"read","subject":"secrets","conditions":{}}]`},
		{"v1_not_inverted", FormV1, `[{"action":"read","subject":"secrets","inverted":false}]`},
		{"v1_action_the_subject_lacks", FormV1, `[{"action":"read","subject":"workspace"}]`},
		{"v2_one_action", FormV2, `[{"action":"read","subject":"tags"}]`},
		{"v2_several_actions", FormV2, `[{"action":["describeSecret","readValue"],"subject":"secrets"}]`},
		{"v2_inverted", FormV2, `[{"action":["readValue"],"subject":"secrets","inverted":true}]`},
		{"v2_operators", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$in":["dev"],"$ne":"prod"},"secretPath":{"$eq":"/a"},"secretName":{"$glob":"DB_*"},"secretTags":{"$in":["t"]}}}]`},
		{"v2_glob_on_environment", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$glob":"d*"}}}]`},
		{"v2_condition_on_identity", FormV2, `[{"action":"edit","subject":"identity","conditions":{"identityId":{"$ne":"x"}}}]`},
		{"v2_null_conditions", FormV2, `[{"action":"edit","subject":"secrets","conditions":null}]`},
		{"glob_without_a_slash", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{"$glob":"**"}}}]`},
		{"unknown_fields_are_dropped", FormV2, `[{"action":"read","subject":"tags","id":"x"}]`},
		{"organization", FormOrganization, `[{"subject":"identity","action":["read","create-token"]}]`},
		{"packed", FormPacked, `[["read","identity"],["read,create","role"],["read","identity",0,1]]`},
		{"packed_with_blanks", FormPacked, `[["read","identity",null,false,"",""],["read","identity",0,0,0,"why"],["read","identity",0,true]]`},
		{"packed_wildcards", FormPacked, `[["manage","all"],["read","all"]]`},
		{"packed_with_conditions", FormPacked, `[["read","identity",{"identityId":"x"}]]`},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, issues := Parse([]byte(row.rules), row.form, row.form.scope()); len(issues) > 0 {
				t.Errorf("%v", issues)
			}
		})
	}
}

func TestRules_that_are_wrong_say_where(t *testing.T) {
	for _, row := range []struct {
		name  string
		form  Form
		rules string
		path  string // of the only issue
		code  string
	}{
		{"no_json", FormV1, `[`, `[]`, issueType},
		{"null", FormV1, `null`, `[]`, issueType},
		{"object", FormV2, `{}`, `[]`, issueType},
		{"rule_is_text", FormV2, `["read"]`, `[0]`, issueType},
		{"missing_action", FormV1, `[{"subject":"secrets"}]`, `[0,"action"]`, issueType},
		{"missing_subject", FormV1, `[{"action":"read"}]`, `[0,"subject"]`, issueType},
		{"second_rule", FormV1, `[{"action":"read","subject":"tags"},{"action":"read","subject":"moon"}]`, `[1,"subject"]`, issueEnum},
		{"unknown_action", FormV1, `[{"action":"fly","subject":"secrets"}]`, `[0,"action"]`, issueEnum},
		{"v1_newer_action", FormV1, `[{"action":"readValue","subject":"secrets"}]`, `[0,"action"]`, issueEnum},
		{"v1_list_of_actions", FormV1, `[{"action":["read"],"subject":"secrets"}]`, `[0,"action"]`, issueType},
		{"v1_inverted", FormV1, `[{"action":"read","subject":"secrets","inverted":true}]`, `[0,"inverted"]`, issueUnknown},
		{"v1_numeric_environment", FormV1, `[{"action":"read","subject":"secrets","conditions":{"environment":1}}]`, `[0,"conditions","environment"]`, issueType},
		{"v1_operator_on_environment", FormV1, `[{"action":"read","subject":"secrets","conditions":{"environment":{"$eq":"dev"}}}]`, `[0,"conditions","environment"]`, issueType},
		{"v1_bare_path", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":"/a"}}]`, `[0,"conditions","secretPath"]`, issueType},
		{"v1_path_with_eq", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{"$eq":"/a"}}}]`, `[0,"conditions","secretPath","$eq"]`, issueUnknown},
		{"v1_empty_path", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{}}}]`, `[0,"conditions","secretPath"]`, issueType},
		{"v1_newer_field", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretName":"X"}}]`, `[0,"conditions","secretName"]`, issueUnknown},
		{"empty_glob", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{"$glob":""}}}]`, `[0,"conditions","secretPath","$glob"]`, issueSmall},
		{"broken_glob", FormV1, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{"$glob":"/["}}}]`, `[0,"conditions","secretPath","$glob"]`, issueCustom},
		{"numeric_glob", FormV2, `[{"action":"read","subject":"secrets","conditions":{"secretPath":{"$glob":1}}}]`, `[0,"conditions","secretPath","$glob"]`, issueType},
		{"conditions_are_a_list", FormV2, `[{"action":"edit","subject":"secrets","conditions":[]}]`, `[0,"conditions"]`, issueType},
		{"v2_no_actions", FormV2, `[{"action":[],"subject":"secrets"}]`, `[0,"action"]`, issueSmall},
		{"v2_numeric_action", FormV2, `[{"action":["edit",1],"subject":"secrets"}]`, `[0,"action",1]`, issueType},
		{"v2_action_of_another_subject", FormV2, `[{"action":["lease"],"subject":"secrets"}]`, `[0,"action",0]`, issueEnum},
		{"v2_wildcard", FormV2, `[{"action":"manage","subject":"secrets"}]`, `[0,"action"]`, issueEnum},
		{"v2_wildcard_subject", FormV2, `[{"action":"read","subject":"all"}]`, `[0,"subject"]`, issueEnum},
		{"v2_subject_of_the_organization", FormV2, `[{"action":"read","subject":"billing"}]`, `[0,"subject"]`, issueEnum},
		{"v2_mixed_reads", FormV2, `[{"action":["read","readValue"],"subject":"secrets"}]`, `[0,"action"]`, issueCustom},
		{"v2_mixed_with_describe", FormV2, `[{"action":["describeSecret","read"],"subject":"secrets"}]`, `[0,"action"]`, issueCustom},
		{"v2_inverted_text", FormV2, `[{"action":"edit","subject":"secrets","inverted":"yes"}]`, `[0,"inverted"]`, issueType},
		{"v2_unknown_field", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"eventType":"x"}}]`, `[0,"conditions","eventType"]`, issueUnknown},
		{"v2_unknown_operator", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$regex":"d"}}}]`, `[0,"conditions","environment","$regex"]`, issueUnknown},
		{"v2_operator_without_a_name", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"":"d"}}}]`, `[0,"conditions","environment",""]`, issueUnknown},
		{"v2_own_operator", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$match":"d"}}}]`, `[0,"conditions","environment","$match"]`, issueUnknown},
		{"v2_no_operator", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{}}}]`, `[0,"conditions","environment"]`, issueType},
		{"v2_empty_text", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":""}}]`, `[0,"conditions","environment"]`, issueSmall},
		{"v2_relative_bare_path", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"secretPath":"app"}}]`, `[0,"conditions","secretPath"]`, issueCustom},
		{"v2_relative_path", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"secretPath":{"$ne":"app"}}}]`, `[0,"conditions","secretPath","$ne"]`, issueCustom},
		{"v2_relative_path_in_a_list", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"secretPath":{"$in":["/a","app"]}}}]`, `[0,"conditions","secretPath","$in",1]`, issueCustom},
		{"v2_empty_list", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$in":[]}}}]`, `[0,"conditions","environment","$in"]`, issueSmall},
		{"v2_list_is_text", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$in":"dev"}}}]`, `[0,"conditions","environment","$in"]`, issueType},
		{"v2_list_of_numbers", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":{"$in":[1]}}}]`, `[0,"conditions","environment","$in"]`, issueType},
		{"v2_tags_with_eq", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"secretTags":{"$eq":"t"}}}]`, `[0,"conditions","secretTags","$eq"]`, issueUnknown},
		{"v2_bare_tags", FormV2, `[{"action":"edit","subject":"secrets","conditions":{"secretTags":"t"}}]`, `[0,"conditions","secretTags"]`, issueType},
		{"v2_glob_on_identity", FormV2, `[{"action":"edit","subject":"identity","conditions":{"identityId":{"$glob":"*"}}}]`, `[0,"conditions","identityId","$glob"]`, issueUnknown},
		{"organization_unknown_subject", FormOrganization, `[{"subject":"moon","action":"read"}]`, `[0,"subject"]`, issueEnum},
		{"organization_wildcard", FormOrganization, `[{"subject":"all","action":"read"}]`, `[0,"subject"]`, issueEnum},
		{"packed_plain", FormPacked, `[{"subject":"identity","action":"read"}]`, `[0]`, issueType},
		{"packed_too_short", FormPacked, `[["read"]]`, `[0]`, issueType},
		{"packed_too_long", FormPacked, `[["read","role",0,0,0,"",1]]`, `[0]`, issueType},
		{"packed_unknown_subject", FormPacked, `[["read","role"],["manage","moon"]]`, `[1,1]`, issueEnum},
		{"packed_unknown_action", FormPacked, `[["read,fly","role"]]`, `[0,0]`, issueEnum},
		{"packed_action_of_no_type", FormPacked, `[["fly","all"]]`, `[0,0]`, issueEnum},
		{"packed_numeric_subject", FormPacked, `[["manage",1]]`, `[0,1]`, issueType},
		{"packed_empty_part", FormPacked, `[["manage","role,"]]`, `[0,1]`, issueEnum + " " + issueSmall},
		{"packed_conditions_are_text", FormPacked, `[["read","role","dev"]]`, `[0,2]`, issueType},
		{"packed_broken_condition", FormPacked, `[["read","role",{"environment":{"$in":[]}}]]`, `[0,2,"environment","$in"]`, issueSmall},
		{"packed_odd_inversion", FormPacked, `[["read","role",0,2]]`, `[0,3]`, issueType},
		{"packed_fields", FormPacked, `[["read","role",0,0,"name"]]`, `[0,4]`, issueUnknown},
	} {
		t.Run(row.name, func(t *testing.T) {
			rules, issues := Parse([]byte(row.rules), row.form, row.form.scope())
			if rules != nil || len(issues) == 0 {
				t.Fatalf("got %v, %v", rules, issues)
			}
			if got := asJSON(t, issues[0].Path); got != row.path || issues[0].Message == "" {
				t.Errorf("got %v, want one at %s", issues, row.path)
			}
			codes := []string{}
			for _, issue := range issues {
				codes = append([]string{issue.Code}, codes...)
			}
			if got := strings.Join(codes, " "); got != row.code {
				t.Errorf("got %v, want %s", issues, row.code)
			}
		})
	}
}

func TestRules_report_all_issues_at_once(t *testing.T) {
	_, issues := Parse([]byte(`[{"action":"fly","subject":"secrets","conditions":{"environment":1}},{"subject":"moon"}]`), FormV1, ScopeProject)
	if len(issues) != 3 {
		t.Errorf("want three, got %v", issues)
	}
}

func TestRules_keep_conditions_as_sent_and_settle_them(t *testing.T) {
	rule := readRules(t, FormV2, `[{"action":"edit","subject":"secrets","conditions":{"environment":"dev","secretPath":{"$in":["/a"]}},"inverted":true}]`)[0]
	want := Conditions{"environment": {"$eq": "dev"}, "secretPath": {"$in": []string{"/a"}}}
	if !reflect.DeepEqual(rule.Conditions, want) {
		t.Errorf("got %v, want %v", rule.Conditions, want)
	}
	plain := `{"action":["edit"],"conditions":{"environment":"dev","secretPath":{"$in":["/a"]}},"inverted":true,"subject":"secrets"}`
	if got := asJSON(t, rule); got != plain {
		t.Errorf("got %s, want %s", got, plain)
	}
	several := readRules(t, FormPacked, `[["read","role,member"]]`)[0]
	if got := asJSON(t, several); got != `{"action":["read"],"inverted":false,"subject":["role","member"]}` {
		t.Errorf("got %s", got)
	}
}

func TestRules_pack_and_unpack(t *testing.T) {
	type plain struct {
		Action, Subject []string
		Conditions      map[string]any
		Inverted        bool
	}
	for i, row := range ReadVectors[struct {
		Plain  plain
		Packed []any
	}](t, "packing") {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			packed := asJSON(t, []any{row.Packed})
			rules, issues := Unpack([]byte(packed))
			if len(issues) > 0 || len(rules) != 1 {
				t.Fatalf("got %v, %v", rules, issues)
			}
			if got := (plain{rules[0].Actions, rules[0].Subjects, rules[0].Sent, rules[0].Inverted}); !reflect.DeepEqual(got, row.Plain) {
				t.Errorf("unpacked: got %v, want %v", got, row.Plain)
			}
			if got := asJSON(t, Pack(rules)); got != packed {
				t.Errorf("packed: got %s, want %s", got, packed)
			}
		})
	}
}

func TestRules_unpack_refuses_what_is_no_list(t *testing.T) {
	for _, raw := range []string{``, `{}`, `[1]`, `[["read"]]`} {
		if rules, issues := Unpack([]byte(raw)); rules != nil || len(issues) == 0 {
			t.Errorf("%s: got %v", raw, rules)
		}
	}
}

func FuzzParseRules(f *testing.F) {
	for _, seed := range []string{
		`[{"action":"read","subject":"secrets","conditions":{"environment":"dev","secretPath":{"$glob":"/a/**"}}}]`,
		`[{"action":["edit"],"subject":"secrets","inverted":true,"conditions":{"secretTags":{"$in":["a"]},"secretName":{"$ne":"x"}}}]`,
		`[["read,edit","role,all",{"environment":{"$in":["a"]}},1]]`, `[[]]`, `[{}]`, `null`, `[["manage","all"]]`,
	} {
		for form := range int64(4) {
			f.Add([]byte(seed), form)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, number int64) {
		form := Form(number)
		rules, issues := Parse(raw, form, form.scope())
		if (rules == nil) == (len(issues) == 0) {
			t.Fatalf("rules %v with issues %v", rules, issues)
		}
		if len(issues) > 0 {
			return
		}
		again, issues := Unpack([]byte(asJSON(t, Pack(rules))))
		if len(issues) > 0 || asJSON(t, again) != asJSON(t, rules) {
			t.Fatalf("%s packed and unpacked is %s, %v", asJSON(t, rules), asJSON(t, again), issues)
		}
		if !json.Valid([]byte(asJSON(t, Compile(rules, form)))) {
			t.Fatal("the compiled form is no JSON")
		}
	})
}
