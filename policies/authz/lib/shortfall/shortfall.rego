# METADATA
# title: Why permissions are not held
# description: >-
#   Says of every permission that a comparison of privileges finds lacking where it
#   is lacking, and why. The comparison decides; this explains it and decides
#   nothing. Whether a reason is proved tells a right that is surely not held from
#   one that no proof was found for.
# scope: package
package authz.lib.shortfall

import data.authz.lib.comparison
import data.authz.lib.containment
import data.authz.lib.coverage
import data.authz.lib.windows

# METADATA
# title: The wanted permissions that are not provably held, each with its place and the reason
# description: |
#   The arguments are those of `comparison.lacking`, which is asked about one wanted
#   grant at a time. Reasons: `not_held`, nothing that is held allows it there;
#   `ends_early`, what allows it does not hold for as long; `forbidden`, an inverted
#   rule takes some or all of it away; `conditions`, it is held under conditions that
#   leave some of it out; `not_proved`, no proof was found either way.
explained(held, wanted, now) := {found |
	some holding in wanted
	some grant in holding.grants
	some permission in comparison.lacking(held, [object.union(holding, {"grants": [grant]})], now)
	about := _about(held, holding, grant, permission, now)
	found := object.union(permission, {"scope": holding.scope, "id": holding.id, "why": _why(about)})
}

# What the reason follows from: whether all of the project is held, the held slots
# of this type and action, those that hold for long enough, and the denials.
_about(held, holding, grant, permission, now) := {
	"everything": _everything(held, holding.scope, grant, now),
	"allowing": [slot | some candidate in mine; slot := _slot(candidate, holding.scope, permission)],
	"covering": [slot |
		some candidate in mine
		windows.covers(candidate, grant, now)
		slot := _slot(candidate, holding.scope, permission)
	],
	"denials": comparison.denials(mine, permission.subject, permission.action, grant),
	"wanted": _wanted(grant, permission),
} if {
	mine := [candidate |
		some own in held
		own.scope == holding.scope
		own.id == holding.id
		some candidate in own.grants
		not windows.ended(candidate, now)
	]
}

default _everything(_, _, _, _) := false

_everything(held, "project", grant, now) if comparison.administers(held, grant, now)

# A built-in role has its actions without conditions, as a slot has that states none.
_slot(grant, scope, permission) := {} if {
	grant.source == "role"
	not grant.permissions
	permission.action in data.authz.roles[scope][grant.role][permission.subject]
} else := grant.permissions.allow[permission.subject][permission.action]

# The conditions as the engine compiled them: their globs can be compared.
_wanted(grant, permission) := array.concat(stated, [{}])[0] if {
	stated := [conditions |
		some conditions in coverage.stated(grant.permissions.allow[permission.subject][permission.action])
		comparison.as_written(conditions) == object.get(permission, "conditions", {})
	]
}

_why(about) := "not_held" if {
	not about.everything
	count(about.allowing) == 0
} else := "ends_early" if {
	not about.everything
	count(about.covering) == 0
} else := "forbidden" if {
	some denial in about.denials
	_meet(denial, about.wanted)
} else := "conditions" if {
	not about.everything
	_left_out(about.covering, about.wanted)
} else := "not_proved"

# One lies within the other, so some request meets both.
_meet(denial, wanted) if containment.covers(denial, wanted)

_meet(denial, wanted) if containment.covers(wanted, denial)

# Some request meets the wanted conditions and misses all held ones.
_left_out(slots, wanted) if {
	some part in _parts(wanted)
	every slot in slots {
		every conditions in coverage.stated(slot) {
			_misses(part, conditions)
		}
	}
}

# All of it, and each value of a list by itself.
_parts(wanted) := {wanted} | {part |
	some field, operators in wanted
	object.keys(operators) == {"$in"}
	some value in operators["$in"]
	part := object.union(object.remove(wanted, [field]), {field: {"$eq": value}})
}

_misses(part, conditions) if containment.disjoint(part, conditions)

# The wanted conditions leave the field free, so it may have another value.
_misses(part, conditions) if {
	some field, operators in conditions
	not part[field]
	some operator in ["$eq", "$in"]
	operators[operator]
}
