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
# title: The request is about the members of a list or batch
listed if input.resource.places[0]

listed if input.resource.items[0]

# METADATA
# scope: document
# title: The roles and privileges that speak for the request
# description: |
#   Those that allow it as it stands, and of a list or batch those that allow
#   one of its permitted items. Undefined where there are no grants to look at.
speakers := _speakers(input.resource.properties) if not listed

speakers := {speaker |
	some properties in array.concat([input.resource.properties], _permitted_properties)
	some speaker in _speakers(properties)
} if {
	listed
}

# METADATA
# scope: document
# title: The subject's permission rules speak for the request
# description: |
#   A request about one thing needs that thing allowed. A read of a list needs
#   the list itself or one of its items allowed; any other action on a list
#   needs every item allowed. Inverted rules are not looked at here.
allowed if {
	not listed
	count(speakers) > 0
}

allowed if {
	_reads
	some properties in array.concat([input.resource.properties], [place.properties | some place in _places])
	_allows(properties)
}

allowed if {
	listed
	every place in _places {
		_allows(place.properties)
	}
}

# METADATA
# scope: document
# title: The rules speak for the request, and no inverted rule against it
# description: Never true where `allowed` is not.
permitted if {
	not listed
	count(speakers) > 0
	not _forbids(input.resource.properties)
}

permitted if {
	_reads
	_allows(input.resource.properties)
	not _forbids(input.resource.properties)
}

permitted if {
	_reads
	count(_permitted_places) > 0
}

permitted if {
	listed
	every number, _ in _places {
		number in _permitted_places
	}
}

# METADATA
# title: All items, for those that something besides a permission rule opens
all_items contains index if {
	listed
	some place in _places
	some index in place.members
}

# METADATA
# title: The items that would be permitted if they were asked for alone
permitted_items contains index if {
	some number in _permitted_places
	some index in _places[number].members
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
	listed
	input.action.name in {"read", "describeSecret", "readValue"}
}

# The engine groups the items by what rules of the subject tell apart. In an
# input that somebody else wrote, each is a place of its own.
_places := input.resource.places if {
	input.resource.places[0]
} else := [{"properties": properties, "members": [index]} | some index, properties in input.resource.items]

_permitted_places contains number if {
	listed
	some number, place in _places
	_allows(place.properties)
	not _forbids(place.properties)
}

_permitted_properties := [_places[number].properties | some number in _permitted_places]

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
