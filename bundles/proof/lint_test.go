package proof

import (
	"strings"
	"testing"
)

// trapRule is a rule of one's own, correct but for what a test changes.
const trapRule = `# METADATA
# title: Own rules
package authz.rules.own

# METADATA
# title: Own
# description: Own.
# custom:
#   code: own
#   status: 403
#   remediation: Ask.
deny contains {"code": "own", "message": "no"} if {
	input.resource.type == "secrets"
	not _fine
}

_fine if input.action.name == "readValue"
`

const ownPath = "authz/rules/own/own.rego"

// traps are what compiles, passes a first glance, and does something else than
// it says: each with the line that makes it, where it is found, and the way out.
var traps = []struct {
	name, from, to string
	place, says    string
	wayOut         string
}{
	{
		"a typo in a resource type", `input.resource.type == "secrets"`, `input.resource.type == "secret"`,
		"own.rego:13", `input.resource.type is never "secret"`, "was secrets meant?",
	},
	{
		"a typo in an action", `input.action.name == "readValue"`, `input.action.name in {"readValues", "edit"}`,
		"own.rego:17", `input.action.name is never "readValues"`, "was readValue meant?",
	},
	{
		"an input field that does not exist", "input.action.name", "input.action.nam",
		"own.rego:17", "undefined ref: input.action.nam", `want (one of): ["name"]`,
	},
	{
		"a negated call over an input that may be missing", "not _fine", `not startswith(input.resource.properties.secretPath, "/open")`,
		"own.rego:14", "input.resource.properties.secretPath may be missing, and the rule is then silent", "negate a helper rule that makes the call",
	},
	{
		"not in over an input that may be missing", "not _fine", `not input.resource.properties.environment in {"dev"}`,
		"own.rego:14", "input.resource.properties.environment may be missing, and the rule is then silent", "negate a helper rule that says `input.resource.properties.environment in ...`",
	},
	{
		"a message that may be undefined", `"message": "no"`, `"message": sprintf("not in %s", [input.resource.properties.environment])`,
		"own.rego:12", "input.resource.properties.environment may be missing, the message is then undefined", "use object.get with a default",
	},
	{
		"a name close to deny", `_fine if input.action.name == "readValue"`, "denies contains \"x\" if _fine\n\n_fine if input.action.name == \"readValue\"",
		"own.rego:17", "denies is not deny, so nothing asks for it", "rename it to deny",
	},
	{
		"a name close to grant", `_fine if input.action.name == "readValue"`, "grants contains \"x\" if _fine\n\n_fine if input.action.name == \"readValue\"",
		"own.rego:17", "grants is not grant, so nothing asks for it", "rename it to grant",
	},
	{
		"a deny without a code", `{"code": "own", "message": "no"}`, `{"message": "no"}`,
		"own.rego:12", "the rule gives none", `write deny contains {"code": ..., "message": ...}`,
	},
	{
		"a negated call over a local that stands for the input", "not _fine", "p := input.resource.properties\n\tnot startswith(p.secretPath, \"/open\")",
		"own.rego:15", "input.resource.properties.secretPath may be missing, and the rule is then silent", "negate a helper rule that makes the call",
	},
	{
		"a typo in a local list", `_fine if input.action.name == "readValue"`, "_fine if {\n\tnames := [\"edit\", \"readvalue\"]\n\tinput.action.name == names[_]\n}",
		"own.rego:19", `input.action.name is never "readvalue"`, "was readValue meant?",
	},
	{
		"a message of a helper that may be undefined", "{\"code\": \"own\", \"message\": \"no\"} if {", "{\"code\": \"own\", \"message\": sprintf(\"not %s\", [_who])} if {\n\t_who != 1",
		"own.rego:12", "_who may be undefined, and nothing is then denied", "give it a default",
	},
	{
		"a path that the input does not have", `_fine if input.action.name == "readValue"`, `_fine if object.get(input, ["request", "time_to_live"], 0) > 5`,
		"own.rego:17", "the input has no input.request.time_to_live", "warder policy schema",
	},
	{
		"a secretName in one rule, and a word on it in another", `_fine if input.action.name == "readValue"`, "_fine if input.resource.properties.secretName != \"A\"\n\n_other if object.get(input.resource.properties, \"secretName\", \"\") == \"B\"",
		"own.rego:17", "a folder is asked about without a secretName", "object.get(",
	},
	{
		"a secretName without a word on where there is none", `_fine if input.action.name == "readValue"`, `_fine if startswith(input.resource.properties.secretName, "PUBLIC_")`,
		"own.rego:17", "a folder is asked about without a secretName", "not input.resource.properties.secretName",
	},
}

