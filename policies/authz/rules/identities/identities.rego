# METADATA
# title: Machine identities
# description: |
#   Identities, their auth methods, credentials and project memberships, in an
#   organization and in a project. A target that holds more than the subject is out of
#   its reach: that is for the package `privileges`. docs/contract.md 4.1 and 4.2.
package authz.rules.identities

import data.authz.checks

handles := {"identity": {
	"read", "create", "edit", "delete",
	"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
	"revoke-auth", "create-token", "get-token", "delete-token",
}}

# METADATA
# title: Roles and privileges speak for the request
grant contains speaker if {
	_applies
	some speaker in checks.speakers
}

# METADATA
# title: No role or privilege grants it
# description: No active role or privilege of the subject grants the action on this identity.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator give you a role with this permission on identities.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not checks.allowed
}

# METADATA
# title: An inverted rule forbids it
# description: A role grants the action, but an inverted rule of a role or privilege takes it away again.
# custom:
#   code: permission_inverted
#   status: 403
#   remediation: Have an administrator change the inverted rule.
deny contains {"code": "permission_inverted", "message": checks.refusal} if {
	_applies
	checks.allowed
	not checks.permitted
}

_applies if {
	input.action.name in handles[input.resource.type]
	checks.scope
}
