package authz.rules.invitations_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.invitations

_complete := fixtures.permitted["completing an account"]

_verify := fixtures.changed(_complete, {
	"action": {"name": "verify"},
	"facts": {"proof": {"kind": "invitation", "expires_at": fixtures.now + 60}},
})

_accept := fixtures.permitted["accepting an invitation"]

_proof(fields) := {"facts": {"proof": fields}}

_invalid := {"credentials_invalid"}

_spoken := {"proof"}

cases[name] := {"input": fixtures.changed(request, change), "codes": codes, "grants": grants} if {
	some name, [request, change, codes, grants] in {
		"a sign-up token": [_complete, {}, set(), _spoken],
		"a sign-up token in its last second": [_complete, _proof({"expires_at": fixtures.now + 1}), set(), _spoken],
		"a sign-up token at its end": [_complete, _proof({"expires_at": fixtures.now}), {"token_expired"}, _spoken],
		"a sign-up token of another address": [_complete, _proof({"email": "other@example.com"}), _invalid, set()],
		"a sign-up token that is not ours": [_complete, _proof({"genuine": false}), _invalid, set()],
		"an invitation that is no longer open": [_complete, _proof({"known": false}), _invalid, set()],
		"another token": [_complete, _proof({"kind": "refresh_token"}), _invalid, set()],
		"a code in place of a token": [_complete, _proof({"kind": "invitation"}), _invalid, set()],
		"completing on a guarded route": [_complete, {"context": {"accepts": ["user_session"]}}, _invalid, set()],
		"a code": [_verify, {}, set(), _spoken],
		"a code in its last second": [_verify, _proof({"expires_at": fixtures.now + 1}), set(), _spoken],
		"a code that is too old": [_verify, _proof({"expires_at": fixtures.now}), _invalid, set()],
		"a user with a code that is too old": [_accept, _proof({"expires_at": fixtures.now}), _invalid, set()],
		"a wrong code": [_verify, _proof({"genuine": false}), _invalid, set()],
		"an address without an invitation": [_verify, _proof({"known": false}), _invalid, set()],
		"a token in place of a code": [_verify, _proof({"kind": "signup_token"}), _invalid, set()],
		"a code of another address": [_verify, _proof({"email": "other@example.com"}), _invalid, set()],
		"a user accepts": [_accept, {}, set(), _spoken],
		"a user with a wrong code": [_accept, _proof({"genuine": false}), _invalid, set()],
		"a user without an invitation": [_accept, _proof({"known": false}), _invalid, set()],
		"a machine accepts": [_accept, {"subject": {"type": "identity"}}, _invalid, set()],
		"accepting on a public route": [_accept, {"context": {"accepts": []}}, _invalid, set()],
		"accepting on a public route, with the address": [
			_accept,
			{"context": {"accepts": []}, "request": {"member": {"type": "user", "name": "new@example.com"}}},
			_invalid, set(),
		],
		"a user verifies on a guarded route": [
			_verify,
			{"context": {"accepts": ["user_session"]}, "subject": {"type": "user", "id": "u1"}},
			_invalid, set(),
		],
		"another type, with a sign-up token at its end": [
			_complete,
			object.union(_proof({"expires_at": fixtures.now}), {"resource": {"type": "account"}}),
			set(), set(),
		],
		"another action": [_accept, {"action": {"name": "implode"}}, set(), set()],
		"another type": [_accept, {"resource": {"type": "account"}}, set(), set()],
	}
}

cases["nothing presented"] := {
	"input": fixtures.without(_complete, "facts/proof"),
	"codes": _invalid,
	"grants": set(),
}

test_reasons[name] if {
	some name, case in cases
	fixtures.codes(invitations.deny) == case.codes with input as case.input
}

test_what_is_wrong_with_an_invitation_looks_alike if {
	messages := {reason.message |
		some case in cases
		some reason in invitations.deny with input as case.input
	}
	messages == {"The invitation is not valid"}
}

test_grants[name] if {
	some name, case in cases
	grants := invitations.grant with input as case.input
	grants == case.grants
}