func TestTraps_each_is_found_at_its_line_with_a_way_out(t *testing.T) {
	for _, trap := range traps {
		t.Run(strings.ReplaceAll(trap.name, " ", "_"), func(t *testing.T) {
			source := strings.Replace(trapRule, trap.from, trap.to, 1)
			if strings.Contains(source, "_who") {
				source += "\n_who := input.subject.name\n"
			}
			if source == trapRule {
				t.Fatal("the trap changes nothing")
			}
			tree, options := shipped(t, map[string]string{ownPath: source, "authz/rules/own/own_test.rego": ownTest})
			findings := append(append(tree.Check(t.Context(), options), tree.Lint()...), tree.CheckCodes()...)
			wantFinding(t, findings, trap.place, trap.says)
			if !strings.Contains(findings[0].String(), trap.wayOut) {
				t.Errorf("%q does not say %q", findings[0], trap.wayOut)
			}
		})
	}
}

// ownTest mentions the code, as every denial's test does.
const ownTest = "package authz.rules.own_test\n\n_code := \"own\"\n"

func TestTraps_none_in_the_shipped_policy_nor_in_a_rule_without(t *testing.T) {
	tree, options := shipped(t, map[string]string{ownPath: trapRule, "authz/rules/own/own_test.rego": ownTest})
	if findings := append(append(tree.Check(t.Context(), options), tree.Lint()...), tree.CheckCodes()...); len(findings) > 0 {
		t.Errorf("found %v", findings)
	}
}

// What looks like a trap and is none is not reported: a linter that is wrong is
// turned off.
func TestTraps_what_says_what_it_does_is_no_trap(t *testing.T) {
	for name, change := range map[string][2]string{
		"the input is wanted on a line before": {"not _fine", "input.resource.properties.secretPath != \"\"\n\tnot startswith(input.resource.properties.secretPath, \"/open\")"},
		"an equality is negated as a whole":    {"not _fine", `not input.resource.properties.environment == "dev"`},
		"the input is always there":            {"not _fine", `not startswith(input.context.route, "GET ")`},
		"in a helper": {
			"_fine if input.action.name == \"readValue\"", "_fine if input.resource.properties.environment in {\"dev\"}",
		},
		"a message with a default": {`"message": "no"`, `"message": sprintf("not in %s", [object.get(input.resource.properties, "environment", "")])`},
		"a secretName with a default": {
			`_fine if input.action.name == "readValue"`, `_fine if startswith(object.get(input.resource.properties, "secretName", ""), "PUBLIC_")`,
		},
		"a folder has no name, it says": {
			`_fine if input.action.name == "readValue"`, "_fine if not input.resource.properties.secretName\n\n_fine if startswith(input.resource.properties.secretName, \"PUBLIC_\")",
		},
		"a type that the policy itself handles": {
			`_fine if input.action.name == "readValue"`, "handles := {\"document\": {\"sign\"}}\n\n_fine if {\n\tinput.resource.type == \"document\"\n\tinput.action.name == \"sign\"\n}",
		},
		"a named set of constants": {
			`_fine if input.action.name == "readValue"`, "_reads := {\"readValue\", \"describeSecret\"}\n\n_fine if input.action.name in _reads",
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			source := strings.Replace(trapRule, change[0], change[1], 1)
			tree, _ := shipped(t, map[string]string{ownPath: source, "authz/rules/own/own_test.rego": ownTest})
			if findings := tree.Lint(); len(findings) > 0 || source == trapRule {
				t.Errorf("found %v", findings)
			}
		})
	}
}

func TestTraps_a_typo_in_a_named_set_is_found_where_it_is_used(t *testing.T) {
	source := strings.Replace(trapRule, `_fine if input.action.name == "readValue"`, "_reads := {\"readvalue\"}\n\n_fine if input.action.name in _reads", 1)
	tree, _ := shipped(t, map[string]string{ownPath: source, "authz/rules/own/own_test.rego": ownTest})
	wantFinding(t, tree.Lint(), "own.rego:19", `input.action.name is never "readvalue"`)
}
