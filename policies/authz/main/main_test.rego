package authz.main_test

import data.authz.fixtures_test as fixtures
import data.authz.main

_read := fixtures.permitted["a secret's value"]

test_every_example_is_permitted[name] if {
	some name, request in fixtures.permitted
	decision := main.decision with input as request
	decision.permitted
	decision.reasons == []
	decision.visible == []
	count(decision.grants) > 0
}

test_the_whole_decision if {
	decision := main.decision with input as _read
	decision == {
		"permitted": true,
		"reasons": [],
		"visible": [],
		"grants": ["role:custom:r1"],
		"missing": [],
		"obligations": ["count_token_use"],
	}
}

test_the_caller_sees_the_earliest_stage[name] if {
	some name, [change, want] in {
		"token before everything": [
			{"facts": {"token": {"revoked": true}, "project": {"known": false}, "grants": {"project": []}}},
			["token_revoked"],
		],
		"every reason of the stage, by code": [
			{"facts": {"token": {"revoked": true, "expires_at": fixtures.now}}},
			["token_expired", "token_revoked"],
		],
		"kind of credential before address": [
			{"context": {"mode": "service_token", "ip": "203.0.113.9"}},
			["auth_mode_not_accepted"],
		],
		"address before organization": [
			{"context": {"ip": "203.0.113.9"}, "facts": {"organization": {"id": "o2"}}},
			["ip_not_allowed"],
		],
		"organization before membership": [
			{"facts": {"organization": {"id": "o2"}, "membership": {"project": false}}},
			["not_org_member"],
		],
		"membership before permission": [
			{"facts": {"membership": {"project": false}, "grants": {"project": []}}},
			["not_project_member"],
		],
		"permission before existence": [
			{"facts": {"grants": {"project": []}, "target": object.union(fixtures.target, {"known": false})}},
			["permission_missing"],
		],
		"permission before encryption": [
			{"facts": {"grants": {"project": []}, "project": {"e2ee": true}}},
			["permission_missing"],
		],
		"encryption before existence": [
			{"facts": {"project": {"e2ee": true}, "target": object.union(fixtures.target, {"known": false})}},
			["e2ee_enabled"],
		],
		"encryption before protection": [
			{"facts": {"project": {"e2ee": true}, "target": object.union(fixtures.target, fixtures.last_administrator)}},
			["e2ee_enabled"],
		],
	}
	decision := main.decision with input as fixtures.changed(_read, change)
	not decision.permitted
	[reason.code | some reason in decision.visible] == want
}

test_the_stages_in_their_order if {
	packages := [
		"tokens", "modes", "network", "rates", "login", "tenancy", "membership", "any other",
		"encryption", "existence", "protection", "privileges", "assignments", "overrides", "guardrails",
	]
	refusing := {name: {"deny": {{"code": "freeze", "message": name}}} | some name in packages}
	decision := main.decision with input as _read with data.authz.rules as refusing
	[reason.message | some reason in decision.reasons] == packages
}

test_reasons_name_their_rule if {
	decision := main.decision with input as fixtures.changed(_read, {"facts": {"token": {"revoked": true}}})
	[reason.rule | some reason in decision.reasons] == ["authz.rules.tokens", "authz.rules.guardrails"]
}

test_what_is_lacking_is_listed if {
	edit := fixtures.permitted["changing an identity"]
	decision := main.decision with input as fixtures.changed(edit, {"facts": {"target": {"held": []}}})
	[reason.code | some reason in decision.visible] == ["privilege_boundary"]
	{"action": "edit", "subject": "identity"} in decision.missing
}

test_nobody_speaks_for_an_unknown_request[name] if {
	some name, change in {
		"an unknown type": {"resource": {"type": "moon"}},
		"an unknown action": {"action": {"name": "fly"}},
	}
	decision := main.decision with input as fixtures.changed(_read, change)
	not decision.permitted
	decision.visible == [{
		"code": "permission_missing",
		"message": sprintf("You are not allowed to %s on %s", [
			object.get(change, ["action", "name"], "readValue"),
			object.get(change, ["resource", "type"], "secrets"),
		]),
		"rule": "authz.main",
	}]
}

_public := {
	"setting the installation up", "a machine's login", "a user's login", "renewing a token", "taking up a session",
	"completing an account", "recovering an account", "setting a new password", "logging in by a link",
	"an OIDC login", "a JWT login", "a Kubernetes login", "a Kubernetes login by keys",
	"an AWS login", "a GCP login", "a GCP login by a service account", "an Azure login",
}

test_a_public_route_permits_only_what_is_public[name] if {
	some name in (object.keys(fixtures.permitted) - _public)
	not main.permitted with input as fixtures.changed(fixtures.permitted[name], {"context": {"accepts": []}})
}

test_even_a_request_about_nothing_has_a_reason if {
	decision := main.decision with input as fixtures.without(fixtures.public, "resource")
	[reason.message | some reason in decision.visible] == ["No rule permits this"]
}

test_an_empty_input_is_refused if {
	decision := main.decision with input as {}
	not decision.permitted
	decision.visible[0].code == "token_missing"
}

