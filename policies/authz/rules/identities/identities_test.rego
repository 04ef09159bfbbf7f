package authz.rules.identities_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.identities

_edit := fixtures.permitted["changing an identity"]

_holding(grants) := {"facts": {"grants": {"organization": grants}}}

_granted(action) := fixtures.role("identity", action, fixtures.anywhere)

_list := fixtures.changed(_edit, {"action": {"name": "read"}, "resource": {"id": ""}})

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"a role that grants it": [_edit, set()],
		"no role": [fixtures.changed(_edit, _holding([])), {"permission_missing"}],
		"an inverted rule": [
			fixtures.changed(_edit, _holding([_granted("edit"), fixtures.bar("identity", "edit", fixtures.anywhere)])),
			{"permission_inverted"},
		],
		"in a project, a role of the organization": [
			fixtures.changed(_edit, {"facts": {"project": {"id": "p1"}}}),
			{"permission_missing"},
		],
		"in a project, a role of the project": [
			fixtures.changed(_edit, {"facts": {
				"project": {"id": "p1"},
				"grants": {"organization": [], "project": [_granted("edit")]},
			}}),
			set(),
		],
		"nowhere": [fixtures.without(_edit, "facts/organization"), set()],
		"a list that no role grants": [
			fixtures.changed(_list, _holding([_granted("edit")])),
			{"permission_missing"},
		],
		"another request": [fixtures.permitted["changing a role"], set()],
		"an inverted rule about something else": [
			fixtures.changed(_edit, {
				"resource": {"type": "tags"},
				"facts": {"grants": {"organization": [
					fixtures.role("tags", "edit", fixtures.anywhere),
					fixtures.bar("tags", "edit", fixtures.anywhere),
				]}},
			}),
			set(),
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := identities.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, want in {
		"a role that grants it": {"role:custom:r1"},
		"no role": set(),
		"nowhere": set(),
		"another request": set(),
	}
	grants := identities.grant with input as cases[name].input
	grants == want
}
