# METADATA
# title: Limits that no policy may lift
# description: |
#   These few rules come with the binary and hold beside the rules of every
#   policy: requests are authenticated, organizations stay apart, an
#   administrator remains, and no subject hands out more than it holds. They use
#   the library alone, so that no other package can soften them.
package authz.rules.guardrails

import data.authz.lib.comparison

# METADATA
# title: Not authenticated
# description: A guarded route needs a credential that is known, unrevoked and unexpired.
# custom:
#   code: token_missing
#   status: 401
#   remediation: Log in again and send the access token in the header "Authorization".
deny contains {"code": "token_missing", "message": "Token missing"} if not _authenticated

# METADATA
# title: Another organization's
# description: |
#   The request is about another organization than the one the subject acts in, or
#   the subject's membership there is not in force.
# custom:
#   code: not_org_member
#   status: 403
#   remediation: Select the organization first, or ask one of its administrators for a membership.
deny contains {"code": "not_org_member", "message": "Not in org"} if not _apart

# METADATA
# title: The last administrator
# description: The change would leave the organization or project without an administrator.
# custom:
#   code: last_admin
#   status: 400
#   remediation: Make another member an administrator first.
deny contains {"code": "last_admin", "message": "At least one administrator must remain"} if not _administered

# METADATA
# title: More than the subject holds is handed out
# description: The change would hand out a permission that the subject does not hold.
# custom:
#   code: privilege_boundary
#   status: 403
#   remediation: Ask a person who holds every permission that is handed out to do it.
deny contains {"code": "privilege_boundary", "message": "You do not hold every permission you hand out"} if {
	not _handed_out_is_held
}

_authenticated if input.context.accepts == []

_authenticated if {
	input.facts.token.well_formed
	_unrevoked
	_unexpired
}

_unrevoked if {
	input.facts.token.known
	input.facts.token.owner_known
	input.facts.token.owner_accepted
	input.facts.token.revoked == false
	input.facts.token.secret_revoked == false
	input.facts.token.version == input.facts.token.current_version
}

_unexpired if true in [input.facts.token.expires_at == 0, input.context.now < input.facts.token.expires_at]

_apart if {
	input.facts
	_organization_apart
	_project_apart
}

_organization_apart if not input.facts.organization

# The grants of a membership that is no longer, or not yet, in force are facts like
# all others.
_organization_apart if {
	input.facts.membership.organization
	input.facts.membership.accepted_in_org
	input.facts.membership.active_in_org
	input.facts.membership.org_id == input.facts.organization.id
}

_project_apart if not input.facts.project

_project_apart if input.facts.membership.org_id == input.facts.project.org_id

_administered if not input.facts.target

# Absence denies: without a list of counts it is unknown who remains.
_administered if {
	is_array(input.facts.target.administrators)
	every place in input.facts.target.administrators {
		_keeps_one(place)
	}
}

_keeps_one(place) if place.after > 0

_keeps_one(place) if place.before == 0

_handed_out_is_held if not input.facts.target

_handed_out_is_held if input.facts.target.hands_out == []

_handed_out_is_held if {
	target := input.facts.target
	is_array(target.hands_out)
	count(comparison.lacking(target.held, target.hands_out, input.context.now)) == 0
}
