# METADATA
# title: What belongs to an organization
# description: |
#   The organization itself, its members, roles, settings and the projects made
#   in it. Identities have a package of their own. docs/contract.md 4.1.
package authz.rules.organizations

import data.authz.checks

handles := {
	"organization": {"read", "select", "create", "delete"},
	"workspace": {"read", "create"},
	"project": {"create"},
	"member": {"read", "create", "edit", "delete"},
	"role": {"read", "create", "edit", "delete"},
	"settings": {"read", "create", "edit", "delete"},
	"incident-contact": {"read", "create", "edit", "delete"},
	"groups": {
		"read", "create", "edit", "delete",
		"grant-privileges", "add-identities", "add-members", "remove-members", "remove-identities",
	},
	"billing": {"read", "create", "edit", "delete", "manage-billing"},
	"sso": {"read", "create", "edit", "delete"},
	"scim": {"read", "create", "edit", "delete"},
	"ldap": {"read", "create", "edit", "delete"},
	"secret-scanning": {"read", "create", "edit", "delete"},
	"audit-logs": {"read"},
	"policy": {"read"},
}

# METADATA
# scope: document
# title: Roles speak for the request, or what the subject is in the organization
grant contains speaker if {
	_applies
	some speaker in checks.speakers
}

grant contains speaker if {
	_applies
	some speaker in _by_standing
}

# METADATA
# title: No role grants it
# description: No active role of the subject in the organization grants the action on this resource.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the organization give you a role with this permission.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _allowed
}

# METADATA
# title: An inverted rule forbids it
# description: A role grants the action, but an inverted rule of a role takes it away again.
# custom:
#   code: permission_inverted
#   status: 403
#   remediation: Have an administrator of the organization change the inverted rule.
deny contains {"code": "permission_inverted", "message": checks.refusal} if {
	_applies
	_allowed
	not _permitted
}

# METADATA
# title: The log of projects of others
# description: |
#   A reader of the organization's audit log finds in it the events of
#   the projects in which they may read it, asked one by one. Those of all other
#   projects, also of such that are gone, are for the organization's administrators.
# custom:
#   code: not_project_member
#   status: 403
#   remediation: Have an administrator of the project add you to it.
deny contains {"code": "not_project_member", "message": "Not in project"} if {
	_applies
	input.resource.type == "audit-logs"
	input.facts.target.kind == "projects"
	not _oversees
}

_oversees if input.facts.membership.org_role == "admin"

_applies if {
	input.action.name in handles[input.resource.type]
	checks.scope == "organization"
}

# The organization that is founded cannot be the one the request takes place in.
_applies if {
	input.resource.type == "organization"
	input.action.name == "create"
}

_allowed if checks.allowed

_allowed if _by_standing[_]

_permitted if checks.permitted

_permitted if _by_standing[_]

_by_standing contains "membership:organization" if {
	input.resource.type == "organization"
	input.action.name in {"read", "select"}
	input.facts.membership.organization
}

_by_standing contains "role:admin" if {
	input.resource.type == "organization"
	input.action.name == "delete"
	input.facts.membership.organization
	input.facts.membership.org_role == "admin"
}

_by_standing contains "user" if {
	input.resource.type == "organization"
	input.action.name == "create"
	input.context.accepts != []
	input.subject.type == "user"
}
