package authz.rules.sessions_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.sessions

_refresh := fixtures.permitted["taking up a session"]

_proof(fields) := {"facts": {"proof": fields}}

_spoken := {"proof"}

cases[name] := {"input": fixtures.changed(_refresh, change), "codes": codes, "grants": grants} if {
	some name, [change, codes, grants] in {
		"a refresh token": [{}, set(), _spoken],
		"in its last second": [_proof({"expires_at": fixtures.now + 1}), set(), _spoken],
		"at its end": [_proof({"expires_at": fixtures.now}), {"token_expired"}, _spoken],
		"without an end": [_proof({"expires_at": 0}), {"token_expired"}, _spoken],
		"a signature that is not ours": [_proof({"genuine": false}), {"token_malformed"}, set()],
		"a sign-up token": [_proof({"kind": "signup_token"}), {"token_malformed"}, set()],
		"an access token": [_proof({"kind": "other"}), {"token_malformed"}, set()],
		"a session that was ended": [_proof({"known": false}), {"token_revoked"}, set()],
		"an older version": [_proof({"version": 1}), {"token_revoked"}, set()],
		"a newer version": [_proof({"version": 3}), {"token_revoked"}, set()],
		"ended and expired": [
			_proof({"known": false, "expires_at": fixtures.now}),
			{"token_revoked", "token_expired"},
			set(),
		],
		"on a guarded route": [{"context": {"accepts": ["user_session"]}}, {"token_malformed"}, set()],
		"another action": [{"action": {"name": "implode"}}, set(), set()],
		"another type": [{"resource": {"type": "account"}}, set(), set()],
		"another type, with a session that is over": [
			object.union(_proof({"known": false, "expires_at": fixtures.now}), {"resource": {"type": "account"}}),
			set(), set(),
		],
	}
}

cases["no token"] := {
	"input": fixtures.without(_refresh, "facts/proof"),
	"codes": {"token_missing"},
	"grants": set(),
}

test_reasons[name] if {
	some name, case in cases
	fixtures.codes(sessions.deny) == case.codes with input as case.input
}

test_what_is_wrong_with_a_session_looks_alike if {
	messages := {reason.message |
		some case in cases
		some reason in sessions.deny with input as case.input
	}
	messages == {"There is no session to refresh; log in again"}
}

test_grants[name] if {
	some name, case in cases
	grants := sessions.grant with input as case.input
	grants == case.grants
}
