package authz.lib.shortfall_test

import data.authz.lib.comparison
import data.authz.lib.shortfall

_slot(all) := {"any": {} in all, "keys": {}, "rules": [], "all": all}

_dev := _slot([{"environment": {"$eq": "dev"}}])

_prod := _slot([{"environment": {"$eq": "prod"}}])

_both := _slot([{"environment": {"$in": ["dev", "prod"]}}])

_named(name) := _slot([{"secretName": {"$eq": name}}])

_folder := _slot([{"secretPath": {"$glob": "/a/**", "$match": "^/a(/.*)?$"}}])

_everywhere := _slot([{"environment": {"$glob": "*", "$match": "^.*$"}}])

_all := _slot([{}])

_grant(permissions) := {
	"source": "role", "role": "custom", "id": "r", "starts": 0, "ends": 0,
	"permissions": object.union({"allow": {}, "deny": {}}, permissions),
}

_edit(slot) := _grant({"allow": {"secrets": {"edit": slot}}})

_never(slot) := _grant({"deny": {"secrets": {"edit": slot}}})

_until(grant, ends) := object.union(grant, {"ends": ends})

_built_in(role) := {"source": "role", "role": role, "id": "", "starts": 0, "ends": 0}

_project(grants) := {"scope": "project", "id": "p", "grants": grants}

_organization(grants) := {"scope": "organization", "id": "o", "grants": grants}

_roles := {
	"organization": {"admin": {"identity": ["read", "edit"]}, "member": {"identity": ["read"]}},
	"project": {"admin": {"secrets": ["edit"], "tags": ["read"]}, "viewer": {"tags": ["read"]}},
}

# Holdings and wants in one project, and why the holdings are not enough.
test_reasons_in_one_project[name] if {
	some name, [held, wanted, want] in {
		"all of it is held": [[_edit(_all)], [_edit(_dev)], set()],
		"nothing is held": [[], [_edit(_dev)], {"not_held"}],
		"another action is held": [[_grant({"allow": {"secrets": {"read": _all}}})], [_edit(_dev)], {"not_held"}],
		"another type is held": [[_grant({"allow": {"tags": {"edit": _all}}})], [_edit(_dev)], {"not_held"}],
		"what was held has ended": [[_until(_edit(_all), 10)], [_edit(_dev)], {"not_held"}],
		"a built-in role lacks the action": [[_built_in("viewer")], [_edit(_dev)], {"not_held"}],
		"a privilege of the name of a built-in role": [
			[object.union(_built_in("admin"), {"source": "privilege"})],
			[_edit(_dev)], {"not_held"},
		],
		"a custom role of the name of a built-in one": [
			[object.union(_grant({}), {"role": "admin"})],
			[_edit(_dev)], {"not_held"},
		],
		"a built-in role is wanted": [[_edit(_dev)], [_built_in("viewer")], {"not_held"}],
		"it is held for a while": [[_until(_edit(_all), 20)], [_edit(_dev)], {"ends_early"}],
		"it is held under conditions, for a while": [[_until(_edit(_prod), 20)], [_edit(_dev)], {"ends_early"}],
		"a built-in role holds it for a while": [[_until(_built_in("admin"), 20)], [_edit(_dev)], {"ends_early"}],
		"another environment is held": [[_edit(_prod)], [_edit(_dev)], {"conditions"}],
		"one of two environments is held": [[_edit(_dev)], [_edit(_both)], {"conditions"}],
		"two environments by themselves": [[_edit(_dev), _edit(_prod)], [_edit(_both)], {"not_proved"}],
		"one environment of all is held": [[_edit(_dev)], [_edit(_all)], {"conditions"}],
		"one environment of all is held, a built-in role is wanted": [[_edit(_dev)], [_built_in("admin")], {"conditions", "not_held"}],
		"two environments of all are held": [[_edit(_both)], [_edit(_all)], {"conditions"}],
		"names of an environment are held": [[_edit(_named("A")), _edit(_named("B"))], [_edit(_dev)], {"conditions"}],
		"a name, and the environment in part": [[_edit(_named("A")), _edit(_everywhere)], [_edit(_all)], {"not_proved"}],
		"another name of a pattern": [[_edit(_slot([{"secretPath": {"$eq": "/b"}}]))], [_edit(_folder)], {"conditions"}],
		"a folder of all is held": [[_edit(_folder)], [_edit(_all)], {"not_proved"}],
		"an environment but for one value": [
			[_edit(_dev)], [_edit(_slot([{"environment": {"$in": ["dev", "prod"], "$ne": "prod"}}]))], {"not_proved"},
		],
		"what is wanted is forbidden": [[_edit(_all), _never(_dev)], [_edit(_dev)], {"forbidden"}],
		"part of what is wanted is forbidden": [[_edit(_all), _never(_dev)], [_edit(_all)], {"forbidden"}],
		"more than is wanted is forbidden": [[_edit(_all), _never(_all)], [_edit(_dev)], {"forbidden"}],
		"a folder of what is wanted may be forbidden": [[_edit(_all), _never(_folder)], [_edit(_dev)], {"not_proved"}],
		"nothing is held, and it is forbidden": [[_never(_dev)], [_edit(_dev)], {"not_held"}],
		"it ends, and it is forbidden": [[_until(_edit(_all), 20), _never(_dev)], [_edit(_dev)], {"ends_early"}],
		"another environment is held, and it is forbidden": [[_edit(_prod), _never(_dev)], [_edit(_dev)], {"forbidden"}],
		"what was forbidden is not any more": [[_edit(_prod), _until(_never(_dev), 10)], [_edit(_dev)], {"conditions"}],
		"what is wanted forbids as much itself": [
			[_edit(_prod), _never(_dev)],
			[object.union(_edit(_dev), {"permissions": {"deny": {"secrets": {"edit": _dev}}}})], {"conditions"},
		],
	}
	got := shortfall.explained([_project(held)], [_project(wanted)], 10) with data.authz.roles as _roles
	{found.why | some found in got} == want
}

