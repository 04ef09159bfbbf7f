package authz.rules.identities_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.identities

_edit := fixtures.permitted["changing an identity"]

_holding(grants) := {"facts": {"grants": {"organization": grants}}}

_granted(action) := fixtures.role("identity", action, fixtures.anywhere)

_weak := {"holdings": [fixtures.holding("organization", "o1", [_granted("read")])]}

_strong := {"holdings": [fixtures.holding("organization", "o1", [_granted("delete")])]}

_list := fixtures.changed(_edit, {
	"action": {"name": "read"},
	"resource": {"id": "", "items": [{"identityId": "i2", "keys": []}, {"identityId": "i3", "keys": []}]},
	"facts": {
		"grants": {"organization": [_granted("read")]},
		"target": {
			"holdings": [],
			"held": [fixtures.holding("organization", "o1", [_granted("read")])],
			"items": [_weak, _strong],
		},
	},
})

cases[name] := {"input": request, "codes": codes, "items": items} if {
	some name, [request, codes, items] in {
		"a role that grants it": [_edit, set(), set()],
		"no role": [fixtures.changed(_edit, _holding([])), {"permission_missing"}, set()],
		"an inverted rule": [
			fixtures.changed(_edit, _holding([_granted("edit"), fixtures.bar("identity", "edit", fixtures.anywhere)])),
			{"permission_inverted"},
			set(),
		],
		"in a project, a role of the organization": [
			fixtures.changed(_edit, {"facts": {"project": {"id": "p1"}}}),
			{"permission_missing"},
			set(),
		],
		"in a project, a role of the project": [
			fixtures.changed(_edit, {"facts": {
				"project": {"id": "p1"},
				"grants": {"organization": [], "project": [_granted("edit")]},
			}}),
			set(),
			set(),
		],
		"nowhere": [fixtures.without(_edit, "facts/organization"), set(), set()],
		"a list leaves out whoever holds more": [_list, set(), {0}],
		"a list without facts about its items": [fixtures.without(_list, "facts/target/items"), set(), set()],
		"a list without facts about the subject": [fixtures.without(_list, "facts/target/held"), set(), set()],
		"a list that no role grants": [
			fixtures.changed(_list, _holding([_granted("edit")])),
			{"permission_missing"},
			set(),
		],
		"another request": [fixtures.permitted["changing a role"], set(), set()],
		"an inverted rule about something else": [
			fixtures.changed(_edit, {
				"resource": {"type": "tags"},
				"facts": {"grants": {"organization": [
					fixtures.role("tags", "edit", fixtures.anywhere),
					fixtures.bar("tags", "edit", fixtures.anywhere),
				]}},
			}),
			set(),
			set(),
		],
		"a list of something else": [
			fixtures.changed(_list, {
				"resource": {"type": "role"},
				"facts": {"grants": {"organization": [fixtures.role("role", "read", fixtures.anywhere)]}},
			}),
			set(),
			set(),
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := identities.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_items[name] if {
	some name, case in cases
	items := identities.item with input as case.input
	items == case.items
}

test_grants[name] if {
	some name, want in {
		"a role that grants it": {"role:custom:r1"},
		"no role": set(),
		"nowhere": set(),
		"another request": set(),
		"a list leaves out whoever holds more": {"role:custom:r1"},
	}
	grants := identities.grant with input as cases[name].input
	grants == want
}
