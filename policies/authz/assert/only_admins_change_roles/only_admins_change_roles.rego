# METADATA
# title: Only administrators change roles
# description: |
#   Of the built-in roles only admin creates, edits and deletes roles, in an
#   organization and in a project. A custom role or a privilege that says so may.
package authz.assert.only_admins_change_roles

import data.authz.lib.windows

# METADATA
# title: A role is changed by a subject that is no administrator and has no role of its own
violation contains message if {
	data.authz.main.decision.permitted
	input.resource.type == "role"
	input.action.name in {"create", "edit", "delete"}
	every grant in _grants {
		not _entitles(grant)
	}
	message := sprintf("%s on role is permitted below admin", [input.action.name])
}

_grants := input.facts.grants.project if {
	input.facts.project
} else := input.facts.grants.organization

_entitles(grant) if {
	windows.active(grant, input.context.now)
	grant.role == "admin"
}

_entitles(grant) if {
	windows.active(grant, input.context.now)
	grant.permissions
}
