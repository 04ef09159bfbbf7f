# METADATA
# title: Proofs that sets of conditions cover others
# description: >-
#   Proofs about conditions of permission rules (docs/contract.md 4.4): a statement
#   without a proof is undefined. Every `$glob` has its translation beside it, as
#   `$match`, or `$nomatch` for a negated one. The proofs hold for requests that
#   lack a field, and for secretTags, whose value is a list.
# scope: package
package authz.lib.containment

import data.authz.lib.globs
import data.authz.lib.templates

# METADATA
# title: Every resource that meets the narrow conditions meets the wide ones
covers(wide, narrow) if {
	every field, operators in wide {
		every operator, operand in _stated(operators) {
			some narrower, value in narrow[field]
			_within(
				field,
				{"is": operator, "of": operand, "all": operators},
				{"is": narrower, "of": value, "all": narrow[field]},
			)
		}
	}
}

# METADATA
# title: Nothing meets both sets of conditions
# description: A list can meet two conditions that no text can, so secretTags prove nothing.
disjoint(one, other) if {
	some field, operators in one
	field != "secretTags"
	some operator, operand in operators
	some other_operator, other_operand in other[field]
	_apart(
		{"is": operator, "of": operand, "all": operators},
		{"is": other_operator, "of": other_operand, "all": other[field]},
	)
}

# The operators that a rule stated. The companions of a $glob and of a template
# repeat it.
_stated(operators) := object.remove(operators, ["$match", "$nomatch"]) if {
	operators["$glob"]
	not _templated(operators)
} else := {operator: operand |
	some operator, operand in object.remove(operators, ["$match", "$nomatch"])
	not templates.fills(operator)
} if {
	_templated(operators)
} else := operators

_templated(operators) if {
	some operator, _ in operators
	endswith(operator, "_template")
}

# _within(field, wide, narrow): every value that meets narrow meets wide.
_within(_, wide, narrow) if {
	wide.is == narrow.is
	wide.of == narrow.of
	_same_values(wide.is)
}

_within(_, wide, narrow) if {
	wide.is in {"$eq", "$in"}
	every value in _listed(narrow) {
		value in _listed(wide)
	}
}

_within(field, wide, narrow) if {
	field != "secretTags"
	wide.is == "$glob"
	every value in _listed(narrow) {
		_admits(wide, value)
	}
}

_within(field, {"is": "$ne", "of": value, "all": _}, narrow) if {
	field != "secretTags"
	_rejects(narrow, value)
}

_within(field, {"is": "$glob", "of": wide, "all": _}, {"is": "$glob", "of": narrow, "all": _}) if {
	globs.covers(_kinds[field], wide, narrow)
}

# What the values of a field are like. Tags and ids have no patterns; of a field
# that is not listed nothing is known.
_kinds := {"environment": "text", "secretName": "text", "secretPath": "path"}

# Equal templates are equal values for one subject alone.
_same_values(operator) if not templates.per_subject(operator)

_same_values(_) if templates.own_target

# _apart(one, other): no single text meets both.
_apart(one, other) if _excludes(one, other)

_apart(one, other) if _excludes(other, one)

_apart(one, other) if {
	one.is == "$glob"
	other.is == "$glob"
	globs.disjoint(one.of, other.of)
}

_excludes(one, other) if {
	every value in _listed(one) {
		_rejects(other, value)
	}
}

# The values that alone can meet the operator, if it lists them.
_listed({"is": "$eq", "of": value, "all": _}) := [value]

_listed({"is": "$in", "of": values, "all": _}) := values

_listed({"is": "$glob", "of": pattern, "all": _}) := [pattern] if globs.literal(pattern)

# Whether a single text meets the pattern, or the operator. A missing translation is neither.
_admits({"is": "$glob", "of": _, "all": operators}, value) if regex.match(operators["$match"], value)

_admits({"is": "$glob", "of": _, "all": operators}, value) if {
	pattern := operators["$nomatch"]
	not regex.match(pattern, value)
}

_rejects({"is": "$eq", "of": operand, "all": _}, value) if value != operand

_rejects({"is": "$ne", "of": operand, "all": _}, value) if value == operand

_rejects({"is": "$in", "of": operands, "all": _}, value) if not value in operands

_rejects({"is": "$glob", "of": _, "all": operators}, value) if {
	pattern := operators["$match"]
	not regex.match(pattern, value)
}

_rejects({"is": "$glob", "of": _, "all": operators}, value) if regex.match(operators["$nomatch"], value)
