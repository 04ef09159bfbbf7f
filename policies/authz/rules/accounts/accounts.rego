# METADATA
# title: One's own account
# description: |
#   Everybody who is authenticated may look after themselves: their details,
#   sessions and API keys, and the lists of what they belong to. docs/contract.md 2.3.
package authz.rules.accounts

import data.authz.checks

handles := {"account": {
	"authenticate", "read", "edit", "delete", "readDetails", "listOrganizations", "listProjects", "manageSessions", "manageApiKeys",
}}

# METADATA
# title: Everybody speaks for themselves
grant contains "self" if {
	_applies
	_about_itself
}

# METADATA
# title: Another subject's account
# description: Nobody looks after the account of somebody else.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have the owner of the account do it.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _about_itself
}

_applies if input.action.name in handles[input.resource.type]

_about_itself if {
	not checks.public
	input.subject.type in {"identity", "user", "service_token"}
	input.subject.id == input.resource.id
}
