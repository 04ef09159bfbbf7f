package authz.explain_test

import data.authz.explain
import data.authz.fixtures_test as fixtures

_read := {
	"subject": {"type": "identity", "id": "i1"},
	"action": {"name": "readValue"},
	"resource": {"type": "secrets", "id": "", "properties": fixtures.place("prod", "/db")},
	"context": {"now": 100, "accepts": ["identity_access_token"]},
	"facts": {"project": {"id": "p1"}, "grants": {"organization": [], "project": []}},
}

_holding(grants) := fixtures.changed(_read, {"facts": {"grants": {"project": grants}}})

_dev := fixtures.role("secrets", "readValue", fixtures.at("dev", "/db"))

_globbed := fixtures.role("secrets", "readValue", {
	"any": false, "keys": {}, "rules": [],
	"all": [{"secretName": {"$glob": "A*", "$match": "^A.*$"}}],
})

_negated := fixtures.role("secrets", "readValue", {
	"any": false, "keys": {}, "rules": [],
	"all": [{"secretName": {"$glob": "!A*", "$nomatch": "^A.*$"}}],
})

_ended(grant) := object.union(grant, {"ends": 50})

_viewer := fixtures.builtin("viewer")

cases := {
	"no grants": {"input": _read, "near": set()},
	"the right action in another environment": {"input": _holding([_dev]), "near": {{
		"grant": "role:custom:r1", "effect": "allow", "actions": ["readValue"],
		"conditions": {"environment": {"$eq": "dev"}, "secretPath": {"$eq": "/db"}},
		"lacks": [{"field": "environment", "wants": {"$eq": "dev"}, "request": "prod"}],
	}}},
	"a field that the request lacks, with a glob as it was written": {"input": _holding([_globbed]), "near": {{
		"grant": "role:custom:r1", "effect": "allow", "actions": ["readValue"],
		"conditions": {"secretName": {"$glob": "A*"}},
		"lacks": [{"field": "secretName", "wants": {"$glob": "A*"}, "request": null}],
	}}},
	"a field that the request lacks, with a negated glob as it was written": {"input": _holding([_negated]), "near": {{
		"grant": "role:custom:r1", "effect": "allow", "actions": ["readValue"],
		"conditions": {"secretName": {"$glob": "!A*"}},
		"lacks": [{"field": "secretName", "wants": {"$glob": "!A*"}, "request": null}],
	}}},
	"the right place too late": {
		"input": _holding([fixtures.changed(fixtures.role("secrets", "readValue", fixtures.anywhere), {"starts": 5, "ends": 50})]),
		"near": {{
			"grant": "role:custom:r1", "effect": "allow", "actions": ["readValue"], "conditions": {},
			"lacks": [{"field": "time", "wants": {"starts": 5, "ends": 50}, "request": 100}],
		}},
	},
	"another action": {"input": _holding([fixtures.role("secrets", "edit", fixtures.anywhere)]), "near": {{
		"grant": "role:custom:r1", "effect": "allow", "actions": ["edit"],
		"lacks": [{"field": "action", "wants": ["edit"], "request": "readValue"}],
	}}},
	"a built-in role with another action": {
		"input": fixtures.changed(_holding([fixtures.builtin("viewer")]), {"action": {"name": "edit"}}),
		"near": {{
			"grant": "role:viewer", "effect": "allow", "actions": ["describeSecret", "readValue"],
			"lacks": [{"field": "action", "wants": ["describeSecret", "readValue"], "request": "edit"}],
		}},
	},
	"a built-in role that has ended": {
		"input": _holding([fixtures.changed(fixtures.builtin("viewer"), {"ends": 50})]),
		"near": {{
			"grant": "role:viewer", "effect": "allow", "actions": ["describeSecret", "readValue"],
			"lacks": [{"field": "time", "wants": {"starts": 0, "ends": 50}, "request": 100}],
		}},
	},
	"a built-in role with another action that has ended": {
		"input": fixtures.changed(_holding([_ended(_viewer)]), {"action": {"name": "edit"}}),
		"near": {{
			"grant": "role:viewer", "effect": "allow", "actions": ["describeSecret", "readValue"],
			"lacks": [{"field": "action", "wants": ["describeSecret", "readValue"], "request": "edit"}],
		}},
	},
	"a privilege that has ended, of the name of a role": {
		"input": _holding([_ended(object.union(_viewer, {"source": "privilege"}))]),
		"near": set(),
	},
	"a custom role that has ended, of the name of a built-in one": {
		"input": _holding([_ended(object.union(_viewer, {"permissions": {"allow": {}, "deny": {}}}))]),
		"near": set(),
	},
	"an inverted rule that has ended": {
		"input": _holding([_ended(fixtures.bar("secrets", "readValue", fixtures.anywhere))]),
		"near": set(),
	},
	"an inverted rule": {"input": _holding([fixtures.bar("secrets", "readValue", fixtures.anywhere)]), "near": {{
		"grant": "privilege:x1", "effect": "deny", "actions": ["readValue"], "conditions": {}, "lacks": [],
	}}},
	"an inverted rule elsewhere": {"input": _holding([fixtures.bar("secrets", "readValue", fixtures.at("dev", "/db"))]), "near": set()},
	"a grant that speaks for the request": {"input": _holding([fixtures.role("secrets", "readValue", fixtures.at("prod", "/db"))]), "near": set()},
	"a grant about something else": {"input": _holding([fixtures.role("tags", "read", fixtures.anywhere)]), "near": set()},
}

test_no_built_in_role_is_called_custom if {
	grant := _ended(object.union(_viewer, {"role": "custom", "id": "r1"}))
	near := explain.near with input as _holding([grant])
		with data.authz.roles as {"project": {"custom": {"secrets": ["readValue"]}}}
	near == set()
}

test_near[name] if {
	some name, case in cases
	near := explain.near with input as case.input
	near == case.near
}
