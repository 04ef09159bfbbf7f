# METADATA
# title: One's own account
# description: |
#   Every authenticated person may look after their own account: their details,
#   sessions and API keys, and the lists of their organizations and projects. docs/contract.md 2.3.
package authz.rules.accounts

import data.authz.checks

handles := {"account": {
	"authenticate", "read", "delete", "readDetails", "listOrganizations", "listProjects", "manageSessions", "manageApiKeys",
}}

# METADATA
# title: An account is its owner's alone
grant contains "self" if {
	_applies
	_about_itself
}

# METADATA
# title: Another subject's account
# description: A subject may look after its own account only.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have the owner of the account do it.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _about_itself
}

# METADATA
# title: Another user's API key
# description: Another user's API key looks like one that does not exist.
# custom:
#   code: resource_not_found
#   status: 404
#   remediation: Have the owner of the API key delete it.
deny contains {"code": "resource_not_found", "message": "API key not found"} if {
	input.action.name == "manageApiKeys"
	input.facts.target.known
	not _its_owner
}

_its_owner if {
	input.facts.target.owner.type == input.subject.type
	input.facts.target.owner.id == input.subject.id
}

_applies if input.action.name in handles[input.resource.type]

_about_itself if {
	not checks.public
	input.subject.type in {"identity", "user", "service_token"}
	input.subject.id == input.resource.id
}
