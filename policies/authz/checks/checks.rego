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
#   public routes, where nobody was authenticated whose permissions could count.
scope := "project" if {
	input.context.accepts != []
	input.facts.project
} else := "organization" if {
	input.context.accepts != []
	input.facts.organization
}

# METADATA
# scope: document
# title: The roles and privileges that speak for the request
# description: |
#   Those that allow it as it stands, and of a list or batch those that allow
#   one of its permitted items. Undefined where there are no grants to look at.
speakers := _speakers(input.resource.properties) if not input.resource.items[0]

speakers := {speaker |
	some properties in array.concat([input.resource.properties], _permitted_properties)
	some speaker in _speakers(properties)
} if {
	input.resource.items[0]
}

# METADATA
# scope: document
# title: The subject's permission rules speak for the request
# description: |
#   A request about one thing needs that thing allowed. A read of a list needs
#   the list itself or one of its items allowed; any other action on a list
#   needs every item allowed. Inverted rules are not looked at here.
allowed if {
	not input.resource.items[0]
	count(speakers) > 0
}

allowed if {
	_reads
	some properties in array.concat([input.resource.properties], input.resource.items)
	_allows(properties)
}

allowed if {
	input.resource.items[0]
	every properties in input.resource.items {
		_allows(properties)
	}
}

# METADATA
# scope: document
# title: The rules speak for the request, and no inverted rule against it
# description: Never true where `allowed` is not.
permitted if {
	not input.resource.items[0]
	count(speakers) > 0
	not _forbids(input.resource.properties)
}

permitted if {
	_reads
	some properties in array.concat([input.resource.properties], input.resource.items)
	_allows(properties)
	not _forbids(properties)
}

permitted if {
	input.resource.items[0]
	every properties in input.resource.items {
		_allows(properties)
		not _forbids(properties)
	}
}

# METADATA
# title: The items that would be permitted if they were asked for alone
permitted_items contains index if {
	input.resource.items[0]
	some index, properties in input.resource.items
	_allows(properties)
	not _forbids(properties)
}

# METADATA
# title: The sentence of a refusal
# description: |
#   The wording of CONTRACT 1.3. Reading a secret is one action to a caller, so
#   it is named by the word that callers know. Always defined, because a denial
#   whose message is undefined would not deny.
default refusal := "You are not allowed to do this"

refusal := sprintf("You are not allowed to %s on %s", [_action_word, input.resource.type])

_action_word := "read" if {
	input.action.name in {"describeSecret", "readValue"}
} else := input.action.name

_reads if {
	input.resource.items[0]
	input.action.name in {"read", "describeSecret", "readValue"}
}

_permitted_properties := [input.resource.items[index] | some index in permitted_items]

_allows(properties) if permissions.allows(
	input.facts.grants[scope], scope,
	input.resource.type, input.action.name, properties, input.context.now,
)

_forbids(properties) if permissions.forbids(
	input.facts.grants[scope], scope,
	input.resource.type, input.action.name, properties, input.context.now,
)

_speakers(properties) := permissions.speakers(
	input.facts.grants[scope], scope,
	input.resource.type, input.action.name, properties, input.context.now,
)
