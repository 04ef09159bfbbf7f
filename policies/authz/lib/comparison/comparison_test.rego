package authz.lib.comparison_test

import data.authz.lib.comparison

_slot(all) := {"any": {} in all, "keys": {}, "rules": [], "all": all}

# A slot with one regular rule, as the engine compiles it.
_keyed(key, conditions) := {"any": false, "keys": {key: true}, "rules": [], "all": [conditions]}

_ruled(conditions) := {"any": false, "keys": {}, "rules": [conditions], "all": [conditions]}

_dev := _keyed("dev:", {"environment": {"$eq": "dev"}})

_prod := _keyed("prod:", {"environment": {"$eq": "prod"}})

_folder := _keyed("dev:/a/", {
	"environment": {"$eq": "dev"},
	"secretPath": {"$glob": "/a/**", "$match": "^/a(/.*)?$"},
})

_named := _ruled({"environment": {"$eq": "dev"}, "secretName": {"$eq": "X"}})

_mixed := {
	"any": false, "keys": {"prod:": true}, "rules": _named.rules,
	"all": array.concat(_prod.all, _named.all),
}

_other_name := _ruled({"secretName": {"$ne": "Y"}})

_grant(permissions) := {
	"source": "role", "role": "custom", "id": "r", "starts": 0, "ends": 0,
	"permissions": object.union({"allow": {}, "deny": {}}, permissions),
}

_edit(slot) := _grant({"allow": {"secrets": {"edit": slot}}})

_edit_but(slot, denied) := _grant({"allow": {"secrets": {"edit": slot}}, "deny": {"secrets": {"edit": denied}}})

_built_in(role) := {"source": "role", "role": role, "id": "", "starts": 0, "ends": 0}

_project(grants) := {"scope": "project", "id": "p", "grants": grants}

_organization(grants) := {"scope": "organization", "id": "o", "grants": grants}

_roles := {
	"organization": {"admin": {"identity": ["read", "edit"]}, "member": {"identity": ["read"]}},
	"project": {
		"admin": {"secrets": ["edit"], "tags": ["read"]}, "viewer": {"tags": ["read"]}, "no-access": {},
		"custom": {"secrets": ["edit"]},
	},
}

