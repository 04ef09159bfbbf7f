package authz.rules.publishing_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.publishing

_ask(action, fields) := fixtures.changed(
	fixtures.changed(fixtures.guarded, {"action": {"name": action}, "resource": {"type": "policy"}}),
	fields,
)

_administrator := {"facts": {"instance": {"super_admin": true}}}

_role(action) := {"facts": {"grants": {"organization": [fixtures.role("policy", action, fixtures.anywhere)]}}}

_publishers := {"identities": ["i1"], "users": ["u1"]}

_user := {"subject": {"type": "user", "id": "u1"}}

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"an administrator publishes": [_ask("publish", _administrator), set(), {"instance:admin", "publisher"}],
		"an administrator nobody named": [
			fixtures.changed(_ask("publish", _administrator), {"subject": {"id": "i2"}}),
			set(),
			{"instance:admin"},
		],
		"a named identity publishes": [_ask("publish", {}), set(), {"publisher"}],
		"a named user rolls back": [_ask("rollback", _user), set(), {"publisher"}],
		"a user of the name of an identity": [
			_ask("rollback", {"subject": {"type": "user", "id": "i1"}}),
			{"permission_missing"},
			set(),
		],
		"a role does not publish": [
			fixtures.changed(_ask("publish", _role("publish")), {"subject": {"id": "i2"}}),
			{"permission_missing"},
			set(),
		],
		"anybody publishes": [_ask("publish", {"subject": {"id": "i2"}}), {"permission_missing"}, set()],
		"an identity of the name of a user": [
			_ask("publish", {"subject": {"id": "u1"}}),
			{"permission_missing"},
			set(),
		],
		"somebody looks": [_ask("read", {}), set(), set()],
		"an administrator looks": [_ask("read", _administrator), set(), set()],
		"a named user on a public route": [
			_ask("publish", object.union(_user, {"context": {"accepts": []}})),
			{"permission_missing"},
			set(),
		],
		"a named identity on a public route": [
			_ask("publish", {"context": {"accepts": []}}),
			{"permission_missing"},
			set(),
		],
		"an administrator on a public route": [
			fixtures.changed(_ask("publish", _administrator), {"context": {"accepts": []}}),
			{"permission_missing"},
			set(),
		],
		"an unknown action": [_ask("implode", {}), set(), set()],
		"another request": [fixtures.permitted["a secret's value"], set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := publishing.deny with input as case.input with data.authz.publishers as _publishers
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := publishing.grant with input as case.input with data.authz.publishers as _publishers
	grants == case.grants
}

test_nobody_is_named_to_begin_with if data.authz.publishers == {"identities": [], "users": []}
