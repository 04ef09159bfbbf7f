package authz.lib.permissions_test

import data.authz.lib.permissions

_slot := {"any": false, "keys": {}, "rules": [], "all": []}

_any := object.union(_slot, {"any": true})

_keyed := object.union(_slot, {"keys": {"dev:/a/": true}})

_ruled := object.union(_slot, {"rules": [{"secretName": {"$ne": "X"}}]})

_grant := {"source": "role", "role": "custom", "id": "r1", "starts": 0, "ends": 0}

_built_in(role) := {"source": "role", "role": role, "id": "", "starts": 0, "ends": 0}

_allowing(slot) := object.union(_grant, {"permissions": {"allow": {"secrets": {"edit": slot}}, "deny": {}}})

_denying(slot) := object.union(_grant, {"permissions": {"allow": {}, "deny": {"secrets": {"edit": slot}}}})

_props := {
	"environment": "dev", "secretPath": "/a/b", "secretName": "Y",
	"keys": ["dev:/a/b$", "dev:/a/", "dev:/", "*:"],
}

_roles := {"project": {"editor": {"secrets": ["edit"]}, "custom": {"secrets": ["edit"]}}}

_cases := {
	"unconditional": [_any, _props, true],
	"a key matches": [_keyed, _props, true],
	"no key matches": [_keyed, {"keys": ["dev:/b$", "dev:/"]}, false],
	"a rule matches": [_ruled, _props, true],
	"no rule matches": [_ruled, {"secretName": "X", "keys": []}, false],
	"nothing": [_slot, _props, false],
}

test_allows_by_slot[name] if {
	some name, [slot, props, want] in _cases
	holds := {true | permissions.allows([_allowing(slot)], "project", "secrets", "edit", props, 5)}
	got := count(holds) == 1
	got == want
}

test_forbids_by_slot[name] if {
	some name, [slot, props, want] in _cases
	holds := {true | permissions.forbids([_denying(slot)], "project", "secrets", "edit", props, 5)}
	got := count(holds) == 1
	got == want
}

test_allows_by_grant[name] if {
	some name, [grants, type, action, want] in {
		"none": [[], "secrets", "edit", false],
		"another action": [[_allowing(_any)], "secrets", "delete", false],
		"another type": [[_allowing(_any)], "tags", "edit", false],
		"second grant": [[_allowing(_slot), _allowing(_any)], "secrets", "edit", true],
		"ended": [[object.union(_allowing(_any), {"ends": 5})], "secrets", "edit", false],
		"not begun": [[object.union(_allowing(_any), {"starts": 6})], "secrets", "edit", false],
		"denial is no grant": [[_denying(_any)], "secrets", "edit", false],
		"built-in": [[_built_in("editor")], "secrets", "edit", true],
		"built-in, another action": [[_built_in("editor")], "secrets", "delete", false],
		"built-in, unknown": [[_built_in("ghost")], "secrets", "edit", false],
		"privilege with the name of a role": [
			[object.union(_built_in("editor"), {"source": "privilege"})],
			"secrets",
			"edit",
			false,
		],
		"custom role with the name of a built-in one": [
			[object.union(_built_in("editor"), {"permissions": {"allow": {}, "deny": {}}})],
			"secrets",
			"edit",
			false,
		],
		"custom role by name": [[_grant], "secrets", "edit", false],
	}
	holds := {true | permissions.allows(grants, "project", type, action, _props, 5)} with data.authz.roles as _roles
	got := count(holds) == 1
	got == want
}

test_built_in_roles_are_of_one_scope if {
	grants := [_built_in("editor")]
	not permissions.allows(grants, "organization", "secrets", "edit", _props, 5) with data.authz.roles as _roles
}

test_allows_without_keys_is_not_by_key if {
	not permissions.allows([_allowing(_keyed)], "project", "secrets", "edit", {"environment": "dev"}, 5)
}

test_forbids_when_in_doubt[name] if {
	some name, [slot, props] in {
		"properties without keys": [_keyed, {"environment": "dev"}],
		"operator that is not understood": [object.union(_slot, {"rules": [{"secretName": {"$regex": "Z"}}]}), _props],
		"rule without conditions": [object.union(_slot, {"rules": [{}]}), _props],
	}
	permissions.forbids([_denying(slot)], "project", "secrets", "edit", props, 5)
}

test_forbids_only_while_active if {
	not permissions.forbids([object.union(_denying(_any), {"ends": 5})], "project", "secrets", "edit", _props, 5)
	not permissions.forbids([object.union(_denying(_any), {"starts": 6})], "project", "secrets", "edit", _props, 5)
	not permissions.forbids([_allowing(_any)], "project", "secrets", "edit", _props, 5)
}

test_speakers_are_named if {
	grants := [
		_built_in("editor"),
		_allowing(_any),
		object.union(_allowing(_any), {"source": "privilege", "role": "", "id": "p1"}),
		object.union(_allowing(_any), {"source": "privilege", "id": "p2"}),
		object.union(_allowing(_any), {"source": "service_token", "role": "", "id": "s1"}),
		object.union(_allowing(_slot), {"id": "silent"}),
		object.union(_allowing(_any), {"id": "ended", "ends": 1}),
	]
	got := permissions.speakers(grants, "project", "secrets", "edit", _props, 5) with data.authz.roles as _roles
	got == {"role:editor", "role:custom:r1", "privilege:p1", "privilege:p2", "service_token:s1"}
}
