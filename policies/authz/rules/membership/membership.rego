# METADATA
# title: Membership in the project
# description: |
#   Every action in a project needs a membership there; the roles of the
#   organization give none. docs/contract.md 3.1.
package authz.rules.membership

# METADATA
# title: Not a member of the project
# description: The project is in the subject's organization, but the subject is not a member of it.
# custom:
#   code: not_project_member
#   status: 403
#   remediation: Ask an administrator of the project to add you to it.
deny contains {"code": "not_project_member", "message": _message} if {
	_applies
	not input.facts.membership.project
}

_applies if input.facts.project.known

_message := "User not in project" if {
	input.subject.type == "user"
} else := "Identity not in project" if {
	input.subject.type == "identity"
} else := "Not in project"
