# METADATA
# title: What belongs to a project
# description: |
#   The project itself, its members, roles, environments, settings and service
#   tokens. Secrets and identities have packages of their own. docs/contract.md 4.2.
package authz.rules.projects

import data.authz.checks
import data.authz.lib.windows

handles := {
	"workspace": {"read", "edit", "delete", "leave", "administer"},
	"member": {
		"read", "create", "edit", "delete",
		"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
	},
	"groups": {"read", "create", "edit", "delete", "grant-privileges", "assign-role"},
	"role": {"read", "create", "edit", "delete"},
	"settings": {"read", "create", "edit", "delete"},
	"environments": {"read", "create", "edit", "delete"},
	"tags": {"read", "create", "edit", "delete"},
	"service-tokens": {"read", "create", "edit", "delete"},
	"ip-allowlist": {"read", "create", "edit", "delete"},
	"audit-logs": {"read", "create", "edit", "delete"},
	"integrations": {"read", "create", "edit", "delete"},
	"webhooks": {"read", "create", "edit", "delete"},
	"secret-approval": {"read", "create", "edit", "delete"},
	"secret-rotation": {"read", "create", "edit", "delete"},
	"certificates": {"read", "create", "edit", "delete"},
	"certificate-authorities": {"read", "create", "edit", "delete"},
	"kms": {"edit"},
}

# METADATA
# scope: document
# title: Roles and privileges speak for the request, or what the subject is in the project
grant contains speaker if {
	_applies
	some speaker in checks.speakers
}

grant contains speaker if {
	_applies
	some speaker in _by_standing
}

# METADATA
# title: No role or privilege grants it
# description: No active role or privilege of the subject in the project grants the action on this resource.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the project give you a role with this permission.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _allowed
}

# METADATA
# title: An inverted rule forbids it
# description: A role grants the action, but an inverted rule of a role or privilege takes it away again.
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

_allowed if _by_standing[_]

_permitted if checks.permitted

_permitted if _by_standing[_]

# Every member, with any role, sees the project and may leave it.
_by_standing contains "membership:project" if {
	input.resource.type == "workspace"
	input.action.name in {"read", "leave"}
	input.facts.membership.project
}

# No permission rule names these: version limit, log retention, blind index.
_by_standing contains "role:admin" if {
	input.resource.type == "workspace"
	input.action.name == "administer"
	some grant in input.facts.grants.project
	grant.source == "role"
	grant.role == "admin"
	windows.active(grant, input.context.now)
}
