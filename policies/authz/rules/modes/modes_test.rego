package authz.rules.modes_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.modes

_read := fixtures.permitted["a secret's value"]

_refused := {"auth_mode_not_accepted"}

cases[name] := {"input": fixtures.changed(_read, change), "codes": codes} if {
	some name, [change, codes] in {
		"an accepted kind": [{}, set()],
		"another accepted kind": [{"context": {"mode": "user_session"}}, set()],
		"a kind the route does not take": [{"context": {"mode": "service_token"}}, _refused],
		"an unknown kind": [{"context": {"mode": "carrier pigeon"}}, _refused],
		"a public route": [{"context": {"accepts": []}}, set()],
		"a malformed token is not judged": [
			{"context": {"mode": "service_token"}, "facts": {"token": {"well_formed": false}}},
			set(),
		],
	}
}

cases["no mode"] := {"input": fixtures.without(_read, "context/mode"), "codes": _refused}

cases["no list of accepted modes"] := {"input": fixtures.without(_read, "context/accepts"), "codes": _refused}

test_reasons[name] if {
	some name, case in cases
	reasons := modes.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_the_message_names_what_is_accepted[mode] if {
	some mode, name in {"service_token": "a service token", "api_key": "an API key", "carrier pigeon": "carrier pigeon"}
	reasons := modes.deny with input as fixtures.changed(_read, {"context": {"mode": mode}})
	{reason.message | some reason in reasons} == {sprintf(
		"This route does not accept %s; it accepts a machine identity's access token, a user's session",
		[name],
	)}
}

test_there_is_a_message_without_a_mode if {
	reasons := modes.deny with input as cases["no mode"].input
	{reason.message | some reason in reasons} == {"This kind of credential is not accepted here"}
}
