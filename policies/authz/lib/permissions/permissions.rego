# METADATA
# title: Permission rules of roles and privileges
# description: >-
#   Decides what grants allow and forbid. A grant carries its rules in the form
#   that the engine compiles, or names a built-in role, whose actions are data.
#   `props` are the properties of the resource, with the probe keys that cover it. See `Keys` and `Compile` in package engine.
# scope: package
package authz.lib.permissions

import data.authz.lib.conditions
import data.authz.lib.windows

# METADATA
# title: Some grant allows the action on the resource
# scope: document
allows(grants, scope, type, action, props, now) if {
	some grant in grants
	windows.active(grant, now)
	_allows(grant, scope, type, action, props)
}

# METADATA
# title: Some grant forbids the action on the resource, even where others allow it
# description: What the rule cannot rule out, it forbids.
forbids(grants, _, type, action, props, now) if {
	some grant in grants
	slot := grant.permissions.deny[type][action]
	_forbids(slot, props)
	windows.active(grant, now)
}

# METADATA
# title: The names of the grants that allow the action on the resource
speakers(grants, scope, type, action, props, now) := {_name(grant) |
	some grant in grants
	windows.active(grant, now)
	_allows(grant, scope, type, action, props)
}

# The most common case first: the others are not looked at once one holds.
_allows(grant, _, type, action, props) if {
	slot := grant.permissions.allow[type][action]
	some key in props.keys
	slot.keys[key] == true
}

_allows(grant, _, type, action, _) if grant.permissions.allow[type][action].any == true

_allows(grant, scope, type, action, _) if {
	grant.source == "role"
	grant.role != "custom"
	not grant.permissions
	action in data.authz.roles[scope][grant.role][type]
}

_allows(grant, _, type, action, props) if {
	slot := grant.permissions.allow[type][action]
	some rule in slot.rules
	conditions.meets(rule, props)
}

_forbids(slot, _) if slot.any == true

_forbids(slot, props) if {
	some key in props.keys
	slot.keys[key] == true
}

# Properties without keys were not prepared by the engine.
_forbids(slot, props) if {
	not props.keys
	some _ in slot.keys
}

_forbids(slot, props) if {
	some rule in slot.rules
	not conditions.misses(rule, props)
}

_name(grant) := concat(":", ["role", "custom", grant.id]) if {
	grant.source == "role"
	grant.role == "custom"
} else := concat(":", ["role", grant.role]) if {
	grant.source == "role"
} else := concat(":", [grant.source, grant.id])
