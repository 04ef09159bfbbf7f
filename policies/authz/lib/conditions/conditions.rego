# METADATA
# title: Conditions of permission rules
# description: >-
#   A set of conditions maps fields to operators to operands. All must hold.
#   `$match` and `$nomatch` are RE2 expressions that the engine translated from
#   a `$glob` when the rule was written. Operators that end in `_filled` have the
#   parts of an expression that names attributes of the subject.
# scope: package
package authz.lib.conditions

import data.authz.lib.templates

# METADATA
# title: All conditions hold for the properties
# description: A condition that is not understood does not hold.
meets(conditions, props) if {
	every field, operators in conditions {
		every operator, operand in operators {
			_holds(operator, operand, field, props)
		}
	}
}

# METADATA
# title: Some condition is known not to hold for the properties
# description: For denials. One that is not understood frees no subject.
misses(conditions, props) if {
	some field, operators in conditions
	some operator, operand in operators
	operator in {"$eq", "$ne", "$in", "$match", "$nomatch"}
	not _holds(operator, operand, field, props)
}

# Nothing is known of an attribute that the subject lacks, so it frees no subject. Nor
# does a value that no such field can have, which no request would ever meet.
misses(conditions, props) if {
	some field, operators in conditions
	some operator, parts in operators
	templates.fills(operator)
	templates.filled(parts)
	templates.fits(field, parts)
	not _holds(operator, parts, field, props)
}

# A field that the request lacks meets $ne alone (docs/contract.md 3.3, point 3).
_holds("$eq", operand, field, props) if _has(props, field, operand)

_holds("$ne", operand, field, props) if not _has(props, field, operand)

_holds("$in", operand, field, props) if {
	some value in operand
	_has(props, field, value)
}

_holds("$match", operand, field, props) if regex.match(operand, _text(props[field]))

_holds("$nomatch", operand, field, props) if {
	text := _text(props[field])
	not regex.match(operand, text)
}

_holds(operator, parts, field, props) if {
	operator in {"$eq_filled", "$in_filled", "$glob_filled"}
	_matches(templates.filled(parts), field, props)
}

_holds("$ne_filled", parts, field, props) if {
	templates.fits(field, parts)
	pattern := templates.filled(parts)
	not _matches(pattern, field, props)
}

_holds("$noglob_filled", parts, field, props) if {
	templates.fits(field, parts)
	pattern := templates.filled(parts)
	text := _text(props[field])
	not regex.match(pattern, text)
}

# The expression matches the field, or a member of a list.
_matches(pattern, field, props) if regex.match(pattern, _text(props[field]))

_matches(pattern, field, props) if {
	is_array(props[field])
	some value in props[field]
	regex.match(pattern, value)
}

# The field is the value, or a list that holds it.
_has(props, field, value) if props[field] == value

_has(props, field, value) if {
	is_array(props[field])
	value in props[field]
}

_text(value) := value if is_string(value)
