# METADATA
# title: No access is no access
# description: |
#   Whose every role in a project is `no-access` gets nothing there but what each
#   member has: that the project exists, its tree of folders, a list of no secrets,
#   and the way out.
package authz.assert.no_access_reads_nothing

import data.authz.lib.windows

# METADATA
# title: A subject with no access is permitted more than to see that the project exists
violation contains message if {
	data.authz.main.decision.permitted
	input.facts.project
	_powerless
	not _open_to_members
	message := sprintf("%s on %s is permitted without any role but no-access", [input.action.name, input.resource.type])
}

_powerless if {
	every grant in input.facts.grants.project {
		not _gives(grant)
	}
}

_gives(grant) if {
	windows.active(grant, input.context.now)
	grant.role != "no-access"
}

_open_to_members if {
	input.resource.type == "workspace"
	input.action.name in {"read", "leave"}
}

_open_to_members if {
	input.resource.type == "secret-folders"
	input.action.name == "read"
}

# Each item of the list is a question of its own.
_open_to_members if {
	input.resource.type == "secrets"
	input.action.name == "list"
}
