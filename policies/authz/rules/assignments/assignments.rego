# METADATA
# title: How roles are assigned
# description: |
#   A member keeps a role that does not end, and no subject changes its own
#   membership of an organization. docs/contract.md 2.16, 4.3.
package authz.rules.assignments

# METADATA
# title: One's own membership
# description: The membership of the organization that would be changed is the subject's own.
# custom:
#   code: own_membership
#   status: 400
#   remediation: Have another administrator of the organization change it.
deny contains {"code": "own_membership", "message": "You cannot change your own membership"} if {
	_edits_org_membership
	not _somebody_elses
}

# METADATA
# title: No permanent role
# description: All roles that the member would have are temporary.
# custom:
#   code: permanent_role_missing
#   status: 400
#   remediation: Assign at least one role without an end.
deny contains {"code": "permanent_role_missing", "message": "Identity must have at least one permanent role"} if {
	input.request.roles
	not _permanent
}

_edits_org_membership if {
	input.resource.type == "member"
	input.action.name == "edit"
	input.facts.target.known
	not input.facts.project
}

# Absence denies: without an owner it is not known whose the membership is.
_somebody_elses if input.facts.target.owner.id != input.subject.id

_somebody_elses if input.facts.target.owner.type != input.subject.type

_permanent if {
	some role in input.request.roles
	role.ends == 0
}
