# METADATA
# title: Permission rules, evaluated naively
# description: >-
#   The semantics of docs/contract.md 3.3 over the raw list of rules, without probe
#   keys or any other preparation but the translation of globs. Tests and
#   benchmarks hold the compiled form against it; it never ships.
# scope: package
package authz.lib.reference_test

import data.authz.lib.permissions

# METADATA
# title: Some rule allows the action on the resource, and no inverted rule forbids it
# description: >-
#   A rule is actions, subjects, conditions and inverted; v1 tells whether the
#   rules are of the oldest form, where secrets stand for folders and imports.
permits(rules, v1, type, action, props) if {
	some rule in rules
	not rule.inverted
	_about(rule, v1, type, action)
	every field, operators in rule.conditions {
		_idle_or_met(field, operators, type, props)
	}
	not _forbids(rules, v1, type, action, props)
}

_forbids(rules, v1, type, action, props) if {
	some rule in rules
	rule.inverted
	_about(rule, v1, type, action)
	every field, operators in rule.conditions {
		_met(field, operators, props)
	}
}

_about(rule, v1, type, action) if {
	_type(rule.subjects, v1, type)
	_action(rule.actions, action)
	not action == "read"
}

_about(rule, v1, type, "read") if {
	_type(rule.subjects, v1, type)
	_action(rule.actions, "read")
	type != "secrets"
}

_type(subjects, _, type) if type in subjects

_type(subjects, _, _) if "all" in subjects

_type(subjects, true, type) if {
	"secrets" in subjects
	type in {"secret-folders", "secret-imports"}
}

_action(actions, action) if action in actions

_action(actions, _) if "manage" in actions

_action(actions, action) if {
	"read" in actions
	action in {"describeSecret", "readValue"}
}

_idle_or_met(field, _, type, _) if not field in _fields[type]

_idle_or_met(field, operators, _, props) if _met(field, operators, props)

_fields := {
	"secrets": {"environment", "secretPath", "secretName", "secretTags"},
	"secret-folders": {"environment", "secretPath"},
	"secret-imports": {"environment", "secretPath"},
	"identity": {"identityId"},
	"tags": set(),
}

_met(field, operators, props) if {
	every operator, operand in operators {
		_holds(operator, operand, object.get(props, field, null))
	}
}

_holds("$eq", operand, value) if value == operand

_holds("$ne", operand, value) if value != operand

_holds("$in", operand, value) if value in operand

_holds("$in", operand, value) if {
	some item in value
	item in operand
}

_holds("$match", operand, value) if {
	is_string(value)
	regex.match(operand, value)
}

_holds("$nomatch", operand, value) if {
	is_string(value)
	not regex.match(operand, value)
}

_holds("$glob", _, value) if is_string(value)

_rules := [
	{"actions": ["read"], "subjects": ["secrets"], "inverted": false, "conditions": {"environment": {"$eq": "dev"}}},
	{"actions": ["manage"], "subjects": ["tags"], "inverted": false, "conditions": {"environment": {"$eq": "dev"}}},
	{"actions": ["edit"], "subjects": ["all"], "inverted": false, "conditions": {
		"environment": {"$in": ["qa"], "$ne": "prod"},
		"secretTags": {"$in": ["t"]},
		"secretPath": {"$glob": "!/y", "$nomatch": "^/y$"},
	}},
	{"actions": ["readValue"], "subjects": ["secrets"], "inverted": true, "conditions": {"secretPath": {
		"$glob": "/x/**",
		"$match": "^/x(/.*)?$",
	}}},
]

test_reference[name] if {
	some name, [v1, type, action, props, want] in {
		"environment matches": [true, "secrets", "readValue", {"environment": "dev", "secretPath": "/"}, true],
		"environment differs": [true, "secrets", "readValue", {"environment": "prod", "secretPath": "/"}, false],
		"inverted rule wins": [true, "secrets", "readValue", {"environment": "dev", "secretPath": "/x/y"}, false],
		"folders come along": [true, "secret-folders", "read", {"environment": "dev", "secretPath": "/"}, true],
		"folders do not come along": [
			false,
			"secret-folders",
			"read",
			{"environment": "dev", "secretPath": "/"},
			false,
		],
		"field of another type is idle": [false, "tags", "delete", {}, true],
		"all operators": [
			false,
			"secrets",
			"edit",
			{"environment": "qa", "secretTags": ["s", "t"], "secretPath": "/"},
			true,
		],
		"one operator fails": [
			false,
			"secrets",
			"edit",
			{"environment": "qa", "secretTags": ["t"], "secretPath": "/y"},
			false,
		],
		"a missing field fails": [false, "secrets", "edit", {"environment": "qa", "secretTags": ["t"]}, false],
	}
	holds := {true | permits(_rules, v1, type, action, props)}
	got := count(holds) == 1
	got == want
	decided := {true | _decided(_compiled(_rules, v1, type, action), type, action, object.union(props, {"keys": []}))}
	decided == holds
}

# What the policy says of the same rules.
_decided(grant, type, action, props) if {
	permissions.allows([grant], "project", type, action, props, 1)
	not permissions.forbids([grant], "project", type, action, props, 1)
}

# The rules about one action, as the engine compiles rules for which it has no keys.
_compiled(rules, v1, type, action) := {
	"source": "role", "role": "custom", "id": "r", "starts": 0, "ends": 0,
	"permissions": {
		"allow": {type: {action: _slot([_known(rule, type) | some rule in rules; not rule.inverted; _about(rule, v1, type, action)])}},
		"deny": {type: {action: _slot([_stripped(rule) | some rule in rules; rule.inverted; _about(rule, v1, type, action)])}},
	},
}

_slot(rules) := {"any": {} in rules, "keys": {}, "rules": rules, "all": rules}

_known(rule, type) := object.filter(_stripped(rule), _fields[type])

_stripped(rule) := {field: object.remove(operators, ["$glob"]) | some field, operators in rule.conditions}
