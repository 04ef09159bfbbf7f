package authz.rules.instance_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.instance

_ask(action, facts) := fixtures.changed(fixtures.public, {
	"action": {"name": action},
	"resource": {"type": "instance"},
	"facts": {"instance": facts},
})

_presenting(fields) := fixtures.changed(
	_ask("bootstrap", {"initialized": false, "needs_setup_token": true}),
	{"facts": {"proof": object.union({"kind": "setup_token", "genuine": true, "known": true}, fields)}},
)

_config := fixtures.permitted["changing the installation"]

_policy := fixtures.changed(_config, {"resource": {"type": "policy"}, "action": {"name": "edit"}})

_operations := fixtures.changed(_config, {"action": {"name": "readOperations"}})

_ordinary := {"facts": {"instance": {"super_admin": false}}}

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"status": [_ask("status", {}), set(), {"public"}],
		"configuration": [_ask("readConfig", {}), set(), {"public"}],
		"setting up a fresh installation": [_ask("bootstrap", {"initialized": false}), set(), {"public"}],
		"setting up from afar": [
			_ask("bootstrap", {"initialized": false, "needs_setup_token": true}),
			{"setup_token_required"},
			{"public"},
		],
		"setting up from afar with the setup token": [_presenting({}), set(), {"public"}],
		"setting up with another setup token": [_presenting({"genuine": false}), {"setup_token_required"}, {"public"}],
		"setting up with another proof": [_presenting({"kind": "signup_token"}), {"setup_token_required"}, {"public"}],
		"setting up where it is not known whether a token is needed": [
			fixtures.without(_ask("bootstrap", {"initialized": false}), "facts/instance/needs_setup_token"),
			{"setup_token_required"},
			{"public"},
		],
		"setting up twice from afar": [
			_ask("bootstrap", {"initialized": true, "needs_setup_token": true}),
			{"instance_initialized"},
			{"public"},
		],
		"signing up from afar": [_ask("signUp", {"allow_sign_up": true, "needs_setup_token": true}), set(), {"public"}],
		"setting up something else from afar": [
			fixtures.changed(_ask("bootstrap", {"initialized": false, "needs_setup_token": true}), {"resource": {"type": "moon"}}),
			set(),
			set(),
		],
		"setting up twice": [_ask("bootstrap", {"initialized": true}), {"instance_initialized"}, {"public"}],
		"signing up where everybody may": [_ask("signUp", {"allow_sign_up": true}), set(), {"public"}],
		"signing up where nobody may": [_ask("signUp", {"allow_sign_up": false}), {"sign_up_disabled"}, {"public"}],
		"an administrator changes settings": [_config, set(), {"instance:admin"}],
		"anybody changes settings": [fixtures.changed(_config, _ordinary), {"permission_missing"}, set()],
		"an administrator on a public route": [
			fixtures.changed(_config, {"context": {"accepts": []}}),
			{"permission_missing"},
			set(),
		],
		"an administrator changes the policy": [_policy, set(), {"instance:admin"}],
		"anybody changes the policy": [fixtures.changed(_policy, _ordinary), {"permission_missing"}, set()],
		"an administrator looks at the servers": [_operations, set(), {"instance:admin"}],
		"a member looks at the servers": [fixtures.changed(_operations, _ordinary), {"permission_missing"}, set()],
		"an administrator looks at the servers on a public route": [
			fixtures.changed(_operations, {"context": {"accepts": []}}),
			{"permission_missing"},
			set(),
		],
		"an unknown action": [_ask("implode", {"super_admin": true}), set(), set()],
		"setting up something else": [
			fixtures.changed(_ask("bootstrap", {"initialized": true}), {"resource": {"type": "moon"}}),
			set(),
			set(),
		],
		"signing up for something else": [
			fixtures.changed(_ask("signUp", {"allow_sign_up": false}), {"resource": {"type": "moon"}}),
			set(),
			set(),
		],
		"an administrator changes something else": [
			fixtures.changed(_config, {"resource": {"type": "moon"}}),
			set(),
			set(),
		],
		"another request": [fixtures.permitted["a secret's value"], set(), set()],
		"nothing known about the installation": [
			fixtures.without(_ask("bootstrap", {}), "facts/instance"),
			{"instance_initialized", "setup_token_required"},
			{"public"},
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := instance.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := instance.grant with input as case.input
	grants == case.grants
}
