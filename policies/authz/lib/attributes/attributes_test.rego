package authz.lib.attributes_test

import data.authz.fixtures_test as fixtures
import data.authz.lib.attributes

# A rule below a path that names attributes, in the production environment.
_conditions(names) := {
	"environment": {"$eq": "prod"},
	"secretPath": {"$glob_template": "/…", "$glob_filled": array.concat(["^(?:/"], [part | some name in names; some part in [name, "/"]])},
}

_slot(names) := {"any": false, "keys": {}, "rules": [], "all": [_conditions(names)]}

_grant(permissions) := object.union(fixtures.role("secrets", "readValue", {}), {"permissions": object.union(permissions, {"templated": true})})

_allows(names) := _grant({"allow": {"secrets": {"readValue": _slot(names)}}, "deny": {}})

_denies(names) := _grant({"allow": {}, "deny": {"secrets": {"readValue": _slot(names)}}})

_plain := fixtures.role("secrets", "edit", fixtures.at("dev", "/"))

_free := {"environment": {"$eq": "prod"}}

cases[name] := {"grants": grants, "named": named, "change": change, "free": free} if {
	some name, [grants, named, change, free] in {
		"no rule that names one": [[_plain], set(), {"name"}, []],
		"a rule that names it": [[_allows(["name"])], {"name"}, {"name"}, [_free]],
		"an inverted rule that names it": [[_denies(["metadata.team"])], {"metadata.team"}, {"metadata.team"}, [_free]],
		"a rule that names another one": [[_allows(["name"])], {"name"}, {"metadata.team"}, []],
		"a rule that names two": [[_allows(["name", "id"])], {"name", "id"}, {"id"}, [_free]],
		"nothing that changes": [[_allows(["name"])], {"name"}, set(), []],
		"an inverted rule alone": [[json.remove(_denies(["name"]), ["permissions/allow/secrets"])], {"name"}, {"name"}, [_free]],
		"a list of values that are called so": [
			[_grant({"allow": {"secrets": {"readValue": {"any": false, "keys": {}, "rules": [], "all": [{"environment": {"$in": ["dev", "name"]}}]}}}, "deny": {}})],
			set(), {"name"}, [],
		],
		"an unconditional rule beside it": [
			[_grant({"allow": {"secrets": {"readValue": object.union(_slot(["name"]), {"any": true})}}, "deny": {}})],
			set(), {"name"}, [],
		],
		"rules of both sides": [
			[_grant({"allow": {"secrets": {"readValue": _slot(["name"])}}, "deny": {"secrets": {"readValue": _slot(["id"])}}})],
			{"name", "id"},
			{"name", "id"}, [_free, _free],
		],
		"several grants": [[_plain, _allows(["name"]), _denies(["name"])], {"name"}, {"name"}, [_free, _free]],
	}
}

test_named[name] if {
	some name, case in cases
	attributes.named([fixtures.holding("project", "p1", case.grants)]) == case.named
}

test_unbound[name] if {
	some name, case in cases
	got := attributes.unbound([fixtures.holding("project", "p1", case.grants)], case.change)
	[holding] = got
	[holding.scope, holding.id] == ["project", "p1"]
	[conditions |
		some grant in holding.grants
		some conditions in grant.permissions.allow.secrets.readValue.all
	] == case.free
	every grant in holding.grants {
		[grant.id, grant.ends, grant.permissions.deny] == ["r1", 0, {}]
		every actions in grant.permissions.allow {
			object.keys(actions) - {"readValue"} == set()
		}
	}
}
