package authz.rules.tokens_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.tokens

_read := fixtures.permitted["a secret's value"]

_renewal := fixtures.permitted["renewing a token"]

_revocation := fixtures.changed(_renewal, {"action": {"name": "revoke"}})

_token(fields) := {"facts": {"token": fields}}

_past := {"expires_at": fixtures.now}

_future := {"expires_at": fixtures.now + 1}

_spent := {"uses": 2, "uses_limit": 2}

_maximum := {"max_expires_at": fixtures.now}

cases[name] := {"input": fixtures.changed(_read, change), "codes": codes} if {
	some name, [change, codes] in {
		"a live token": [{}, set()],
		"a token that is not ours": [_token({"well_formed": false}), {"token_malformed"}],
		"a token without a record": [_token({"known": false}), {"token_revoked"}],
		"a revoked token": [_token({"revoked": true}), {"token_revoked"}],
		"a subject nobody knows": [_token({"supposed": true, "known": false}), {"subject_unknown"}],
		"a subject without an account": [_token({"supposed": true, "owner_known": false}), {"subject_unknown"}],
		"a subject whose account is not complete": [
			_token({"supposed": true, "owner_accepted": false}),
			{"subject_unknown"},
		],
		"a subject that is known": [_token({"supposed": true}), set()],
		"a token whose client secret was revoked": [_token({"secret_revoked": true}), {"token_revoked"}],
		"a token without an owner": [_token({"owner_known": false}), {"token_revoked"}],
		"a token of an account that is not complete": [_token({"owner_accepted": false}), {"token_revoked"}],
		"a token of an older version of its session": [_token({"version": 1, "current_version": 2}), {"token_revoked"}],
		"a token of a newer version of its session": [_token({"version": 2, "current_version": 1}), {"token_revoked"}],
		"a token whose method was removed": [_token({"method_attached": false}), {"token_revoked"}],
		"a token in its last second": [_token(_future), set()],
		"a token at its end": [_token(_past), {"token_expired"}],
		"a token that says itself that it is at its end": [
			_token({"signed_expires_at": fixtures.now}),
			{"token_expired"},
		],
		"a token that says itself that it is in its last second": [_token({"signed_expires_at": fixtures.now + 1}), set()],
		"a token without a record of its end": [_token({"expires_at": 0, "signed_expires_at": fixtures.now}), {"token_expired"}],
		"a token without end": [
			_token({"expires_at": 0, "signed_expires_at": 0, "max_expires_at": 0}),
			set(),
		],
		"a token past its longest life": [_token(_maximum), {"token_expired"}],
		"a token with its last use": [_token({"uses": 1, "uses_limit": 2}), set()],
		"a token without uses left": [_token(_spent), {"token_uses_exhausted"}],
		"a token without limit": [_token({"uses": 9, "uses_limit": 0}), set()],
		"a token dead in every way": [
			_token(object.union_n([_past, _spent, {"revoked": true}])),
			{"token_expired", "token_revoked", "token_uses_exhausted"},
		],
		"a malformed token says nothing else": [
			_token(object.union_n([_past, _spent, {"well_formed": false, "revoked": true}])),
			{"token_malformed"},
		],
	}
}

cases["no token"] := {"input": fixtures.without(_read, "facts/token"), "codes": {"token_missing"}}

cases["no list of accepted modes"] := {
	"input": fixtures.without(fixtures.without(_read, "facts/token"), "context/accepts"),
	"codes": {"token_missing"},
}

cases["a public route"] := {"input": fixtures.permitted["a machine's login"], "codes": set()}

cases[sprintf("renewing %s", [name])] := {"input": fixtures.changed(_renewal, change), "codes": codes} if {
	some name, [change, codes] in {
		"a live token": [{}, set()],
		"an expired token": [_token(_past), {"token_expired"}],
		"a revoked token": [_token({"revoked": true}), {"token_revoked"}],
		"a token without uses left": [_token(_spent), {"token_uses_exhausted"}],
		"a token past its longest life": [_token(_maximum), {"token_max_ttl_reached"}],
		"a token without longest life": [_token({"max_expires_at": 0}), set()],
		"a malformed token past its longest life": [
			_token(object.union(_maximum, {"well_formed": false})),
			{"token_malformed"},
		],
		"a periodic token past its longest life": [
			{"facts": {"token": _maximum, "renewal": {"ttl": 60, "period": 60}}},
			set(),
		],
		"a token of the shortest period past its longest life": [
			{"facts": {"token": _maximum, "renewal": {"ttl": 60, "period": 1}}},
			set(),
		],
	}
}

