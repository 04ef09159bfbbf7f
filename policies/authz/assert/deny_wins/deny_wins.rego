# METADATA
# title: Deny wins
# description: |
#   An inverted rule of an active role or privilege that meets the request beats
#   every role and privilege that grants it. What mere membership gives, and what an
#   administrator of the installation may do to it, is not theirs to take away.
package authz.assert.deny_wins

import data.authz.lib.windows

# METADATA
# title: Something is permitted that an inverted rule forbids
violation contains message if {
	data.authz.main.decision.permitted
	some grant in _grants
	windows.active(grant, input.context.now)
	_meets(grant.permissions.deny[input.resource.type][input.action.name])
	not _beside_roles
	message := sprintf("%s on %s is permitted although an inverted rule forbids it", [
		input.action.name, input.resource.type,
	])
}

_grants := input.facts.grants.project if {
	input.facts.project
} else := input.facts.grants.organization

_meets(slot) if slot.any

_meets(slot) if {
	some key in input.resource.properties.keys
	slot.keys[key]
}

_beside_roles if {
	some speaker in data.authz.main.decision.grants
	startswith(speaker, "membership:")
}

_beside_roles if "instance:admin" in data.authz.main.decision.grants