test_a_new_package_may_refuse[name] if {
	some name, [denials, codes] in {
		"with a reason": [{{"code": "freeze", "message": "not on a Friday"}}, ["freeze"]],
		"with nothing against it": [set(), []],
		"with a bare sentence": [{"not on a Friday"}, ["policy_error"]],
		"with a reason without code": [{{"message": "not on a Friday"}}, ["policy_error"]],
		"with a good and a bad reason": [
			{{"code": "freeze", "message": "not on a Friday"}, "and not today"},
			["freeze", "policy_error"],
		],
		"with a code that is no text": [{{"code": 7, "message": "not on a Friday"}}, ["policy_error"]],
		"with a message that is no text": [{{"code": "freeze", "message": 7}}, ["policy_error"]],
		"with true": [true, ["policy_error"]],
		"with a list": [["not on a Friday"], ["policy_error"]],
	}
	decision := main.decision with input as _read with data.authz.rules.extra.deny as denials
	[reason.code | some reason in decision.visible] == codes
}

test_a_login_spends_a_use_only_if_it_succeeds if {
	login := fixtures.changed(fixtures.permitted["a machine's login"], {"facts": {"login": {"lockout": {"failures": 1}}}})
	permitted := main.decision with input as login
	permitted.obligations == ["clear_login_failure", "count_secret_use"]
	refused := main.decision with input as login with data.authz.rules.extra.deny as {{"code": "freeze", "message": "no"}}
	refused.obligations == []
}

test_a_refused_request_still_spends_its_use if {
	decision := main.decision with input as fixtures.changed(_read, {"facts": {"grants": {"project": []}}})
	decision.obligations == ["count_token_use"]
}

_oidc := fixtures.permitted["an OIDC login"]

# What another party vouches for fails in one way, for every cause.
test_logins_by_a_proof_fail_alike[name] if {
	some name, request in {
		"an unknown identity": fixtures.changed(_oidc, {"facts": {"login": {"known": false}}}),
		"nothing proven": fixtures.unproven(_oidc, "auth_key_unknown"),
		"an unknown reason": fixtures.unproven(_oidc, "auth_moon"),
		"another subject": fixtures.proven(_oidc, {"sub": "x"}),
		"an expired token": fixtures.proven(_oidc, {"exp": 1}),
		"nothing known": fixtures.without(_oidc, "facts/login"),
	}
	decision := main.decision with input as request
	not decision.permitted
	decision.visible == [{"code": "credentials_invalid", "message": "Invalid credentials", "rule": "authz.rules.proofs"}]
	count(decision.reasons) > 0
}

# An address without an account is never locked, so that a lock would tell them apart.
test_a_persons_lock_looks_like_wrong_credentials if {
	guessed := fixtures.changed(fixtures.permitted["a user's login"], {"facts": {"login": {"account": {"failures": 99, "last_failure_at": fixtures.now}}}})
	decision := main.decision with input as guessed
	[reason.code | some reason in decision.reasons] == ["login_locked_out"]
	decision.visible == [{"code": "credentials_invalid", "message": "Invalid credentials", "rule": "authz.rules.login"}]
	unknown := main.decision with input as fixtures.changed(guessed, {"facts": {"login": {"known": false}}})
	unknown.visible == decision.visible
}

test_a_machine_is_told_of_its_lock if {
	decision := main.decision with input as fixtures.changed(
		fixtures.permitted["a machine's login"],
		{"facts": {"login": {"lockout": {"locked_until": fixtures.now + 1}}}},
	)
	[reason.code | some reason in decision.visible] == ["login_locked_out"]
}

test_a_person_is_told_what_comes_before_the_lock if {
	decision := main.decision with input as fixtures.changed(
		fixtures.permitted["a user's login"],
		{"facts": {"login": {"account": {"failures": 99, "last_failure_at": fixtures.now}}}},
	)
		with data.authz.rules.rates.deny as {{"code": "rate_limited", "message": "wait"}}
	[reason.code | some reason in decision.visible] == ["rate_limited"]
}

test_a_rule_that_was_added_refuses_such_a_login_alike if {
	decision := main.decision with input as _oidc
		with data.authz.rules.extra.deny as {{"code": "branch_not_protected", "message": "no"}}
	[reason.code | some reason in decision.reasons] == ["branch_not_protected"]
	[reason.code | some reason in decision.visible] == ["credentials_invalid"]
}

test_what_comes_before_a_login_is_told[name] if {
	some name, [denials, code] in {
		"the rate": [{"rates": {"deny": {{"code": "rate_limited", "message": "wait"}}}}, "rate_limited"],
		"a rule that does not work": [{"extra": {"deny": true}}, "policy_error"],
		"the login itself": [{"login": {"deny": {{"code": "freeze", "message": "no"}}}}, "credentials_invalid"],
	}
	decision := main.decision with input as _oidc with data.authz.rules as denials
	[reason.code | some reason in decision.visible] == [code]
}

test_failed_logins_look_alike if {
	visible := {decision.visible |
		some name in {"an unknown client id", "a removed method", "a wrong secret"}
		decision := main.decision with input as data.authz.rules.login_test.cases[name].input
	}
	count(visible) == 1
}
