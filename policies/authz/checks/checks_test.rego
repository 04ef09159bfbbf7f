package authz.checks_test

import data.authz.checks
import data.authz.fixtures_test as fixtures

_read := fixtures.permitted["a secret's value"]

test_where_a_request_takes_place[name] if {
	some name, [request, want] in {
		"in a project": [_read, {"project"}],
		"in an organization": [fixtures.guarded, {"organization"}],
		"nowhere": [fixtures.without(fixtures.guarded, "facts/organization"), set()],
		"on a public route": [fixtures.changed(_read, {"context": {"accepts": []}}), set()],
		"on a route that does not say": [fixtures.without(_read, "context/accepts"), set()],
	}
	{scope | scope := checks.scope with input as request} == want
}

test_a_route_is_public_only_if_it_says_so if {
	checks.public with input as fixtures.public
	not checks.public with input as _read
	not checks.public with input as fixtures.without(fixtures.public, "context/accepts")
}

test_what_the_rules_say[name] if {
	some name, [grants, speakers, allowed, permitted] in {
		"nothing": [[], set(), set(), set()],
		"of another place": [[_role("/app")], set(), set(), set()],
		"for it": [[_role("/db")], {"role:custom:r1"}, {true}, {true}],
		"for it and against it": [[_role("/db"), _bar("/db")], {"role:custom:r1"}, {true}, set()],
		"against another place": [[_role("/db"), _bar("/app")], {"role:custom:r1"}, {true}, {true}],
		"against it alone": [[_bar("/db")], set(), set(), set()],
	}
	request := fixtures.changed(_read, {"facts": {"grants": {"project": grants}}})
	found := checks.speakers with input as request
	found == speakers
	{true | checks.allowed with input as request} == allowed
	{true | checks.permitted with input as request} == permitted
}

test_without_grants_nothing_is_allowed if {
	request := fixtures.without(_read, "facts/grants")
	not checks.speakers with input as request
	not checks.allowed with input as request
	not checks.permitted with input as request
}

_role(path) := fixtures.role("secrets", "readValue", fixtures.at("prod", path))

_bar(path) := fixtures.bar("secrets", "readValue", fixtures.at("prod", path))

test_the_sentence_of_a_refusal[name] if {
	some name, [request, want] in {
		"readValue": [_read, "You are not allowed to read on secrets"],
		"describeSecret": [
			fixtures.changed(_read, {"action": {"name": "describeSecret"}}),
			"You are not allowed to read on secrets",
		],
		"create": [
			fixtures.changed(_read, {"action": {"name": "create"}}),
			"You are not allowed to create on secrets",
		],
		"nothing known": [{}, "You are not allowed to do this"],
	}
	refusal := checks.refusal with input as request
	refusal == want
}
