# METADATA
# title: Comparison of privileges
# description: >-
#   Whether one subject holds at least what another holds, or would be given
#   (docs/contract.md 4.4). A right is held if, in the same scope and
#   for as long, its conditions are proved to lie within what held grants allow
#   and outside of all that held grants deny. A right that is not proved is lacking.
# scope: package
package authz.lib.comparison

import data.authz.lib.containment
import data.authz.lib.coverage
import data.authz.lib.templates
import data.authz.lib.windows

# METADATA
# title: The wanted permissions that are not provably held
# description: >-
#   Both arguments are lists of holdings: a scope, its id and grants. Grants that
#   have ended are left out, those that start later are not. Role by role: a
#   denial in one wanted role takes nothing away from another. Reading folders
#   is never compared. Conditions in the answer are as they were written.
lacking(held, wanted, now) := {permission |
	some holding in wanted
	mine := [candidate |
		some own in held
		own.scope == holding.scope
		own.id == holding.id
		some candidate in own.grants
	]
	some grant in holding.grants
	not windows.ended(grant, now)
	not _same(mine, grant, now)
	answer := _answer(held, holding.scope, mine, grant, now)
	not _plainly_held(grant, answer)
	some permission in _missing(grant, holding.scope, answer)
}

# The commonest case first: the only grant held there has the same rules.
# Membership compares hashes, and natively; == would unify.
_same([own], grant, now) if {
	own.permissions in {grant.permissions}
	_means_the_same(grant)
	windows.covers(own, grant, now)
}

# What stands against one wanted grant: of those held in its scope, the grants
# that count whenever it counts and those whose denials may matter; and whether
# everything is held.
_answer(held, scope, mine, grant, now) := {
	"covering": [candidate | some candidate in mine; windows.covers(candidate, grant, now)],
	"denying": [candidate | some candidate in mine; not windows.ended(candidate, now); _denies_else(candidate, grant)],
	"everything": _holds_everything(held, scope, grant, now),
}

default _holds_everything(_, _, _, _) := false

_holds_everything(held, "project", grant, now) if administers(held, grant, now)

# A grant that denies just what the wanted one denies takes nothing from it.
_denies_else(candidate, grant) if {
	some _ in candidate.permissions.deny
	not _denies_alike(candidate, grant)
}

_denies_alike(candidate, grant) if {
	candidate.permissions.deny in {grant.permissions.deny}
	_means_the_same(grant)
}

# Rules that name attributes of their holder mean the same to one subject alone.
_means_the_same(grant) if not grant.permissions.templated

_means_the_same(_) if templates.own_target

# METADATA
# title: The built-in administrator of an organization may join any of its projects
administers(held, grant, now) if {
	some own in held
	own.scope == "organization"
	some candidate in own.grants
	_built_in(candidate)
	candidate.role == "admin"
	windows.covers(candidate, grant, now)
}

_built_in(grant) if {
	grant.source == "role"
	grant.role != "custom"
	not grant.permissions
}

_plainly_held(grant, answer) if {
	count(answer.denying) == 0
	_has_equal(grant, answer)
}

_has_equal(_, answer) if answer.everything

_has_equal(grant, answer) if {
	_built_in(grant)
	some candidate in answer.covering
	_built_in(candidate)
	candidate.role == grant.role
}

_has_equal(grant, answer) if {
	some candidate in answer.covering
	candidate.permissions.allow in {grant.permissions.allow}
	_means_the_same(grant)
}

_missing(grant, scope, answer) := {permission |
	some type, actions in _wanted(grant, scope)
	some action, slot in actions
	[type, action] != ["secret-folders", "read"]
	against := denials(answer.denying, type, action, grant)
	some conditions in coverage.unproved(_held(type, action, scope, answer), slot, against)
	permission := _permission(type, action, conditions)
}

# A slot without a statement of its conditions counts as unconditional.
_wanted(grant, scope) := {type: {action: {} | some action in actions} |
	some type, actions in data.authz.roles[scope][grant.role]
} if {
	_built_in(grant)
} else := grant.permissions.allow

# The holdings for one type and action.
_held(type, action, scope, answer) := {"any": _holds_all(type, action, scope, answer), "slots": slots} if {
	slots := [slot | some candidate in answer.covering; slot := candidate.permissions.allow[type][action]]
}

default _holds_all(_, _, _, _) := false

_holds_all(_, _, _, answer) if answer.everything

_holds_all(type, action, _, answer) if {
	some candidate in answer.covering
	candidate.permissions.allow[type][action].any
}

_holds_all(type, action, scope, answer) if {
	some candidate in answer.covering
	_built_in(candidate)
	action in data.authz.roles[scope][candidate.role][type]
}

# METADATA
# title: The held denials that a wanted rule must stay clear of
# description: What the wanted grant denies itself needs no clearing.
denials(denying, type, action, grant) := [conditions |
	some candidate in denying
	some conditions in coverage.stated(candidate.permissions.deny[type][action])
	not _denied_too(conditions, type, action, grant)
]

_denied_too(conditions, type, action, grant) if {
	some wider in grant.permissions.deny[type][action].all
	containment.covers(wider, conditions)
}

_permission(type, action, conditions) := {"action": action, "subject": type} if {
	conditions == {}
} else := {"action": action, "subject": type, "conditions": as_written(conditions)}

# METADATA
# title: Conditions without what the engine put beside them
as_written(conditions) := {field: written |
	some field, operators in conditions
	written := {trim_suffix(trim_suffix(operator, "_template"), "_stored"): operand |
		some operator, operand in object.remove(operators, ["$match", "$nomatch"])
		not templates.fills(operator)
	}
}
