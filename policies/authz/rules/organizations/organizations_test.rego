package authz.rules.organizations_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.organizations

_role := fixtures.permitted["changing a role"]

_own := fixtures.permitted["seeing an organization"]

_holding(grants) := {"facts": {"grants": {"organization": grants}}}

_edit := fixtures.role("role", "edit", fixtures.anywhere)

_bar := fixtures.bar("role", "edit", fixtures.anywhere)

_ask(action) := fixtures.changed(_own, {"action": {"name": action}})

_log(facts) := fixtures.changed(_role, {
	"action": {"name": "read"},
	"resource": {"type": "audit-logs"},
	"facts": object.union({"grants": {"organization": [fixtures.builtin("member")]}}, facts),
})

_others := {"target": object.union(fixtures.target, {"kind": "projects"})}

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"a role that grants it": [_role, set(), {"role:custom:r1"}],
		"a built-in role": [fixtures.changed(_role, _holding([fixtures.builtin("admin")])), set(), {"role:admin"}],
		"no role": [fixtures.changed(_role, _holding([])), {"permission_missing"}, set()],
		"a role that grants something else": [
			fixtures.changed(_role, _holding([fixtures.role("member", "edit", fixtures.anywhere)])),
			{"permission_missing"},
			set(),
		],
		"an inverted rule": [
			fixtures.changed(_role, _holding([_edit, _bar])),
			{"permission_inverted"},
			{"role:custom:r1"},
		],
		"rights in a project do not count": [
			fixtures.changed(_role, {"facts": {"grants": {"organization": [], "project": [_edit]}}}),
			{"permission_missing"},
			set(),
		],
		"nothing about rights": [fixtures.without(_role, "facts/grants"), {"permission_missing"}, set()],
		"any member sees the organization": [_own, set(), {"membership:organization"}],
		"any member selects it": [_ask("select"), set(), {"membership:organization"}],
		"an outsider does not see it": [
			fixtures.changed(_own, {"facts": {"membership": {"organization": false}}}),
			{"permission_missing"},
			set(),
		],
		"an administrator deletes it": [
			fixtures.changed(_ask("delete"), {"facts": {"membership": {"org_role": "admin"}}}),
			set(),
			{"role:admin"},
		],
		"a member does not delete it": [_ask("delete"), {"permission_missing"}, set()],
		"a former administrator does not": [
			fixtures.changed(_ask("delete"), {"facts": {"membership": {"org_role": "admin", "organization": false}}}),
			{"permission_missing"},
			set(),
		],
		"a user founds one": [
			fixtures.without(fixtures.changed(_ask("create"), {"subject": {"type": "user"}}), "facts/organization"),
			set(),
			{"user"},
		],
		"nobody founds one on a public route": [
			fixtures.changed(_ask("create"), {"subject": {"type": "user"}, "context": {"accepts": []}}),
			{"permission_missing"},
			set(),
		],
		"a member reads the log": [_log({}), set(), {"role:member"}],
		"a member does not read that of projects of others": [_log(_others), {"not_project_member"}, {"role:member"}],
		"an administrator does": [_log(object.union(_others, {"membership": {"org_role": "admin"}})), set(), {"role:member"}],
		"a member reads something else about projects of others": [
			fixtures.changed(_log(_others), {"resource": {"type": "role"}}),
			set(),
			{"role:member"},
		],
		"the log of a project": [_log(object.union(_others, {"project": {"id": "p1"}})), set(), set()],
		"whose membership is unknown does not": [
			fixtures.without(_log(_others), "facts/membership"),
			{"not_project_member"},
			{"role:member"},
		],
		"a machine does not found one": [_ask("create"), {"permission_missing"}, set()],
		"standing gives nothing else": [
			fixtures.changed(_role, {
				"action": {"name": "read"},
				"facts": {"grants": {"organization": []}, "membership": {"org_role": "admin"}},
			}),
			{"permission_missing"},
			set(),
		],
		"being called administrator deletes nothing else": [
			fixtures.changed(_role, {
				"action": {"name": "delete"},
				"facts": {"grants": {"organization": []}, "membership": {"org_role": "admin"}},
			}),
			{"permission_missing"},
			set(),
		],
		"a user creates nothing else": [
			fixtures.changed(_role, {
				"subject": {"type": "user"},
				"action": {"name": "create"},
				"facts": {"grants": {"organization": []}},
			}),
			{"permission_missing"},
			set(),
		],
		"a user does not delete it": [
			fixtures.changed(_ask("delete"), {"subject": {"type": "user"}}),
			{"permission_missing"},
			set(),
		],
		"a machine called administrator does not found one": [
			fixtures.changed(_ask("create"), {"facts": {"membership": {"org_role": "admin"}}}),
			{"permission_missing"},
			set(),
		],
		"an inverted rule about something else": [
			fixtures.changed(_role, {
				"resource": {"type": "identity"},
				"facts": {"grants": {"organization": [
					fixtures.role("identity", "edit", fixtures.anywhere),
					fixtures.bar("identity", "edit", fixtures.anywhere),
				]}},
			}),
			set(),
			set(),
		],
		"creating something else nowhere": [
			fixtures.without(fixtures.changed(_role, {"action": {"name": "create"}}), "facts/organization"),
			set(),
			set(),
		],
		"a request in a project": [fixtures.permitted["seeing a project"], set(), set()],
		"a request that names no organization": [fixtures.without(_role, "facts/organization"), set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := organizations.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := organizations.grant with input as case.input
	grants == case.grants
}

test_the_message_names_action_and_subject if {
	reasons := organizations.deny with input as cases["no role"].input
	{reason.message | some reason in reasons} == {"You are not allowed to edit on role"}
}