test_reasons_for_administrators_of_the_organization[name] if {
	some name, [own, in_project, want] in {
		"everything is held": [_built_in("admin"), [], set()],
		"it is forbidden in the project": [_built_in("admin"), [_never(_dev)], {"forbidden"}],
		"part of it may be forbidden in the project": [_built_in("admin"), [_never(_folder)], {"not_proved"}],
		"it is held in another environment, too": [_built_in("admin"), [_edit(_prod), _never(_folder)], {"not_proved"}],
		"for a while": [_until(_built_in("admin"), 20), [], {"not_held"}],
		"a member of the organization": [_built_in("member"), [], {"not_held"}],
	}
	held := [_organization([own]), _project(in_project)]
	got := shortfall.explained(held, [_project([_edit(_dev)])], 10) with data.authz.roles as _roles
	{found.why | some found in got} == want
}

test_an_administrator_of_a_project_holds_nothing_of_the_organization if {
	held := [_project([_built_in("admin")]), _organization([_built_in("member")])]
	got := shortfall.explained(held, [_organization([_built_in("admin")])], 10) with data.authz.roles as _roles
	got == {{"action": "edit", "subject": "identity", "scope": "organization", "id": "o", "why": "not_held"}}
}

test_an_administrator_of_another_organization_holds_nothing_here if {
	held := [object.union(_organization([_built_in("admin")]), {"id": "q"})]
	got := shortfall.explained(held, [_organization([_built_in("member")])], 10) with data.authz.roles as _roles
	got == {{"action": "read", "subject": "identity", "scope": "organization", "id": "o", "why": "not_held"}}
}

test_a_permission_stands_with_its_place_and_its_conditions if {
	wanted := [_project([_edit(_folder)]), object.union(_project([_edit(_folder)]), {"id": "q"})]
	got := shortfall.explained([_project([_edit(_all)])], wanted, 10)
	got == {{
		"action": "edit", "subject": "secrets", "conditions": {"secretPath": {"$glob": "/a/**"}},
		"scope": "project", "id": "q", "why": "not_held",
	}}
}

test_each_wanted_grant_stands_for_itself if {
	held := [_project([_until(_edit(_all), 20)])]
	got := shortfall.explained(held, [_project([_until(_edit(_dev), 15), _edit(_dev)])], 10)
	{found.why | some found in got} == {"ends_early"}
}

test_what_is_held_elsewhere_is_not_held[name] if {
	some name, held in {
		"in another scope of the same id": {"scope": "organization", "id": "p", "grants": [_edit(_dev)]},
		"in another project": {"scope": "project", "id": "q", "grants": [_edit(_dev)]},
	}
	got := shortfall.explained([held], [_project([_edit(_dev)])], 10)
	{found.why | some found in got} == {"not_held"}
}

test_conditions_of_one_rule_are_told_from_those_of_another if {
	held := [_project([_edit(_prod), _never(_slot([{"secretName": {"$eq": "A"}}]))])]
	wanted := [_project([_edit(_slot([{"environment": {"$eq": "dev"}}, {"secretName": {"$eq": "A"}}]))])]
	got := shortfall.explained(held, wanted, 10)
	{[found.conditions, found.why] | some found in got} == {
		[{"environment": {"$eq": "dev"}}, "conditions"],
		[{"secretName": {"$eq": "A"}}, "forbidden"],
	}
}

test_it_finds_what_the_comparison_finds if {
	held := [_project([_edit(_both), _until(_edit(_all), 20), _never(_folder)])]
	wanted := [_project([_edit(_all), _edit(_dev), _built_in("admin")]), _organization([_built_in("member")])]
	got := shortfall.explained(held, wanted, 10) with data.authz.roles as _roles
	lacking := comparison.lacking(held, wanted, 10) with data.authz.roles as _roles
	{object.remove(found, ["scope", "id", "why"]) | some found in got} == lacking
	count(lacking) == 4
}
