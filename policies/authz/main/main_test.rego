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
		"items": [],
		"obligations": ["count_token_use"],
	}
}

# Every field the examples have, inside lists excepted.
_fields(request) := {path |
	walk(request, [path, _])
	count(path) > 0
	every step in path {
		is_string(step)
	}
}

# The fields without which a request is refused. All others are read only in
# the subject's favour, or not at all.
_every := {"action", "action/name", "context", "context/accepts", "facts", "resource", "resource/type"}

_token := {
	"context/now", "facts/token", "facts/token/expires_at", "facts/token/known", "facts/token/max_expires_at",
	"facts/token/method_attached", "facts/token/revoked", "facts/token/uses", "facts/token/uses_limit",
	"facts/token/well_formed",
}

_guarded := (_every | _token) | {
	"context/ip", "context/mode", "facts/membership", "facts/membership/org_id", "facts/membership/organization",
	"facts/organization/id", "facts/token/trusted_ips",
}

_in_organization := _guarded | {"context/raw", "facts/organization"}

_in_project := _guarded | {
	"facts/membership/project", "facts/project", "facts/project/known", "facts/project/org_id",
	"facts/project/trusted_ips",
}

_by_role(scope) := {"facts/grants", concat("/", ["facts/grants", scope]), "resource/properties"}

_target := {
	"facts/target", "facts/target/hands_out", "facts/target/held", "facts/target/holdings", "facts/target/known",
	"facts/target/last_admin",
}

_needed := {
	"a secret's value": ((_in_project | _by_role("project")) | {"facts/project/e2ee", "resource/properties/keys"}),
	"creating an environment": (_in_project | _by_role("project")),
	"seeing a project": _in_project,
	"deleting a project": ((_in_project | _by_role("project")) | {"facts/project/delete_protected"}),
	"changing a role": ((_in_organization | _by_role("organization")) | _target),
	"changing an identity": ((_in_organization | _by_role("organization")) | _target),
	"seeing an organization": _in_organization,
	"one's own account": (_guarded | {"context/raw", "resource/id", "subject", "subject/id", "subject/type"}),
	"changing the installation": (_guarded | {"context/raw", "facts/instance", "facts/instance/super_admin"}),
	"setting the installation up": (_every | {"context/raw", "facts/instance", "facts/instance/initialized"}),
	"a machine's login": (_every | {
		"context/ip", "context/now", "context/raw", "facts/login", "facts/login/attached", "facts/login/known",
		"facts/login/lockout", "facts/login/lockout/locked_until", "facts/login/secret",
		"facts/login/secret/expires_at", "facts/login/secret/revoked", "facts/login/secret/uses",
		"facts/login/secret/uses_limit", "facts/login/trusted_ips",
	}),
	"renewing a token": ((_every | _token) | {"context/raw"}),
}

test_a_missing_field_refuses[name] if {
	some name, request in fixtures.permitted
	refused := {field |
		some path in _fields(request)
		field := concat("/", path)
		not main.permitted with input as fixtures.without(request, field)
	}
	refused == _needed[name]
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
		"existence before encryption": [
			{"facts": {"project": {"e2ee": true}, "target": object.union(fixtures.target, {"known": false})}},
			["resource_not_found"],
		],
		"encryption before protection": [
			{"facts": {"project": {"e2ee": true}, "target": object.union(fixtures.target, {"last_admin": true})}},
			["e2ee_enabled"],
		],
	}
	decision := main.decision with input as fixtures.changed(_read, change)
	not decision.permitted
	[reason.code | some reason in decision.visible] == want
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
			object.get(change, ["action", "name"], "read"),
			object.get(change, ["resource", "type"], "secrets"),
		]),
		"rule": "authz.main",
	}]
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
		"with true": [true, ["policy_error"]],
		"with a list": [["not on a Friday"], ["policy_error"]],
	}
	decision := main.decision with input as _read with data.authz.rules.extra.deny as denials
	[reason.code | some reason in decision.visible] == codes
}

test_items_are_those_of_a_permitted_request[name] if {
	some name, [change, want] in {
		"permitted": [{}, [0]],
		"refused": [{"facts": {"token": {"revoked": true}}}, []],
	}
	list := fixtures.changed(_read, {"resource": {"items": [fixtures.place("prod", "/db"), fixtures.place("prod", "/x")]}})
	decision := main.decision with input as fixtures.changed(list, change)
	decision.items == want
}

test_a_login_spends_a_use_only_if_it_succeeds if {
	login := fixtures.permitted["a machine's login"]
	permitted := main.decision with input as login
	permitted.obligations == ["count_secret_use"]
	refused := main.decision with input as login with data.authz.rules.extra.deny as {{"code": "freeze", "message": "no"}}
	refused.obligations == []
}

test_a_refused_request_still_spends_its_use if {
	decision := main.decision with input as fixtures.changed(_read, {"facts": {"grants": {"project": []}}})
	decision.obligations == ["count_token_use"]
}

test_failed_logins_look_alike if {
	visible := {decision.visible |
		some name in {"an unknown client id", "a removed method", "a wrong secret"}
		decision := main.decision with input as data.authz.rules.login_test.cases[name].input
	}
	count(visible) == 1
}
