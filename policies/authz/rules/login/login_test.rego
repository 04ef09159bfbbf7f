package authz.rules.login_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.login

_login := fixtures.permitted["a machine's login"]

_user := fixtures.permitted["a user's login"]

_password := fixtures.changed(fixtures.permitted["one's own account"], {
	"subject": {"type": "user"},
	"action": {"name": "changePassword"},
	"facts": {"login": _user.facts.login},
})

_wrong_password := fixtures.without(_password, "facts/login/secret")

_account(fields) := fixtures.changed(_user, {"facts": {"login": {"account": fields}}})

_guessed(failures, ago) := _account({"failures": failures, "last_failure_at": fixtures.now - ago})

_without_secret := fixtures.without(_login, "facts/login/secret")

_change(request, fields) := fixtures.changed(request, {"facts": {"login": fields}})

_secret(fields) := _change(_login, {"secret": fields})

_lockout(request, fields) := _change(request, {"lockout": fields})

_lock := {"locked_until": fixtures.now + 1, "failures": 3, "last_failure_at": fixtures.now}

_elsewhere(request) := fixtures.changed(request, {"context": {"ip": "203.0.113.9"}})

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the right secret": [_login, set()],
		"the right password": [_user, set()],
		"an unknown client id": [_change(_without_secret, {"known": false, "owner_accepted": false}), {"credentials_invalid"}],
		"a method of nobody we know": [_change(_login, {"known": false}), {"credentials_invalid"}],
		"an account that is not complete": [_change(_login, {"owner_accepted": false}), {"credentials_invalid"}],
		"a wrong secret": [_without_secret, {"credentials_invalid"}],
		"nothing known about the login": [fixtures.without(_login, "facts/login"), {"credentials_invalid"}],
		"a revoked secret": [_secret({"revoked": true}), {"client_secret_revoked"}],
		"an expired secret": [_secret({"expires_at": fixtures.now}), {"client_secret_expired"}],
		"a secret in its last second": [_secret({"expires_at": fixtures.now + 1}), set()],
		"a secret without end": [_secret({"expires_at": 0}), set()],
		"a secret without uses left": [_secret({"uses": 2}), {"client_secret_uses_exhausted"}],
		"a secret without limit": [_secret({"uses": 9, "uses_limit": 0}), set()],
		"a locked login": [_lockout(_login, _lock), {"login_locked_out"}],
		"a wrong secret while locked": [_lockout(_without_secret, _lock), {"login_locked_out"}],
		"an expired secret while locked": [
			_lockout(_secret({"expires_at": fixtures.now}), _lock),
			{"login_locked_out"},
		],
		"an account that is not complete, while locked": [
			_lockout(_change(_login, {"owner_accepted": false}), _lock),
			{"credentials_invalid"},
		],
		"a lock that has ended": [_lockout(_login, {"locked_until": fixtures.now}), set()],
		"a lock that was switched off": [_lockout(_login, object.union(_lock, {"enabled": false})), set()],
		"no fact about lockout": [fixtures.without(_login, "facts/login/lockout"), {"login_locked_out"}],
		"the last failure without a delay": [_guessed(19, 0), set()],
		"right after so many failures": [_guessed(20, 0), {"login_locked_out"}],
		"a second after so many failures": [_guessed(20, 1), set()],
		"seven seconds after three more": [_guessed(23, 7), {"login_locked_out"}],
		"eight seconds after three more": [_guessed(23, 8), set()],
		"while strangers guess": [
			fixtures.changed(_guessed(900, 0), {"facts": {"login": {"account": {"known_device": true}}}}),
			set(),
		],
		"an unknown account while strangers guess": [
			_change(_guessed(900, 0), {"known": false}),
			{"credentials_invalid"},
		],
		"a revoked password while strangers guess": [
			_change(_guessed(900, 0), {"secret": {"revoked": true, "expires_at": 1, "uses": 2}}),
			{"login_locked_out"},
		],
		"no fact about guesses": [fixtures.without(_user, "facts/login/account"), {"login_locked_out"}],
		"the right old password": [_password, set()],
		"a wrong old password": [_wrong_password, {"password_wrong"}],
		"a password of an account that is not complete": [_change(_password, {"owner_accepted": false}), {"password_wrong"}],
		"no fact about the old password": [fixtures.without(_password, "facts/login"), {"password_wrong"}],
		"the right old password while locked": [_lockout(_password, _lock), {"password_locked_out"}],
		"a wrong old password while locked": [_lockout(_wrong_password, _lock), {"password_locked_out"}],
		"the old password while strangers guess": [
			_change(_password, {"account": {"failures": 20, "last_failure_at": fixtures.now}}),
			{"password_locked_out"},
		],
		"a password of something else": [fixtures.changed(_wrong_password, {"resource": {"type": "moon"}}), set()],
		"another action on the account": [fixtures.changed(_wrong_password, {"action": {"name": "fly"}}), set()],
		"another request": [fixtures.permitted["a secret's value"], set()],
		"another action": [fixtures.changed(_without_secret, {"action": {"name": "fly"}}), set()],
		"another type": [fixtures.changed(_without_secret, {"resource": {"type": "moon"}}), set()],
		"another action, with a revoked secret": [
			fixtures.changed(_secret({"revoked": true, "expires_at": 1, "uses": 2}), {"action": {"name": "fly"}}),
			set(),
		],
		"another action, while locked": [
			fixtures.changed(_lockout(_login, _lock), {"action": {"name": "fly"}}),
			set(),
		],
		"a guarded route is no login": [
			fixtures.changed(_without_secret, {"context": {"accepts": ["user_session"]}}),
			set(),
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := login.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

# Twenty failures and so many more.
test_the_wait_grows[more] if {
	some more, wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
	early := login.deny with input as _guessed(20 + more, wait - 1)
	fixtures.codes(early) == {"login_locked_out"}
	late := login.deny with input as _guessed(20 + more, wait)
	late == set()
}

test_without_numbers_strangers_do_not_log_in if {
	reasons := login.deny with input as _user with data.authz.rules.login.guessing as {}
	fixtures.codes(reasons) == {"login_locked_out"}
}

test_what_stands_outside_looks_alike if {
	messages := {reasons |
		some name in {"an unknown client id", "an account that is not complete", "a wrong secret"}
		reasons := login.deny with input as cases[name].input
	}
	count(messages) == 1
}

test_grants[name] if {
	some name, [request, want] in {
		"the right secret": [_login, {"credentials"}],
		"a wrong secret": [_without_secret, set()],
		"the old password": [_password, {"password"}],
		"a wrong old password": [_wrong_password, set()],
		"another action with the old password": [fixtures.changed(_password, {"action": {"name": "fly"}}), set()],
		"another user's old password": [fixtures.changed(_password, {"resource": {"id": "another"}}), set()],
		"a machine's old password": [fixtures.changed(_password, {"subject": {"type": "identity"}}), set()],
		"renewing": [fixtures.permitted["renewing a token"], {"token"}],
		"revoking": [fixtures.changed(fixtures.permitted["renewing a token"], {"action": {"name": "revoke"}}), {"token"}],
		"renewing without a token": [fixtures.without(fixtures.permitted["renewing a token"], "facts/token"), set()],
		"renewing something else": [
			fixtures.changed(fixtures.permitted["renewing a token"], {"resource": {"type": "role"}}),
			set(),
		],
		"another action on a token": [
			fixtures.changed(fixtures.permitted["renewing a token"], {"action": {"name": "fly"}}),
			set(),
		],
		"another action with the right secret": [fixtures.changed(_login, {"action": {"name": "fly"}}), set()],
		"renewing on a guarded route": [
			fixtures.changed(fixtures.permitted["renewing a token"], {"context": {"accepts": ["user_session"]}}),
			set(),
		],
		"another request": [fixtures.permitted["a secret's value"], set()],
	}
	grants := login.grant with input as request
	grants == want
}

_counted := {"count_login_failure", "count_account_failure"}

_wrong(request) := fixtures.without(request, "facts/login/secret")

_failing(failures, ago) := _lockout(
	_without_secret,
	{"failures": failures, "last_failure_at": fixtures.now - ago},
)

_failing_user(failures, ago) := _lockout(
	_wrong(_account({"known_device": true, "last_failure_at": fixtures.now})),
	{"failures": failures, "last_failure_at": fixtures.now - ago},
)

test_a_person_without_settings_is_locked_out[name] if {
	settings := {"enabled": true, "threshold": 10, "duration_seconds": 300, "counter_reset_seconds": 300}
	some name, change in {
		"no settings": {"enabled": null, "threshold": 0},
		"neither on nor off": {"enabled": null},
		"no threshold": {"threshold": 0},
		"no duration": {"duration_seconds": 0},
		"no reset": {"counter_reset_seconds": 0},
	}
	lockout := object.union(settings, change)
	reasons := login.deny with input as _user with data.authz.rules.login.lockout as lockout
	fixtures.codes(reasons) == {"login_locked_out"}
}

test_a_person_is_not_locked_out_where_that_is_switched_off if {
	locked := _lockout(_user, _lock)
	count(login.deny) == 0 with input as locked with data.authz.rules.login.lockout as {"enabled": false}
}

test_obligations[name] if {
	some name, [request, want] in {
		"a first success": [_login, {"count_secret_use"}],
		"a success after failures": [_lockout(_login, {"failures": 2}), {"count_secret_use", "clear_login_failure"}],
		"a success after a lock": [
			_lockout(_login, {"locked_until": fixtures.now - 1}),
			{"count_secret_use", "clear_login_failure"},
		],
		"a success in the second after a lock": [
			_lockout(_login, {"locked_until": 1}),
			{"count_secret_use", "clear_login_failure"},
		],
		"a user's success": [_lockout(_user, {"failures": 1}), {"clear_login_failure"}],
		"a user's failure": [_failing_user(8, 300), {"count_login_failure"}],
		"a user's failure that locks": [_failing_user(9, 300), {"count_login_failure", "lock_login:300"}],
		"a user's failure after the counter was forgotten": [
			_failing_user(9, 301),
			{"count_login_failure", "restart_login_count"},
		],
		"a user's failure under a lock": [_lockout(_failing_user(9, 0), _lock), set()],
		"a wrong old password": [
			_wrong_password,
			(_counted | {"restart_login_count", "restart_account_count"}),
		],
		"a wrong old password while locked": [_lockout(_wrong_password, _lock), set()],
		"the right old password": [_lockout(_password, {"failures": 1}), set()],
		"a first failure": [_failing(0, 0), {"count_login_failure"}],
		"a failure of a request that is no login": [
			object.union(fixtures.permitted["a secret's value"], {
				"resource": {"type": "universal-auth"},
				"facts": {"login": _failing(2, 30).facts.login},
			}),
			set(),
		],
		"the failure that locks": [_failing(2, 30), {"count_login_failure", "lock_login:300"}],
		"a failure before the one that locks": [_failing(1, 30), {"count_login_failure"}],
		"a failure after the counter was forgotten": [
			_failing(2, 31),
			{"count_login_failure", "restart_login_count"},
		],
		"a failure after the counter was forgotten, where two lock": [
			_lockout(_failing(2, 31), {"threshold": 2}),
			{"count_login_failure", "restart_login_count"},
		],
		"a revoked secret is a failure": [
			_secret({"revoked": true}),
			{"count_login_failure", "restart_login_count"},
		],
		"an expired secret is none": [_secret({"expires_at": fixtures.now}), set()],
		"a used-up secret is none": [_secret({"uses": 2}), set()],
		"an unknown client id is none": [_change(_without_secret, {"known": false}), set()],
		"an account that is not complete is none": [_change(_without_secret, {"owner_accepted": false}), set()],
		"a failure while locked": [_lockout(_without_secret, _lock), set()],
		"a failure without lockout": [_lockout(_without_secret, {"enabled": false}), set()],
		"facts about a good login on a guarded route": [
			fixtures.changed(
				fixtures.permitted["one's own account"],
				{"resource": {"type": "universal-auth"}, "facts": {"login": _lockout(_login, {"failures": 1}).facts.login}},
			),
			set(),
		],
		"facts about a failed login on a guarded route": [
			fixtures.changed(fixtures.permitted["one's own account"], {"facts": {"login": _failing(2, 0).facts.login}}),
			set(),
		],
		"a stranger's first wrong password": [
			_wrong(_user),
			(_counted | {"restart_login_count", "restart_account_count"}),
		],
		"a stranger's wrong password soon after": [_wrong(_guessed(1, 3600)), (_counted | {"restart_login_count"})],
		"a stranger's wrong password long after": [
			_wrong(_guessed(1, 3601)),
			(_counted | {"restart_login_count", "restart_account_count"}),
		],
		"a stranger's wrong password in turn": [_wrong(_guessed(20, 1)), (_counted | {"restart_login_count"})],
		"a stranger's wrong password out of turn": [_wrong(_guessed(20, 0)), set()],
		"the owner's wrong password": [
			_wrong(_account({"known_device": true, "last_failure_at": fixtures.now})),
			{"count_login_failure", "restart_login_count"},
		],
		"no login": [fixtures.changed(_lockout(_login, {"failures": 1}), {"action": {"name": "fly"}}), set()],
		"no failed login": [fixtures.changed(_failing(2, 0), {"action": {"name": "fly"}}), set()],
		"a failure beyond the rate": [
			fixtures.changed(_without_secret, {"facts": {"rate": {"requests": 0, "failed_logins": 60}}}),
			set(),
		],
		"a failure from elsewhere": [_elsewhere(_without_secret), set()],
		"the right secret from elsewhere": [_elsewhere(_login), set()],
	}
	duties := login.obligation with input as request
	duties == want
}

test_a_person_with_the_least_settings_is_not_locked_out if {
	least := {"enabled": true, "threshold": 1, "duration_seconds": 1, "counter_reset_seconds": 1}
	count(login.deny) == 0 with input as _user with data.authz.rules.login.lockout as least
}
