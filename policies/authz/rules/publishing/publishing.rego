# METADATA
# title: The policy in force
# description: |
#   A policy concerns every organization of the installation, so it is published,
#   promoted and rolled back by administrators of the installation, and by the
#   identities and users that `data.authz.publishers` names, such as that of a
#   pipeline. To see what decides takes less: `read` on `policy` in an
#   organization, which is decided where the other types of organizations are.
package authz.rules.publishing

import data.authz.checks

handles := {"policy": {"publish", "rollback"}}

# METADATA
# scope: document
# title: Administering the installation, or being named
grant contains "instance:admin" if {
	_applies
	_administers
}

grant contains "publisher" if {
	_applies
	_named
}

# METADATA
# title: Not entitled to the policy of the installation
# description: The subject neither administers the installation nor is named as a publisher.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the installation do it, or name the subject in authz/publishers/data.json.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _entitled
}

_applies if input.action.name in handles[input.resource.type]

_entitled if _administers

_entitled if _named

_administers if {
	input.context.accepts != []
	input.facts.instance.super_admin
}

_named if {
	input.context.accepts != []
	input.subject.type == "identity"
	input.subject.id in data.authz.publishers.identities
}

_named if {
	input.context.accepts != []
	input.subject.type == "user"
	input.subject.id in data.authz.publishers.users
}
