package authz.rules.assignments_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.assignments

_other := {"type": "user", "id": "u2"}

_edit := fixtures.changed(fixtures.permitted["changing an identity"], {
	"subject": {"type": "user", "id": "u1"},
	"resource": {"type": "member"},
	"facts": {"target": {"owner": _other}},
})

_owned(owner) := {"facts": {"target": {"owner": owner}}}

_roles(roles) := {"request": {"roles": roles}}

_viewer(ends) := {"role": "viewer", "starts": 0, "ends": ends}

cases[name] := {"input": fixtures.changed(_edit, change), "codes": codes} if {
	some name, [change, codes] in {
		"another member": [{}, set()],
		"oneself": [_owned({"type": "user", "id": "u1"}), {"own_membership"}],
		"an identity of the same id": [_owned({"type": "identity", "id": "u1"}), set()],
		"an open invitation": [_owned({"type": "user", "id": ""}), set()],
		"leaving": [object.union(_owned({"type": "user", "id": "u1"}), {"action": {"name": "delete"}}), set()],
		"oneself in a project": [
			object.union(_owned({"type": "user", "id": "u1"}), {"facts": {"project": {"id": "p1"}}}),
			set(),
		],
		"a permanent role": [_roles([_viewer(0)]), set()],
		"a permanent role and a temporary one": [_roles([_viewer(60), _viewer(0)]), set()],
		"temporary roles alone": [_roles([_viewer(60), _viewer(70)]), {"permanent_role_missing"}],
		"no role": [_roles([]), {"permanent_role_missing"}],
		"a role without a window": [_roles([{"role": "viewer"}]), {"permanent_role_missing"}],
	}
}

cases["a membership that does not exist"] := {
	"input": fixtures.without(fixtures.changed(_edit, {"facts": {"target": {"known": false}}}), "facts/target/owner"),
	"codes": set(),
}

cases["nobody knows whose"] := {"input": fixtures.without(_edit, "facts/target/owner"), "codes": {"own_membership"}}

test_reasons[name] if {
	some name, case in cases
	fixtures.codes(assignments.deny) == case.codes with input as case.input
}
