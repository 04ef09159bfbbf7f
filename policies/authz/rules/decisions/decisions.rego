# METADATA
# title: Decisions, and questions about access
# description: |
#   Who may read the decision log and have a decision explained, ask what would
#   be decided about another subject, replay recorded requests, review access and
#   check a policy. Every subject may ask about the decisions on its own requests, and
#   about those that its requests would get.
package authz.rules.decisions

import data.authz.checks

handles := {
	"decisions": {"read", "readReasons", "evaluate", "replay"},
	"access": {"review"},
	"policy": {"check"},
}

# METADATA
# scope: document
# title: Roles speak for the request, or that it is about the subject itself
grant contains speaker if {
	_applies
	some speaker in checks.speakers
}

grant contains speaker if {
	_applies
	some speaker in _by_standing
}

# METADATA
# title: What else must be done
# description: |
#   `reveal_reasons`: show every reason, rule and value of the decision. A subject that
#   may read the log, or ask about others by a role, sees all; others see of a decision about themselves what
#   the answer to their request showed them.
obligation contains "reveal_reasons" if {
	input.resource.type == "decisions"
	input.action.name in {"read", "evaluate"}
	_applies
	checks.permitted
}

# METADATA
# title: No role grants it
# description: No active role of the subject in the organization grants the action, and it is not about the subject itself.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the organization give you a role with this permission on decisions, access or policy.
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

_applies if {
	input.action.name in handles[input.resource.type]
	checks.scope == "organization"
}

_allowed if checks.allowed

_allowed if _by_standing[_]

_permitted if checks.permitted

_permitted if _by_standing[_]

# The property is who the decision, or the question, is about.
_by_standing contains "self" if {
	input.resource.type == "decisions"
	input.action.name in {"read", "evaluate"}
	input.subject.id != ""
	input.resource.properties.identityId == input.subject.id
	input.facts.membership.organization
}

_by_standing contains "membership:organization" if {
	input.resource.type == "decisions"
	input.action.name == "readReasons"
	input.facts.membership.organization
}