# Held and wanted in one project; lacking are the actions.
test_one_project[name] if {
	some name, [held, wanted, want] in {
		"nothing wanted": [[], [], set()],
		"no access wanted": [[], [_built_in("no-access")], set()],
		"something wanted of nothing": [[], [_edit(_dev)], {"edit"}],
		"equal": [[_edit(_dev)], [_edit(_dev)], set()],
		"equal among several": [[_edit(_prod), _edit(_dev)], [_edit(_dev)], set()],
		"everything": [[_edit(_slot([{}]))], [_edit(_dev)], set()],
		"everything wanted": [[_edit(_dev)], [_edit(_slot([{}]))], {"edit"}],
		"everything wanted without saying it": [[_edit(_dev)], [_edit({"any": true})], {"edit"}],
		"a folder in an environment": [[_edit(_dev)], [_edit(_folder)], set()],
		"an environment by a folder": [[_edit(_folder)], [_edit(_dev)], {"edit"}],
		"a folder in one of several": [[_edit(_prod), _edit(_dev)], [_edit(_folder)], set()],
		"another environment": [[_edit(_prod)], [_edit(_dev)], {"edit"}],
		"a name in an environment": [[_edit(_dev)], [_edit(_named)], set()],
		"an environment by a name": [[_edit(_named)], [_edit(_dev)], {"edit"}],
		"a name by another": [[_edit(_other_name)], [_edit(_named)], set()],
		"the same name in one of several": [[_edit(_prod), _edit(_named), _edit(_other_name)], [_edit(_named)], set()],
		"one rule of several": [[_edit(_mixed)], [_edit(_named)], set()],
		"another action": [[_edit(_dev)], [_grant({"allow": {"secrets": {"delete": _dev}}})], {"delete"}],
		"reading folders is never compared": [[], [_grant({"allow": {"secret-folders": {"read": _dev}}})], set()],
		"editing folders is": [[], [_grant({"allow": {"secret-folders": {"edit": _dev}}})], {"edit"}],
		"built-in by the same": [[_built_in("viewer")], [_built_in("viewer")], set()],
		"built-in by a greater": [[_built_in("admin")], [_built_in("viewer")], set()],
		"built-in by a smaller": [[_built_in("viewer")], [_built_in("admin")], {"edit"}],
		"custom by built-in": [[_built_in("admin")], [_edit(_dev)], set()],
		"built-in by custom": [[_edit(_slot([{}]))], [_built_in("admin")], {"read"}],
		"built-in by custom that has it all": [
			[_edit(_slot([{}])), _grant({"allow": {"tags": {"read": _slot([{}])}}})],
			[_built_in("admin")], set(),
		],
		"what has ended": [[], [object.union(_edit(_dev), {"ends": 10})], set()],
		"a privilege of the name of a built-in role": [
			[object.union(_built_in("admin"), {"source": "privilege"})],
			[_edit(_dev)], {"edit"},
		],
		"a custom role that says nothing": [[_built_in("custom")], [_edit(_dev)], {"edit"}],
		"a custom role of the name of a built-in": [[object.union(_edit(_prod), {"role": "admin"})], [_edit(_dev)], {"edit"}],
		"custom by the built-in of its name": [[_built_in("viewer")], [object.union(_edit(_dev), {"role": "viewer"})], {"edit"}],
		"built-in by the custom of its name": [[object.union(_edit(_dev), {"role": "viewer"})], [_built_in("viewer")], {"read"}],
	}
	got := comparison.lacking([_project(held)], [_project(wanted)], 10) with data.authz.roles as _roles
	{permission.action | some permission in got} == want
}

test_denials_in_one_project[name] if {
	some name, [held, wanted, want] in {
		"denial alone": [[], [_grant({"deny": {"secrets": {"edit": _slot([{}])}}})], set()],
		"denial elsewhere": [[_edit_but(_slot([{}]), _prod)], [_edit(_dev)], set()],
		"denial that overlaps": [[_edit_but(_slot([{}]), _folder)], [_edit(_dev)], {"edit"}],
		"denial in another grant": [
			[_edit(_dev), _grant({"deny": {"secrets": {"edit": _folder}}})],
			[_edit(_dev)],
			{"edit"},
		],
		"denial of another action": [
			[_edit(_dev), _grant({"deny": {"secrets": {"read": _folder}}})],
			[_edit(_dev)],
			set(),
		],
		"denial of everything": [[_edit_but(_dev, _slot([{}]))], [_edit(_named)], {"edit"}],
		"the same denial": [[_edit_but(_dev, _folder)], [_edit_but(_dev, _folder)], set()],
		"the same denial, narrower grant": [[_edit_but(_slot([{}]), _folder)], [_edit_but(_dev, _folder)], set()],
		"a wider denial": [[_edit_but(_slot([{}]), _folder)], [_edit_but(_slot([{}]), _dev)], set()],
		"a narrower denial": [[_edit_but(_slot([{}]), _dev)], [_edit_but(_slot([{}]), _folder)], {"edit"}],
		"the denial of another wanted grant does not count": [
			[_edit_but(_dev, _folder)],
			[_edit(_dev), _grant({"deny": {"secrets": {"edit": _folder}}})], {"edit"},
		],
		"denial elsewhere, of a built-in": [
			[_built_in("admin"), _grant({"deny": {"secrets": {"edit": _prod}}})],
			[_edit(_dev)],
			set(),
		],
		"denial against a built-in": [
			[_built_in("admin"), _grant({"deny": {"tags": {"read": _prod}}})],
			[_built_in("viewer")],
			{"read"},
		],
	}
	got := comparison.lacking([_project(held)], [_project(wanted)], 10) with data.authz.roles as _roles
	{permission.action | some permission in got} == want
}

