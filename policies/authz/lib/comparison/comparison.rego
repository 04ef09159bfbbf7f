# METADATA
# title: Comparison of privileges
# description: >-
#   Whether somebody holds at least what somebody else holds, or would be given
#   (DESIGN section 6, CONTRACT 4.4). A right is held if, in the same scope and
#   for as long, its conditions are proved to lie within what held grants allow
#   and outside of all that held grants deny. What is not proved is lacking.
# scope: package
package authz.lib.comparison

import data.authz.lib.containment
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
	some grant in holding.grants
	not windows.ended(grant, now)
	answer := _answer(held, holding, grant, now)
	not _identical(grant, answer)
	some permission in _missing(grant, holding.scope, answer)
}

# What stands against one wanted grant: the held grants that count whenever it
# counts, the held grants with denials, and whether everything is held.
_answer(held, holding, grant, now) := {
	"covering": [candidate |
		some candidate in mine
		windows.covers(candidate, grant, now)
	],
	"denying": [candidate |
		some candidate in mine
		not windows.ended(candidate, now)
		not candidate.permissions.deny in {{}, null, grant.permissions.deny}
	],
	"everything": _administers(held, holding.scope, grant, now),
} if {
	mine := [candidate |
		some own in held
		own.scope == holding.scope
		own.id == holding.id
		some candidate in own.grants
	]
}
