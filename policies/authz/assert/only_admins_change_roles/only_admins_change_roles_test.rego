package authz.assert.only_admins_change_roles_test

import data.authz.assert.only_admins_change_roles
import data.authz.fixtures_test as fixtures

_role := fixtures.permitted["changing a role"]

_holding(grants) := fixtures.changed(_role, {"facts": {"grants": {"organization": grants}}})

_member(change) := fixtures.changed(_holding([fixtures.builtin("member")]), change)

_custom := fixtures.role("role", "edit", fixtures.anywhere)

_in_project(grants) := fixtures.changed(fixtures.in_project, {
	"action": {"name": "create"},
	"resource": {"type": "role"},
	"facts": {"grants": {"project": grants}},
})

_over := object.union(fixtures.builtin("admin"), {"ends": fixtures.now - 1})

test_violations[name] if {
	some name, [request, permitted, want] in {
		"a custom role that says so": [_role, true, 0],
		"an admin": [_holding([fixtures.builtin("admin")]), true, 0],
		"a custom role that is over": [_holding([object.union(_custom, {"ends": fixtures.now - 1})]), true, 1],
		"a member who deletes": [_member({"action": {"name": "delete"}}), true, 1],
		"a member who edits something else": [_member({"resource": {"type": "identity"}}), true, 0],
		"a member": [_holding([fixtures.builtin("member")]), true, 1],
		"an admin of yesterday": [_holding([_over]), true, 1],
		"a member who is refused": [_holding([fixtures.builtin("member")]), false, 0],
		"a member who reads": [_member({"action": {"name": "read"}}), true, 0],
		"an admin of a project": [_in_project([fixtures.builtin("admin")]), true, 0],
		"a viewer of a project": [_in_project([fixtures.builtin("viewer")]), true, 1],
		"something else": [fixtures.permitted["a secret's value"], true, 0],
	}
	violation := only_admins_change_roles.violation with input as request
		with data.authz.main.decision as {"permitted": permitted}
	count(violation) == want
}
