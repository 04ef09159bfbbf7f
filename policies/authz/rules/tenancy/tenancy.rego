# METADATA
# title: Organizations stay apart
# description: |
#   A subject acts in one organization. What belongs to another one answers like
#   something that does not exist. docs/contract.md 3.1.
package authz.rules.tenancy

import data.authz.checks

# METADATA
# title: Not a member of the organization
# description: |
#   The request names an organization in which the subject does not act; its
#   membership there is an open invitation or deactivated; or an API key, which
#   names no organization, belongs to a member of several.
# custom:
#   code: not_org_member
#   status: 403
#   remediation: Select the organization first, or ask one of its administrators for a membership.
deny contains {"code": "not_org_member", "message": _message} if {
	not checks.public
	not _member_where_named
}

# METADATA
# title: No such project
# description: |
#   The project does not exist, or is another organization's; the two look alike.
#   The same holds for a thing that is addressed by its id alone.
# custom:
#   code: resource_not_found
#   status: 404
#   remediation: Check the id or slug of the project, and that it is in your organization.
deny contains {"code": "resource_not_found", "message": _missing} if {
	not checks.public
	not _project_where_named
}

_member_where_named if not input.facts.organization

_member_where_named if {
	input.facts.membership.organization
	input.facts.membership.accepted_in_org
	input.facts.membership.active_in_org
	input.facts.token.organizations <= 1
	input.facts.membership.org_id == input.facts.organization.id
}

_project_where_named if not input.facts.project

_project_where_named if {
	input.facts.project.known
	input.facts.membership.org_id == input.facts.project.org_id
}

# A request by id alone names no project, so the resource that it names is the one not found.
_missing := sprintf("%s%s not found", [upper(substring(kind, 0, 1)), substring(kind, 1, -1)]) if {
	input.facts.project.id == ""
	kind := input.facts.target.kind
	kind in {"folder", "secret import"}
} else := "Project not found"

_message := "An API key of a member of several organizations acts in none; use a session" if {
	input.facts.token.organizations > 1
} else := "User not in org" if {
	input.subject.type == "user"
} else := "Identity not in org" if {
	input.subject.type == "identity"
} else := "Not in org"