test_windows[name] if {
	some name, [held, wanted, want] in {
		"permanent by temporary": [[0, 20], [0, 0], 1],
		"temporary by permanent": [[0, 0], [0, 20], 0],
		"longer by shorter": [[0, 20], [0, 30], 1],
		"ended, wanted": [[0, 20], [0, 10], 0],
		"ended, held": [[0, 10], [0, 20], 1],
		"future, wanted": [[0, 20], [30, 40], 1],
		"future, held": [[30, 0], [0, 0], 1],
	}
	own := object.union(_edit(_dev), {"starts": held[0], "ends": held[1]})
	other := object.union(_edit(_dev), {"starts": wanted[0], "ends": wanted[1]})
	count(comparison.lacking([_project([own])], [_project([other])], 10)) == want
}

test_denials_count_until_they_end[name] if {
	some name, [starts, ends, want] in {
		"permanent": [0, 0, 1],
		"ended": [0, 10, 0],
		"active": [0, 11, 1],
		"future": [20, 30, 1],
	}
	denial := object.union(_grant({"deny": {"secrets": {"edit": _dev}}}), {"starts": starts, "ends": ends})
	count(comparison.lacking([_project([_edit(_dev), denial])], [_project([_edit(_dev)])], 10)) == want
}

test_scopes[name] if {
	some name, [held, wanted, want] in {
		"another project": [[object.union(_project([_edit(_dev)]), {"id": "q"})], [_project([_edit(_dev)])], {"edit"}],
		"another scope": [
			[object.union(_project([_edit(_dev)]), {"scope": "organization"})],
			[_project([_edit(_dev)])],
			{"edit"},
		],
		"holdings of one project add up": [
			[_project([_edit(_prod)]), _project([_edit(_dev)])],
			[_project([_edit(_prod), _edit(_dev)])], set(),
		],
		"organization admin, project": [
			[_organization([_built_in("admin")])],
			[_project([_edit(_dev), _built_in("admin")])],
			set(),
		],
		"admin of another organization": [
			[_organization([_built_in("admin")])],
			[object.union(_organization([_built_in("member")]), {"id": "q"})],
			{"read"},
		],
		"admin of another project": [
			[object.union(_project([_built_in("admin")]), {"id": "q"})],
			[_project([_edit(_dev)])],
			{"edit"},
		],
		"organization member, project": [[_organization([_built_in("member")])], [_project([_edit(_dev)])], {"edit"}],
		"project admin, organization": [
			[_project([_built_in("admin")])],
			[_organization([_built_in("member")])],
			{"read"},
		],
		"organization admin, organization": [
			[_organization([_built_in("admin")])],
			[_organization([_built_in("member")])],
			set(),
		],
		"organization admin in name only": [
			[_organization([object.union(_edit(_dev), {"role": "admin"})])],
			[_project([_edit(_dev)])], {"edit"},
		],
		"organization admin for a while": [
			[_organization([object.union(_built_in("admin"), {"ends": 20})])],
			[_project([_edit(_dev)])], {"edit"},
		],
		"organization admin with a denial in the project": [
			[_organization([_built_in("admin")]), _project([_grant({"deny": {"secrets": {"edit": _dev}}})])],
			[_project([_edit(_folder)])], {"edit"},
		],
	}
	got := comparison.lacking(held, wanted, 10) with data.authz.roles as _roles
	{permission.action | some permission in got} == want
}

test_missing_permissions_are_written_as_they_were_sent if {
	wanted := _grant({"allow": {"secrets": {"edit": _folder}, "tags": {"read": _slot([{}])}}})
	got := comparison.lacking([], [_project([wanted])], 10)
	got == {
		{"action": "read", "subject": "tags"},
		{
			"action": "edit", "subject": "secrets",
			"conditions": {"environment": {"$eq": "dev"}, "secretPath": {"$glob": "/a/**"}},
		},
	}
}

