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
