package authz.rules.secrets_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.secrets

_read := fixtures.permitted["a secret's value"]

_holding(grants) := {"facts": {"grants": {"project": grants}}}

_bar(slot) := fixtures.bar("secrets", "readValue", slot)

_reads(slot) := fixtures.role("secrets", "readValue", slot)

_at(environment, path) := {"resource": {"properties": fixtures.place(environment, path)}}

_folders := fixtures.changed(fixtures.in_project, {
	"resource": {"type": "secret-folders", "properties": fixtures.place("prod", "/")},
})

_batch(action, items, grants) := fixtures.changed(fixtures.in_project, {
	"action": {"name": action},
	"resource": {"type": "secrets", "properties": fixtures.place("prod", "/"), "items": items},
	"facts": {"grants": {"project": grants}},
})

_three := [fixtures.place("prod", "/a"), fixtures.place("prod", "/b"), fixtures.place("prod", "/c")]

_writes(path) := fixtures.role("secrets", "create", fixtures.at("prod", path))

cases[name] := {"input": request, "codes": codes, "items": items} if {
	some name, [request, codes, items] in {
		"where the role says": [_read, set(), set()],
		"another path": [fixtures.changed(_read, _at("prod", "/app")), {"permission_missing"}, set()],
		"another environment": [fixtures.changed(_read, _at("dev", "/db")), {"permission_missing"}, set()],
		"another action": [fixtures.changed(_read, {"action": {"name": "delete"}}), {"permission_missing"}, set()],
		"a built-in role": [fixtures.changed(_read, _holding([fixtures.builtin("viewer")])), set(), set()],
		"an inverted rule here": [
			fixtures.changed(_read, _holding([_reads(fixtures.anywhere), _bar(fixtures.at("prod", "/db"))])),
			{"permission_inverted"},
			set(),
		],
		"an inverted rule elsewhere": [
			fixtures.changed(_read, _holding([_reads(fixtures.anywhere), _bar(fixtures.at("prod", "/app"))])),
			set(),
			set(),
		],
		"an inverted rule alone": [
			fixtures.changed(_read, _holding([_bar(fixtures.anywhere)])),
			{"permission_missing"},
			set(),
		],
		"any member sees folders": [_folders, set(), set()],
		"every listed folder": [fixtures.changed(_folders, {"resource": {"items": _three}}), set(), {0, 1, 2}],
		"an outsider sees none": [
			fixtures.changed(_folders, {"facts": {"membership": {"project": false}}}),
			{"permission_missing"},
			set(),
		],
		"membership shows no imports": [
			fixtures.changed(_folders, {"resource": {"type": "secret-imports", "items": _three}}),
			{"permission_missing"},
			set(),
		],
		"membership makes no folders": [
			fixtures.changed(_folders, {"action": {"name": "create"}, "resource": {"items": _three}}),
			{"permission_missing"},
			set(),
		],
		"an inverted rule about something else": [
			fixtures.changed(_read, {
				"resource": {"type": "tags"},
				"action": {"name": "read"},
				"facts": {"grants": {"project": [
					fixtures.role("tags", "read", fixtures.anywhere),
					fixtures.bar("tags", "read", fixtures.anywhere),
				]}},
			}),
			set(),
			set(),
		],
		"a list of something else": [
			fixtures.changed(_read, {
				"resource": {"type": "tags", "items": _three},
				"action": {"name": "read"},
				"facts": {"grants": {"project": [fixtures.role("tags", "read", fixtures.anywhere)]}},
			}),
			set(),
			set(),
		],
		"a list of which some is permitted": [
			_batch("readValue", _three, [_reads(fixtures.at("prod", "/b"))]),
			set(),
			{1},
		],
		"a list of which nothing is permitted": [
			_batch("readValue", _three, [_reads(fixtures.at("dev", "/b"))]),
			{"permission_missing"},
			set(),
		],
		"a list that is permitted, but nothing in it": [
			_batch("readValue", _three, [_reads(fixtures.at("prod", "/"))]),
			set(),
			set(),
		],
		"a list with an inverted rule for one": [
			_batch("readValue", _three, [_reads(fixtures.anywhere), _bar(fixtures.at("prod", "/b"))]),
			set(),
			{0, 2},
		],
		"a list with an inverted rule for everything": [
			_batch("readValue", _three, [_reads(fixtures.anywhere), _bar(fixtures.anywhere)]),
			{"permission_inverted"},
			set(),
		],
		"a batch of which all is permitted": [
			_batch("create", _three, [_writes("/a"), _writes("/b"), _writes("/c")]),
			set(),
			{0, 1, 2},
		],
		"a batch of which one is not": [
			_batch("create", _three, [_writes("/"), _writes("/a"), _writes("/b")]),
			{"permission_missing"},
			{0, 1},
		],
		"a batch with an inverted rule for one": [
			_batch("create", _three, [
				fixtures.role("secrets", "create", fixtures.anywhere),
				fixtures.bar("secrets", "create", fixtures.at("prod", "/c")),
			]),
			{"permission_inverted"},
			{0, 1},
		],
		"folders on a public route": [
			fixtures.changed(_folders, {"context": {"accepts": []}, "resource": {"items": _three}}),
			set(),
			set(),
		],
		"a public route": [fixtures.changed(_read, {"context": {"accepts": []}}), set(), set()],
		"a request in no project": [fixtures.without(_read, "facts/project"), set(), set()],
		"another request": [fixtures.permitted["changing a role"], set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := secrets.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_items[name] if {
	some name, case in cases
	items := secrets.item with input as case.input
	items == case.items
}

test_grants[name] if {
	some name, want in {
		"where the role says": {"role:custom:r1"},
		"a built-in role": {"role:viewer"},
		"any member sees folders": {"membership:project"},
		"an outsider sees none": set(),
		"a list of which some is permitted": {"role:custom:r1"},
		"a list of which nothing is permitted": set(),
		"a request in no project": set(),
		"a list of something else": set(),
		"folders on a public route": set(),
	}
	grants := secrets.grant with input as cases[name].input
	grants == want
}

test_messages[name] if {
	some name, message in {
		"another path": "You are not allowed to read on secrets",
		"another action": "You are not allowed to delete on secrets",
		"an inverted rule here": "You are not allowed to read on secrets",
		"an outsider sees none": "You are not allowed to read on secret-folders",
	}
	reasons := secrets.deny with input as cases[name].input
	{reason.message | some reason in reasons} == {message}
}
