# METADATA
# title: Nobody reaches beyond what they hold
# description: |
#   Whoever changes, reads or equips a subject must hold everything that the
#   target can do and everything it would be given, in every scope, also rights
#   that start later. DESIGN section 6, CONTRACT 4.4.
package authz.rules.privileges

import data.authz.lib.comparison

ok if not _applies

ok if {
	_applies
	_held
}

# METADATA
# title: The permissions that the subject lacks
missing contains permission if {
	_applies
	some permission in _lacking(input.facts.target.holdings)
}

missing contains permission if {
	_applies
	some permission in _lacking(input.facts.target.hands_out)
}

# METADATA
# title: More than the subject holds
# description: |
#   The target can do, or would be able to do, something that the subject cannot
#   do itself; `missingPermissions` lists what. It is refused as well when the
#   facts do not say what the target or the subject holds.
# custom:
#   code: privilege_boundary
#   status: 403
#   remediation: Have somebody do it who holds every permission that is listed, or obtain those first.
deny contains {"code": "privilege_boundary", "message": _message} if {
	_applies
	not _held
}

# Actions that hand something out, or work on somebody, even when the lists
# happen to be empty: for these the facts must be there.
_always := {
	"identity": {
		"create", "edit", "delete",
		"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
		"revoke-auth", "create-token", "get-token", "delete-token",
	},
	"member": {"create", "edit", "grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges"},
	"groups": {"create", "edit", "grant-privileges", "assign-role", "add-identities", "add-members"},
	"role": {"create", "edit"},
	"service-tokens": {"create"},
}

_applies if input.action.name in _always[input.resource.type]

_applies if _reads_one_identity

_applies if input.facts.target.holdings[0]

_applies if input.facts.target.hands_out[0]

_reads_one_identity if {
	input.resource.type == "identity"
	not input.resource.id == ""
}

_held if {
	count(_lacking(input.facts.target.holdings)) == 0
	count(_lacking(input.facts.target.hands_out)) == 0
}

_lacking(wanted) := comparison.lacking(input.facts.target.held, wanted, input.context.now)

default _message := "You do not hold every permission of the target"

_message := sprintf(
	"Failed to %s a more privileged %s: you do not hold every permission it has or would be given",
	[input.action.name, input.facts.target.kind],
) if {
	input.facts.target.kind != ""
}