cases[sprintf("revoking %s", [name])] := {"input": fixtures.changed(_revocation, change), "codes": codes} if {
	some name, [change, codes] in {
		"a live token": [{}, set()],
		"a token without uses left": [_token(_spent), set()],
		"a revoked token": [_token({"revoked": true}), {"token_revoked"}],
		"an expired token": [_token(_past), {"token_expired"}],
		"a malformed token": [_token({"well_formed": false}), {"token_malformed"}],
	}
}

cases[sprintf("a login with %s", [name])] := {
	"input": fixtures.changed(fixtures.permitted["a machine's login"], _token(fields)),
	"codes": set(),
} if {
	some name, fields in {
		"a malformed token": {"well_formed": false},
		"a token without a known owner": object.union(_renewal.facts.token, {"supposed": true, "known": false}),
		"a dead token": object.union_n([_renewal.facts.token, _past, _spent, {"revoked": true}]),
	}
}

cases["another action on a token"] := {
	"input": fixtures.changed(_renewal, {"action": {"name": "fly"}, "facts": {"token": _past}}),
	"codes": set(),
}

cases["renewing something else"] := {
	"input": fixtures.changed(_renewal, {"resource": {"type": "role"}, "facts": {"token": _past}}),
	"codes": set(),
}

cases["revoking something else"] := {
	"input": fixtures.changed(_revocation, {"resource": {"type": "role"}, "facts": {"token": _past}}),
	"codes": set(),
}

# Only the public routes carry the token in the body.
cases["a guarded route that revokes"] := {
	"input": fixtures.changed(_revocation, {"context": {"accepts": ["user_session"]}, "facts": {"token": _spent}}),
	"codes": {"token_uses_exhausted"},
}

cases["a guarded route that renews"] := {
	"input": fixtures.changed(_renewal, {"context": {"accepts": ["user_session"]}, "facts": {"token": _maximum}}),
	"codes": {"token_expired"},
}

test_reasons[name] if {
	some name, case in cases
	reasons := tokens.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

_counted(request) if "count_token_use" in tokens.obligation with input as request

test_a_use_is_spent_by[name] if {
	some name, change in {
		"a permitted request": {},
		"a request the rules refuse": {"facts": {"grants": {"project": []}}},
		"a request of a kind the route does not take": {"context": {"accepts": ["user_session"]}},
		"a request in a foreign project": {"facts": {"project": {"known": false}}},
		"the last use": _token({"uses": 1, "uses_limit": 2}),
		"a token without limit": _token({"uses_limit": 0}),
	}
	_counted(fixtures.changed(_read, change))
}

test_no_use_is_spent_by[name] if {
	some name, request in {
		"an address the method does not trust": fixtures.changed(_read, {"context": {"ip": "203.0.113.9"}}),
		"an address the project does not trust": fixtures.changed(_read, {"context": {"ip": "10.2.0.1"}}),
		"a subject over its rate": fixtures.changed(_read, {"facts": {"rate": {"requests": 600, "failed_logins": 0}}}),
		"a token without uses left": fixtures.changed(_read, _token(_spent)),
		"an expired token": fixtures.changed(_read, _token(_past)),
		"a revoked token": fixtures.changed(_read, _token({"revoked": true})),
		"a user's session": fixtures.changed(_read, {"context": {"mode": "user_session"}}),
		"a login, whatever token comes with it": fixtures.changed(
			fixtures.permitted["a machine's login"],
			{"context": {"mode": "identity_access_token"}, "facts": {"token": _read.facts.token}},
		),
		"a renewal": fixtures.changed(_renewal, {"context": {"mode": "identity_access_token"}}),
		"a revocation": fixtures.changed(_revocation, {"context": {"mode": "identity_access_token"}}),
	}
	not _counted(request)
}
