package authz.assert.no_access_reads_nothing_test

import data.authz.assert.no_access_reads_nothing
import data.authz.fixtures_test as fixtures

_secret := fixtures.permitted["a secret's value"]

_holding(grants) := fixtures.changed(_secret, {"facts": {"grants": {"project": grants}}})

_nothing(type, action) := fixtures.changed(_holding([]), {"resource": {"type": type}, "action": {"name": action}})

_over := object.union(fixtures.builtin("admin"), {"ends": fixtures.now - 1})

test_violations[name] if {
	some name, [request, permitted, want] in {
		"a role that reads": [_secret, true, 0],
		"no access": [_holding([fixtures.builtin("no-access")]), true, 1],
		"no role": [_holding([]), true, 1],
		"a role that is over": [_holding([_over]), true, 1],
		"no access and another role": [_holding([fixtures.builtin("no-access"), fixtures.builtin("viewer")]), true, 0],
		"refused": [_holding([]), false, 0],
		"the project itself": [_nothing("workspace", "read"), true, 0],
		"leaving it": [_nothing("workspace", "leave"), true, 0],
		"deleting it": [_nothing("workspace", "delete"), true, 1],
		"its folders": [_nothing("secret-folders", "read"), true, 0],
		"a list of secrets": [_nothing("secrets", "list"), true, 0],
		"a list of something else": [_nothing("tags", "list"), true, 1],
		"making a folder": [_nothing("secret-folders", "create"), true, 1],
		"its tags": [_nothing("tags", "read"), true, 1],
		"no project": [fixtures.permitted["seeing an organization"], true, 0],
	}
	violation := no_access_reads_nothing.violation with input as request
		with data.authz.main.decision as {"permitted": permitted}
	count(violation) == want
}
