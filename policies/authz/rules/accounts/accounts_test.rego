package authz.rules.accounts_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.accounts

_account := fixtures.permitted["one's own account"]

_refused := {"permission_missing"}

cases[name] := {"input": fixtures.changed(_account, change), "codes": codes, "grants": grants} if {
	some name, [change, codes, grants] in {
		"an identity's own": [{}, set(), {"self"}],
		"a user's own": [{"subject": {"type": "user"}}, set(), {"self"}],
		"a service token's own": [{"subject": {"type": "service_token"}}, set(), {"self"}],
		"somebody else's": [{"resource": {"id": "i2"}}, _refused, set()],
		"nobody's": [{"subject": {"type": "anonymous", "id": ""}, "resource": {"id": ""}}, _refused, set()],
		"on a public route": [{"context": {"accepts": []}}, _refused, set()],
		"another action": [{"action": {"name": "implode"}}, set(), set()],
		"somebody else's, but not the account": [{"resource": {"type": "secrets", "id": "i2"}}, set(), set()],
		"another type": [{"resource": {"type": "secrets"}}, set(), set()],
	}
}

_key(owner) := {
	"subject": {"type": "user"}, "action": {"name": "manageApiKeys"},
	"facts": {"target": {"kind": "API key", "known": true, "owner": owner}},
}

cases[name] := {"input": fixtures.changed(_account, change), "codes": codes, "grants": {"self"}} if {
	some name, [change, codes] in {
		"an API key of one's own": [_key({"type": "user", "id": "i1"}), set()],
		"another user's API key": [_key({"type": "user", "id": "i2"}), {"resource_not_found"}],
		"an API key of another kind of subject": [_key({"type": "identity", "id": "i1"}), {"resource_not_found"}],
		"an API key that does not exist": [
			{"subject": {"type": "user"}, "action": {"name": "manageApiKeys"}, "facts": {"target": {"kind": "API key", "known": false}}},
			set(),
		],
		"an API key without an owner": [object.remove(_key({}), ["owner"]), {"resource_not_found"}],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := accounts.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := accounts.grant with input as case.input
	grants == case.grants
}
