package authz.checks_test

import data.authz.checks
import data.authz.fixtures_test as fixtures

_read := fixtures.permitted["a secret's value"]

_items := [fixtures.place("prod", "/db"), fixtures.place("prod", "/app")]

_list := fixtures.changed(_read, {"resource": {"items": _items}})

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

test_a_list_is_permitted_for_any_item_and_a_batch_for_all[name] if {
	some name, [action, want] in {"readValue": ["readValue", {true}], "delete": ["delete", set()]}
	grants := [fixtures.role("secrets", action, fixtures.at("prod", "/app"))]
	request := fixtures.changed(_list, {"action": {"name": action}, "facts": {"grants": {"project": grants}}})
	{true | checks.permitted with input as request} == want
	items := checks.permitted_items with input as request
	items == {1}
}

# What the engine sends: the items grouped, and not one by one.
test_places_stand_for_their_members[name] if {
	some name, [action, paths, permitted, items] in {
		"a read": ["readValue", {"/app"}, {true}, {1, 3}],
		"a read of nothing there": ["readValue", {"/x"}, set(), set()],
		"a batch": ["delete", {"/app"}, set(), {1, 3}],
		"a batch that is permitted": ["delete", {"/app", "/db"}, {true}, {0, 1, 2, 3}],
	}
	grants := [fixtures.role("secrets", action, fixtures.at("prod", path)) | some path in paths]
	request := fixtures.changed(fixtures.without(_list, "resource/items"), {
		"action": {"name": action},
		"resource": {"properties": fixtures.place("prod", "/elsewhere"), "places": [
			{"properties": fixtures.place("prod", "/db"), "members": [0, 2]},
			{"properties": fixtures.place("prod", "/app"), "members": [1, 3]},
		]},
		"facts": {"grants": {"project": grants}},
	})
	{true | checks.permitted with input as request} == permitted
	{true | checks.allowed with input as request} == permitted
	found := checks.permitted_items with input as request
	found == items
	all := checks.all_items with input as request
	all == {0, 1, 2, 3}
}

test_who_speaks_for_a_list[name] if {
	some name, [path, want] in {
		"the list itself": ["/db", {"role:custom:r1"}],
		"an item": ["/app", {"role:custom:r1"}],
		"nobody": ["/x", set()],
	}
	grants := [fixtures.role("secrets", "readValue", fixtures.at("prod", path))]
	speakers := checks.speakers with input as fixtures.changed(_list, {"facts": {"grants": {"project": grants}}})
	speakers == want
}

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
