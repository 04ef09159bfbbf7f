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

_list := fixtures.changed(fixtures.in_project, {
	"resource": {"type": "secrets", "properties": fixtures.place("prod", "/")},
	"action": {"name": "list"},
})

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"where the role says": [_read, set()],
		"another path": [fixtures.changed(_read, _at("prod", "/app")), {"permission_missing"}],
		"another environment": [fixtures.changed(_read, _at("dev", "/db")), {"permission_missing"}],
		"another action": [fixtures.changed(_read, {"action": {"name": "delete"}}), {"permission_missing"}],
		"a built-in role": [fixtures.changed(_read, _holding([fixtures.builtin("viewer")])), set()],
		"an inverted rule here": [
			fixtures.changed(_read, _holding([_reads(fixtures.anywhere), _bar(fixtures.at("prod", "/db"))])),
			{"permission_inverted"},
		],
		"an inverted rule elsewhere": [
			fixtures.changed(_read, _holding([_reads(fixtures.anywhere), _bar(fixtures.at("prod", "/app"))])),
			set(),
		],
		"an inverted rule alone": [
			fixtures.changed(_read, _holding([_bar(fixtures.anywhere)])),
			{"permission_missing"},
		],
		"any member sees folders": [_folders, set()],
		"any member lists secrets": [_list, set()],
		"an outsider lists none": [
			fixtures.changed(_list, {"facts": {"membership": {"project": false}}}),
			{"permission_missing"},
		],
		"listing reads nothing": [fixtures.changed(_list, {"action": {"name": "readValue"}}), {"permission_missing"}],
		"an outsider sees none": [
			fixtures.changed(_folders, {"facts": {"membership": {"project": false}}}),
			{"permission_missing"},
		],
		"membership shows no imports": [
			fixtures.changed(_folders, {"resource": {"type": "secret-imports"}}),
			{"permission_missing"},
		],
		"membership makes no folders": [
			fixtures.changed(_folders, {"action": {"name": "create"}}),
			{"permission_missing"},
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
		],
		"something else": [
			fixtures.changed(_read, {
				"resource": {"type": "tags"},
				"action": {"name": "read"},
				"facts": {"grants": {"project": [fixtures.role("tags", "read", fixtures.anywhere)]}},
			}),
			set(),
		],
		"folders on a public route": [
			fixtures.changed(_folders, {"context": {"accepts": []}}),
			set(),
		],
		"a public route": [fixtures.changed(_read, {"context": {"accepts": []}}), set()],
		"a request in no project": [fixtures.without(_read, "facts/project"), set()],
		"another request": [fixtures.permitted["changing a role"], set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := secrets.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, want in {
		"where the role says": {"role:custom:r1"},
		"a built-in role": {"role:viewer"},
		"any member sees folders": {"membership:project"},
		"an outsider sees none": set(),
		"a request in no project": set(),
		"something else": set(),
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

# Everything else that the package comes to handle.
test_members_list_secrets_alone if {
	request := fixtures.changed(_list, {"resource": {"type": "tags"}})
	reasons := secrets.deny with input as request with secrets.handles as {"tags": {"list"}}
	fixtures.codes(reasons) == {"permission_missing"}
}
