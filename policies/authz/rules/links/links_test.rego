package authz.rules.links_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.links

_link := fixtures.permitted["logging in by a link"]

_proof(fields) := fixtures.changed(_link, {"facts": {"proof": fields}})

_refused := {"credentials_invalid"}

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"the right code": [_link, set(), {"proof"}],
		"in its last second": [_proof({"expires_at": fixtures.now + 1}), set(), {"proof"}],
		"at its end": [_proof({"expires_at": fixtures.now}), _refused, set()],
		"another code": [_proof({"genuine": false}), _refused, set()],
		"a user who has not completed the account": [_proof({"known": false}), _refused, set()],
		"the code of a recovery": [_proof({"kind": "recovery_code"}), _refused, set()],
		"no proof": [fixtures.without(_link, "facts/proof"), _refused, set()],
		"a guarded route": [fixtures.changed(_link, {"context": {"accepts": ["user_session"]}}), _refused, set()],
		"another action": [fixtures.changed(_link, {"action": {"name": "login"}}), set(), set()],
		"another type": [fixtures.changed(_link, {"resource": {"type": "moon"}}), set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := links.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := links.grant with input as case.input
	grants == case.grants
}
