# METADATA
# title: What came near
# description: |
#   Names the roles and privileges of the subject that speak about the resource
#   without speaking for the request, and what each of them lacks. It is asked
#   when a decision is to be explained, and decides nothing.
package authz.explain

import data.authz.checks
import data.authz.lib.conditions
import data.authz.lib.windows

# METADATA
# scope: document
# title: Grants that nearly permitted the request, and their unmet conditions
# description: |
#   `lacks` names a field with what the grant wants there and what the request
#   has; the fields `action` and `time` stand for the action and the moment. A
#   near grant with the effect `deny` is an inverted rule that applies.
near contains {
	"grant": _name(grant),
	"effect": "allow",
	"actions": [input.action.name],
	"conditions": _written(rule),
	"lacks": lacks,
} if {
	some grant in _grants
	some rule in grant.permissions.allow[input.resource.type][input.action.name].all
	lacks := array.concat(_untimely(grant), _unmet(rule))
	count(lacks) > 0
}

near contains {
	"grant": _name(grant),
	"effect": "allow",
	"actions": sort(object.keys(grant.permissions.allow[input.resource.type])),
	"lacks": [_another_action(object.keys(grant.permissions.allow[input.resource.type]))],
} if {
	some grant in _grants
	not grant.permissions.allow[input.resource.type][input.action.name]
}

near contains {
	"grant": _name(grant),
	"effect": "allow",
	"actions": actions,
	"lacks": lacks,
} if {
	some grant in _grants
	actions := _built_in(grant)
	some lacks in {
		[_another_action(actions) | not input.action.name in actions],
		[lack | input.action.name in actions; some lack in _untimely(grant)],
	}
	count(lacks) > 0
}

near contains {
	"grant": _name(grant),
	"effect": "deny",
	"actions": [input.action.name],
	"conditions": _written(rule),
	"lacks": [],
} if {
	some grant in _grants
	windows.active(grant, input.context.now)
	some rule in grant.permissions.deny[input.resource.type][input.action.name].all
	not conditions.misses(rule, input.resource.properties)
}

_grants := input.facts.grants[checks.scope]

_built_in(grant) := data.authz.roles[checks.scope][grant.role][input.resource.type] if {
	grant.source == "role"
	grant.role != "custom"
	not grant.permissions
}

_another_action(actions) := {"field": "action", "wants": sort(actions), "request": input.action.name}

_untimely(grant) := [{
	"field": "time",
	"wants": {"starts": grant.starts, "ends": grant.ends},
	"request": input.context.now,
} |
	not windows.active(grant, input.context.now)
]

# Each field stands alone: a rule is met when all of its fields are.
_unmet(rule) := [{
	"field": field,
	"wants": _written(rule)[field],
	"request": object.get(input.resource.properties, field, null),
} |
	some field in sort(object.keys(rule))
	not conditions.meets({field: rule[field]}, input.resource.properties)
]

# As people wrote it, without the expressions that the engine put beside.
_written(rule) := {field: operators |
	some field, all in rule
	operators := object.remove(all, ["$match", "$nomatch"])
}

_name(grant) := sprintf("role:%s", [grant.role]) if {
	grant.source == "role"
	grant.role != "custom"
} else := sprintf("role:custom:%s", [grant.id]) if {
	grant.source == "role"
} else := sprintf("%s:%s", [grant.source, grant.id])
