package authz.rules.recovery_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.recovery

_code := fixtures.permitted["recovering an account"]

_token := fixtures.permitted["setting a new password"]

_begin := fixtures.without(fixtures.changed(_code, {"action": {"name": "beginRecovery"}}), "facts/proof")

_proof(request, fields) := fixtures.changed(request, {"facts": {"proof": fields}})

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"asking for a code": [_begin, set(), {"public"}],
		"the right code": [_code, set(), {"proof"}],
		"the right token": [_token, set(), {"proof"}],
		"a wrong code": [_proof(_code, {"genuine": false}), {"credentials_invalid"}, set()],
		"an unknown address": [_proof(_code, {"known": false}), {"credentials_invalid"}, set()],
		"a code of another kind": [_proof(_code, {"kind": "invitation"}), {"credentials_invalid"}, set()],
		"a code in place of the token": [_proof(_token, {"kind": "recovery_code"}), {"credentials_invalid"}, set()],
		"a token in place of the code": [_proof(_code, {"kind": "recovery_token"}), {"credentials_invalid"}, set()],
		"a code that is too old": [_proof(_code, {"expires_at": fixtures.now}), {"credentials_invalid"}, set()],
		"a token in its last second": [_proof(_token, {"expires_at": fixtures.now + 1}), set(), {"proof"}],
		"a token that is too old": [_proof(_token, {"expires_at": fixtures.now}), {"credentials_invalid"}, set()],
		"no proof": [fixtures.without(_token, "facts/proof"), {"credentials_invalid"}, set()],
		"a guarded route": [
			fixtures.changed(_code, {"context": {"accepts": ["user_session"]}}),
			{"credentials_invalid"},
			set(),
		],
		"asking for a code on a guarded route": [
			fixtures.changed(_begin, {"context": {"accepts": ["user_session"]}}),
			{"credentials_invalid"},
			set(),
		],
		"another action": [fixtures.changed(_begin, {"action": {"name": "login"}}), set(), set()],
		"another type": [fixtures.changed(_code, {"resource": {"type": "moon"}}), set(), set()],
		"asking about another type": [fixtures.changed(_begin, {"resource": {"type": "moon"}}), set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := recovery.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := recovery.grant with input as case.input
	grants == case.grants
}