test_missing_permissions_are_written_without_what_the_engine_made_of_them[name] if {
	some name, [compiled, written] in {
		"a negation": [{"$glob": "!/a", "$nomatch": "^/a$"}, {"$glob": "!/a"}],
		"an attribute of the subject": [
			{"$glob_template": "/{{identity.name}}", "$glob_filled": ["^(?:/", "name", ")$"]},
			{"$glob": "/{{identity.name}}"},
		],
		"what is only stored": [{"$regex_stored": "^/a$"}, {"$regex": "^/a$"}],
	}
	got := comparison.lacking([], [_project([_edit(_ruled({"secretPath": compiled}))])], 10)
	got == {{"action": "edit", "subject": "secrets", "conditions": {"secretPath": written}}}
}

test_slots_that_do_not_say_what_they_hold_are_not_trusted[name] if {
	some name, [held, wanted, want] in {
		"wanted, nothing at all": [_edit(_dev), _edit({}), 1],
		"wanted, only conditions": [
			_edit(_prod),
			_edit({"any": false, "keys": {}, "rules": [], "all": [{"environment": {"$eq": "dev"}}]}),
			1,
		],
		"wanted, only keys": [_edit(_dev), _edit({"any": false, "keys": {"prod:": true}, "rules": [], "all": []}), 1],
		"denied, only keys": [_edit_but(_slot([{}]), {"keys": {"dev:": true}}), _edit(_dev), 1],
		"wanted denial, nothing at all": [_edit_but(_dev, _folder), _edit_but(_dev, {}), 1],
	}
	count(comparison.lacking([_project([held])], [_project([wanted])], 10)) == want
}

test_irregular_rules_are_matched_with_their_conditions if {
	# The two lists do not belong together, so the quick way may not trust them.
	forged := {"any": false, "keys": {}, "rules": [{"secretName": {"$eq": "Z"}}], "all": [{"secretName": {"$ne": "Y"}}]}
	held := _edit(_ruled({"secretName": {"$ne": "Y"}}))
	count(comparison.lacking([_project([held])], [_project([_edit(forged)])], 10)) == 0
	count(comparison.lacking([_project([_edit(_dev)])], [_project([_edit(forged)])], 10)) == 1
}

test_a_permission_that_names_an_attribute_is_the_same_for_one_subject_alone[name] if {
	some name, [owner, want] in {
		"of the subject itself": [{"type": "identity", "id": "i1"}, set()],
		"of another subject": [{"type": "identity", "id": "i2"}, {"edit"}],
	}
	slot := _ruled({"secretPath": {"$glob_template": "/{{identity.name}}", "$glob_filled": ["^(?:/", "name", ")$"]}})
	grant := object.union(_edit(slot), {"permissions": {"templated": true}})
	got := comparison.lacking([_project([_edit(_prod), grant])], [_project([grant])], 10) with input as {
		"subject": {"type": "identity", "id": "i1"},
		"facts": {"target": {"owner": owner}},
	}
	{permission.action | some permission in got} == want
}

test_a_denial_that_names_an_attribute_is_the_same_for_one_subject_alone[name] if {
	some name, [owner, want] in {
		"of the subject itself": [{"type": "identity", "id": "i1"}, set()],
		"of another subject": [{"type": "identity", "id": "i2"}, {"edit"}],
	}
	denied := _ruled({"secretPath": {"$glob_filled": ["/", "metadata.team", "/**"]}})
	grant := object.union(_edit_but(_dev, denied), {"permissions": {"templated": true}})
	got := comparison.lacking([_project([grant])], [_project([grant])], 10) with input as {
		"subject": {"type": "identity", "id": "i1"},
		"facts": {"target": {"owner": owner}},
	}
	{permission.action | some permission in got} == want
}
