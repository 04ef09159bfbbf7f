# METADATA
# title: No subject reaches beyond its own rights
# description: |
#   A subject that changes, reads or equips another must hold everything that the
#   target can do and everything it would be given, in every scope, also rights
#   that start later. An attribute that a rule of the target names is part of the
#   rights of the target: its change takes that rule without the conditions that
#   name it. docs/contract.md 4.4 and 4.7.
package authz.rules.privileges

import data.authz.lib.attributes
import data.authz.lib.comparison

# METADATA
# title: The permissions that the subject lacks
missing contains permission if some permission in _lacking(input.facts.target.holdings)

missing contains permission if some permission in _lacking(input.facts.target.hands_out)

missing contains permission if some permission in _lacking(_unbound)

# METADATA
# title: More than the subject holds
# description: |
#   The target can do, or would be able to do, something that the subject cannot
#   do itself; `missingPermissions` lists what. It is refused as well when the
#   facts do not say what the target or the subject holds.
# custom:
#   code: privilege_boundary
#   status: 403
#   remediation: Ask a person who holds every listed permission to do it, or obtain those permissions first.
deny contains {"code": "privilege_boundary", "message": _message} if {
	_applies
	not _held
}

# An action that works on another subject, or hands something out, needs the facts to say so
# even when there is nothing to compare.
_applies if {
	input.resource.type == "identity"
	input.action.name != "read"
}

_applies if {
	input.resource.type == "identity"
	not input.resource.id == ""
}

_applies if {
	input.resource.type == "role"
	input.action.name in {"create", "edit"}
}

_applies if {
	input.resource.type == "member"
	input.action.name in {
		"create", "edit",
		"grant-privileges", "assign-role", "assign-additional-privileges", "assume-privileges",
	}
}

_applies if {
	input.resource.type == "groups"
	input.action.name in {"create", "edit", "grant-privileges", "assign-role", "add-identities", "add-members"}
}

_applies if {
	input.resource.type == "service-tokens"
	input.action.name == "create"
}

_applies if input.facts.target.holdings[0]

_applies if input.facts.target.hands_out[0]

_held if {
	count(_lacking(input.facts.target.holdings)) == 0
	count(_lacking(input.facts.target.hands_out)) == 0
	count(_lacking(_unbound)) == 0
}

# The rules of the target that name an attribute that the request changes.
_unbound := attributes.unbound(input.facts.target.holdings, _changed)

_changed := {name | some name in attributes.named(input.facts.target.holdings); _changes(name)}

# What the facts do not say the attribute is, the request changes.
_changes("name") if {
	_of_kind("identity")
	name := input.request.name
	not name == input.facts.target.attributes.name
}

_changes(name) if {
	_of_kind("identity")
	startswith(name, "metadata.")
	input.request.metadata
	not _keeps(substring(name, count("metadata."), -1))
}

# An auth method decides what the attributes of its logins are.
_changes(name) if {
	_of_kind("auth_method")
	input.action.name != "read"
	["auth", method, _] = split(name, ".")
	not _another_method(method)
}

_changes(name) if {
	_of_kind("auth_method")
	input.action.name != "read"
	startswith(name, "auth.oidc.claims.")
	not _another_method("oidc")
}

# An empty value is none.
_keeps(key) if object.get(input.request.metadata, key, "") == object.get(input.facts.target.attributes.metadata, key, "")

_another_method(method) if input.request.auth_method != concat("", [method, "-auth"])

# A request that does not say which kind of thing it is about may be about each.
_of_kind(kind) if {
	input.resource.type == "identity"
	object.get(input.resource.properties, "kind", kind) == kind
}

# Anything but a list of holdings proves no holding.
_lacking(wanted) := comparison.lacking(input.facts.target.held, wanted, input.context.now) if is_array(wanted)

default _message := "You do not hold every permission of the target"

_message := sprintf(
	"Failed to %s: permission rules of the target name %s, and you do not hold what they give or forbid without these conditions",
	[input.action.name, concat(", ", [sprintf("identity.%s", [name]) | some name in sort(_changed)])],
) if {
	count(_lacking(_unbound)) > 0
} else := sprintf(
	"Failed to %s a more privileged %s: you do not hold every permission it has or would be given",
	[input.action.name, input.facts.target.kind],
) if {
	input.facts.target.kind != ""
}
