package authz.rules.privileges_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.privileges

_edit := fixtures.permitted["changing an identity"]

_refused := {"privilege_boundary"}

_rights(action) := [fixtures.holding("organization", "o1", [fixtures.role("identity", action, fixtures.anywhere)])]

_target(fields) := {"facts": {"target": fields}}

_ask(type, action) := fixtures.without(
	fixtures.changed(_edit, {"action": {"name": action}, "resource": {"type": type}}),
	"facts/target",
)

cases[name] := {"input": request, "codes": codes, "missing": missing} if {
	some name, [request, codes, missing] in {
		"an equal": [_edit, set(), set()],
		"someone who holds nothing": [fixtures.changed(_edit, _target({"holdings": []})), set(), set()],
		"someone who holds more": [fixtures.changed(_edit, _target({"holdings": _rights("delete")})), _refused, {"delete"}],
		"handing out what one holds": [fixtures.changed(_edit, _target({"hands_out": _rights("edit")})), set(), set()],
		"handing out more": [
			fixtures.changed(_edit, _target({"hands_out": _rights("create")})),
			_refused,
			{"create"},
		],
		"handing out nothing by some other action": [
			fixtures.changed(_edit, {"resource": {"type": "tags"}, "facts": {"target": {"hands_out": [], "holdings": []}}}),
			set(), set(),
		],
		"both": [
			fixtures.changed(_edit, _target({"holdings": _rights("delete"), "hands_out": _rights("create")})),
			_refused,
			{"create", "delete"},
		],
		"reading someone who holds more": [
			fixtures.changed(_edit, object.union(_target({"holdings": _rights("delete")}), {"action": {"name": "read"}})),
			_refused,
			{"delete"},
		],
		"handing out more by some other action": [
			fixtures.changed(_edit, {
				"action": {"name": "edit"},
				"resource": {"type": "tags"},
				"facts": {"target": {"hands_out": _rights("create"), "holdings": []}},
			}),
			_refused,
			{"create"},
		],
		"nothing known of the target": [fixtures.without(_edit, "facts/target"), _refused, set()],
		"nothing known of what the target holds": [fixtures.without(_edit, "facts/target/holdings"), _refused, set()],
		"what the target holds is no list": [fixtures.changed(_edit, _target({"holdings": null})), _refused, set()],
		"what is handed out is no list": [fixtures.changed(_edit, _target({"hands_out": null})), _refused, set()],
		"nothing known of what is handed out": [fixtures.without(_edit, "facts/target/hands_out"), _refused, set()],
		"nothing known of what the subject holds": [fixtures.without(_edit, "facts/target/held"), _refused, set()],
		"creating an identity": [_ask("identity", "create"), _refused, set()],
		"creating an identity that has no id yet": [
			fixtures.changed(_ask("identity", "create"), {"resource": {"id": ""}}),
			_refused, set(),
		],
		"reading one identity": [_ask("identity", "read"), _refused, set()],
		"listing identities": [fixtures.changed(_ask("identity", "read"), {"resource": {"id": ""}}), set(), set()],
		"creating a role": [_ask("role", "create"), _refused, set()],
		"reading a role": [_ask("role", "read"), set(), set()],
		"inviting a member": [_ask("member", "create"), _refused, set()],
		"reading a group": [_ask("groups", "read"), set(), set()],
		"reading service tokens": [_ask("service-tokens", "read"), set(), set()],
		"reading members": [_ask("member", "read"), set(), set()],
		"equipping a group": [_ask("groups", "add-identities"), _refused, set()],
		"touching someone who holds more by some other action": [
			fixtures.changed(_edit, {
				"resource": {"type": "tags"},
				"facts": {"target": {"holdings": _rights("delete")}},
			}),
			_refused,
			{"delete"},
		],
		"creating a service token": [_ask("service-tokens", "create"), _refused, set()],
		"another request": [fixtures.permitted["a secret's value"], set(), set()],
	}
}

cases[sprintf("%s of %s with nothing known of the target", [action, type])] := {
	"input": _ask(type, action),
	"codes": _refused,
	"missing": set(),
} if {
	some type, actions in {
		"member": {
			"create", "edit",
			"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
		},
		"identity": {"create", "edit", "delete", "grant-privileges", "assume-privileges", "create-token"},
		"role": {"create", "edit"},
		"groups": {"create", "edit", "grant-privileges", "assign-role", "add-identities", "add-members"},
		"service-tokens": {"create"},
	}
	some action in actions
}

test_reasons[name] if {
	some name, case in cases
	reasons := privileges.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_missing[name] if {
	some name, case in cases
	missing := privileges.missing with input as case.input
	{permission.action | some permission in missing} == case.missing
}

test_messages[kind] if {
	some kind, message in {
		"identity": "Failed to edit a more privileged identity: you do not hold every permission it has or would be given",
		"": "You do not hold every permission of the target",
	}
	reasons := privileges.deny with input as fixtures.changed(_edit, _target({"kind": kind, "held": []}))
	{reason.message | some reason in reasons} == {message}
}
