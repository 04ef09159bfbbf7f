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

# The subject edits itself. It holds secrets below a path that names the attribute.
_named(name) := object.union(
	fixtures.role("secrets", "readValue", {"any": false, "keys": {}, "rules": [], "all": [{"secretPath": {
		"$glob_template": "/…",
		"$glob_filled": ["^(?:/", name, ")$"],
	}}]}),
	{"permissions": {"templated": true}},
)

_own(grants) := [fixtures.holding("project", "p1", grants)]

_self(grants, fields) := object.union(
	fixtures.changed(_edit, {
		"resource": {"id": "i1", "properties": {"kind": "identity"}},
		"facts": {"target": {
			"owner": {"type": "identity", "id": "i1"},
			"attributes": {"name": "robot", "metadata": {"team": "core"}},
			"holdings": _own(grants),
			"held": _own(grants),
		}},
	}),
	fields,
)

_asks(wish) := {"request": wish}

_method(method) := {"resource": {"properties": {"kind": "auth_method"}}, "request": {"auth_method": method}}

_allowed := fixtures.role("secrets", "readValue", fixtures.anywhere)

# It may read everything but what the attribute forbids.
_denied(name) := object.union(_allowed, {"permissions": {
	"templated": true,
	"deny": {"secrets": {"readValue": _named(name).permissions.allow.secrets.readValue}},
}})

attribute_cases[name] := {"input": request, "refused": refused} if {
	some name, [request, refused] in {
		"its metadata": [_self([_named("metadata.team")], _asks({"metadata": {"team": "pay"}})), true],
		"its metadata away": [_self([_named("metadata.team")], _asks({"metadata": {}})), true],
		"its metadata anew": [_self([_named("metadata.role")], _asks({"metadata": {"team": "core", "role": "x"}})), true],
		"its metadata to what they are": [_self([_named("metadata.team")], _asks({"metadata": {"team": "core"}})), false],
		"other metadata": [_self([_named("metadata.team")], _asks({"metadata": {"team": "core", "x": "y"}})), false],
		"metadata that are empty as before": [_self([_named("metadata.role")], _asks({"metadata": {"role": ""}})), false],
		"its name": [_self([_named("name")], _asks({"name": "pay"})), true],
		"its name to what it is": [_self([_named("name")], _asks({"name": "robot"})), false],
		"its name that no rule names": [_self([_named("metadata.team")], _asks({"name": "pay"})), false],
		"neither": [_self([_named("name"), _named("metadata.team")], _asks({"delete_protection": true})), false],
		"what it may do without the condition": [_self([_named("name"), _allowed], _asks({"name": "pay"})), false],
		"what forbids it": [_self([_denied("metadata.blocked")], _asks({"metadata": {}})), false],
		"what forbids it and is lifted": [_self([_denied("metadata.team")], _asks({"metadata": {}})), true],
		"without a kind": [json.remove(_self([_named("name")], _asks({"name": "pay"})), ["resource/properties/kind"]), true],
		"something else that has a name": [
			_self([_named("name")], {"resource": {"properties": {"kind": "token"}}, "request": {"name": "pay"}}),
			false,
		],
		"another kind of thing": [_self([_named("name")], {"resource": {"type": "tags"}, "request": {"name": "pay"}}), false],
		"what nothing is known of": [
			json.remove(_self([_named("name")], _asks({"name": "robot"})), ["facts/target/attributes"]),
			true,
		],
		"metadata that nothing is known of": [
			json.remove(_self([_named("metadata.team")], _asks({"metadata": {"team": "core"}})), ["facts/target/attributes"]),
			true,
		],
		"the method of a claim": [_self([_named("auth.oidc.claims.a.b")], _method("oidc-auth")), true],
		"the method of an attribute": [_self([_named("auth.aws.arn")], _method("aws-auth")), true],
		"another method": [_self([_named("auth.aws.arn"), _named("auth.oidc.claims.team")], _method("kubernetes-auth")), false],
		"a method that is not named": [
			_self([_named("auth.aws.arn")], {"resource": {"properties": {"kind": "auth_method"}}}),
			true,
		],
		"the name in a request about a method": [
			_self([_named("name")], {"resource": {"properties": {"kind": "auth_method"}}, "request": {"auth_method": "oidc-auth", "name": "pay"}}),
			false,
		],
		"the metadata in a request about a method": [
			_self([_named("metadata.team")], {"resource": {"properties": {"kind": "auth_method"}}, "request": {"auth_method": "aws-auth", "metadata": {"team": "pay"}}}),
			false,
		],
		"metadata that end like an attribute of a method": [_self([_named("auth.aws.arn")], _asks({"metadata": {"arn": "x"}})), false],
		"metadata, and not a claim": [_self([_named("auth.oidc.claims.team")], _asks({"metadata": {"team": "pay"}})), false],
		"the method of a claim, and not the name": [_self([_named("name")], _method("oidc-auth")), false],
		"nothing, but reads the method of a claim": [
			object.union(_self([_named("auth.oidc.claims.team")], _method("oidc-auth")), {"action": {"name": "read"}}),
			false,
		],
		"nothing, but reads a method": [
			object.union(_self([_named("auth.aws.arn"), _named("auth.oidc.claims.team")], _method("aws-auth")), {"action": {"name": "read"}}),
			false,
		],
	}
}

test_who_changes_an_attribute_changes_what_the_rules_say_that_name_it[name] if {
	some name, case in attribute_cases
	reasons := privileges.deny with input as case.input
	missing := privileges.missing with input as case.input
	fixtures.codes(reasons) == {"privilege_boundary"} == case.refused
	{permission.action | some permission in missing} == {"readValue"} == case.refused
}

test_the_refusal_names_the_attributes if {
	request := _self([_named("metadata.team"), _named("name")], _asks({"name": "pay", "metadata": {}}))
	reasons := privileges.deny with input as request
	some reason in reasons
	contains(reason.message, " name identity.metadata.team, identity.name, ")
}
