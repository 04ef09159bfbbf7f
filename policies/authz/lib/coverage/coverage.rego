# METADATA
# title: Coverage of slots
# description: >-
#   A slot is what grants say about one resource type and action. Whether held
#   slots cover a wanted one is decided by its probe keys where it has them,
#   which takes the held rules together, and else rule against rule.
# scope: package
package authz.lib.coverage

import data.authz.lib.containment
import data.authz.lib.keys
import data.authz.lib.templates

# METADATA
# title: The condition sets of a slot
# description: |
#   An unconditional rule makes the others idle, and a slot that does not state
#   its conditions counts as unconditional.
stated(slot) := slot.all if {
	not slot.any
	count(slot.all) > 0
} else := [{}]

# METADATA
# title: The wanted conditions of a slot that are not provably held
# description: |
#   Held says whether everything is held, and lists the held slots; denials are the
#   condition sets that must not be met.
unproved(held, slot, denials) := set() if {
	count(denials) == 0
	_covers_slot(held, slot)
} else := {conditions |
	some conditions in stated(slot)
	not _proved(held, conditions, denials)
}

_covers_slot(held, _) if held.any

# The quick way, for slots of many rules that differ in few: only what differs
# from the first held slot is looked at.
_covers_slot(held, slot) if {
	not slot.any
	[slot.keys, slot.rules] != [{}, []]
	count(_uncovered(held, slot)) == 0
	irregular := array.slice(slot.all, count(slot.all) - count(slot.rules), count(slot.all))
	every i, rule in slot.rules {
		_covers_rule(held, rule, irregular[i])
	}
}

_uncovered(held, slot) := {key | some key in differing; not _covers_key(held, key)} if {
	differing := keys.uncovered(slot.keys, held.slots[0].keys)
}

_covers_key(held, key) if {
	some own in held.slots
	keys.covered(key, own.keys)
}

_covers_rule(held, rule, _) if {
	some own in held.slots
	rule in own.rules
	not _foreign(rule)
}

# The rule may mean something else to the target than to the subject.
_foreign(rule) if {
	some operators in rule
	some operator, _ in operators
	templates.per_subject(operator)
}

_covers_rule(held, _, conditions) if _covers(held, conditions)

_proved(held, conditions, denials) if {
	_covers(held, conditions)
	every denial in denials {
		containment.disjoint(conditions, denial)
	}
}

_covers(held, _) if held.any

_covers(held, conditions) if {
	every key in keys.around(conditions) {
		_covers_key(held, key)
	}
}

_covers(held, conditions) if {
	some own in held.slots
	some wider in own.all
	containment.covers(wider, conditions)
}
