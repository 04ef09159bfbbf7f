# METADATA
# title: What the subject's permissions say
# description: |
#   The questions that every package of resource types asks: where the request
#   takes place, and whether the permission rules of the subject's roles and
#   privileges speak for it. Nothing here grants or denies by itself.
package authz.checks

import data.authz.lib.permissions

# METADATA
# title: A route that takes no credential
# description: |
#   A missing list of accepted credentials is not an empty one: such a route
#   counts as guarded.
public if input.context.accepts == []

# METADATA
# title: Where the request takes place
# description: |
#   Undefined when the facts name neither a project nor an organization, and on
#   public routes, where no subject is authenticated whose permissions could count.
scope := "project" if {
	input.context.accepts != []
	input.facts.project
} else := "organization" if {
	input.context.accepts != []
	input.facts.organization
}

# METADATA
# title: The roles and privileges that speak for the request
# description: Undefined where there are no grants to look at.
speakers := permissions.speakers(
	input.facts.grants[scope], scope,
	input.resource.type, input.action.name, input.resource.properties, input.context.now,
)

# METADATA
# title: The subject's permission rules speak for the request
# description: Inverted rules are not looked at here.
allowed if {
	count(speakers) > 0
}

# METADATA
# title: The rules speak for the request, and no inverted rule against it
# description: Never true where `allowed` is not.
permitted if {
	allowed
	not _forbidden
}

# METADATA
# title: The sentence of a refusal
# description: |
#   The wording of docs/contract.md 1.3. Reading a secret is one action to a caller, so
#   it is named by the word that callers know. Always defined, because a denial
#   whose message is undefined would not deny.
default refusal := "You are not allowed to do this"

refusal := sprintf("You are not allowed to %s on %s", [_action_word, input.resource.type])

_action_word := "read" if {
	input.action.name in {"describeSecret", "readValue"}
} else := input.action.name

_forbidden if permissions.forbids(
	input.facts.grants[scope], scope,
	input.resource.type, input.action.name, input.resource.properties, input.context.now,
)
