# METADATA
# title: Secrets, and the tree they live in
# description: |
#   Secrets, folders, imports, rollbacks and commits of a project, decided at
#   environment, path, name and tags. docs/contract.md 4.2.
package authz.rules.secrets

import data.authz.checks

handles := {
	"secrets": {"list", "describeSecret", "readValue", "create", "edit", "delete"},
	"secret-folders": {"read", "create", "edit", "delete"},
	"secret-imports": {"read", "create", "edit", "delete"},
	"secret-rollback": {"read", "create"},
	"dynamic-secrets": {
		"read-root-credential", "create-root-credential", "edit-root-credential", "delete-root-credential", "lease",
	},
	"commits": {"read", "perform-rollback"},
}

# METADATA
# scope: document
# title: Roles and privileges speak for the request, or membership where things are listed
grant contains speaker if {
	_applies
	some speaker in checks.speakers
}

grant contains "membership:project" if {
	_applies
	_lists
}

# METADATA
# title: No role or privilege grants it
# description: |
#   No active role or privilege of the subject grants the action at this
#   environment, path, name and tags.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the project give you a role or privilege that covers this place.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _allowed
}

# METADATA
# title: An inverted rule forbids it
# description: |
#   A role or privilege grants the action here, but an inverted rule of a role
#   or privilege takes it away again.
# custom:
#   code: permission_inverted
#   status: 403
#   remediation: Have an administrator of the project change the inverted rule.
deny contains {"code": "permission_inverted", "message": checks.refusal} if {
	_applies
	_allowed
	not _permitted
}

_applies if {
	input.action.name in handles[input.resource.type]
	checks.scope == "project"
}

_allowed if checks.allowed

_allowed if _lists

_permitted if checks.permitted

_permitted if _lists

# The tree of folders is open to every member of the project.
_lists if {
	input.resource.type == "secret-folders"
	input.action.name == "read"
	input.facts.membership.project
}

# A list of a folder with everything below it is answered to every member: it
# holds the secrets that the member may see, which may be none. What those are is
# asked one by one.
_lists if {
	input.resource.type == "secrets"
	input.action.name == "list"
	input.facts.membership.project
}
