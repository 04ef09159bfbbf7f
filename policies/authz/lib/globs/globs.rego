# METADATA
# title: Proofs that globs cover others, by their text
# description: >-
#   Answers only where it has a proof. Whether a pattern covers another depends on
#   the values that are matched: `/**` and `**` match the same paths, but `/**` matches
#   no name. So there are two kinds of values: a `path` is absolute, a `text` has
#   no slash (a secret name, an environment slug). A pattern with other features than
#   plain text, `*` and `**` covers an equal text, and all its matches start with
#   its plain beginning. No wildcard matches a
#   segment that starts with a dot.
# scope: package
package authz.lib.globs

# METADATA
# title: The pattern matches its own text and nothing else
literal(pattern) if {
	regex.match(`^[^*?\[\]{}()!+@|\\",^$\x00]+$`, pattern)
	not startswith(pattern, "./")
}

# METADATA
# title: Every value of the kind that the narrow pattern matches is matched by the wide one
# scope: document
covers(_, wide, narrow) if wide == narrow

covers("path", wide, narrow) if {
	outer := _segments(wide)
	inner := _segments(narrow)
	_covers_segments(outer, inner, [i | some i, "**" in outer])
}

covers("text", wide, narrow) if {
	_plain_text(narrow)
	regex.match(_runs(wide), narrow)
}

# METADATA
# title: No text is matched by both patterns
# description: The plain beginning of one must not begin that of the other.
disjoint(one, other) if {
	first := _beginning(one)
	second := _beginning(other)
	not startswith(first, second)
	not startswith(second, first)
}

# Plain text and stars. A leading dot is left out, because a star after it
# completes neither "." nor "..".
_plain_text(pattern) if regex.match(`^[^./?\[\]{}()!+@|\\",^$\x00][^/?\[\]{}()!+@|\\",^$\x00]*$`, pattern)

# The pattern as an expression that matches the text of narrower patterns: a star
# of theirs is matched by a star alone. In a text, ** means *.
_runs(pattern) := concat("", ["^", regex.replace(replace(pattern, ".", "[.]"), `\*+`, ".*"), "$"]) if {
	_plain_text(pattern)
}

# The folder names of a pattern that has no other features. Bare ** matches
# the same absolute paths as /**.
_segments(pattern) := ["**"] if {
	pattern == "**"
} else := split(substring(pattern, 1, -1), "/") if {
	regex.match(`^(?:/(?:[^/*?\[\]{}()!+@|\\",^$\x00]+|\*\*?))+$`, pattern)
}

_covers_segments(outer, inner, []) if {
	count(outer) == count(inner)
	_aligned(outer, inner)
}

_covers_segments(outer, inner, [split_at]) if {
	before := array.slice(outer, 0, split_at)
	after := array.slice(outer, split_at + 1, count(outer))
	rest := count(inner) - count(after)
	rest >= split_at
	_aligned(before, array.slice(inner, 0, split_at))
	_aligned(after, array.slice(inner, rest, count(inner)))
	middle := array.slice(inner, split_at, rest)
	every segment in middle {
		_visible(segment)
	}
	_spanned(before, after, middle)
}

# Both lists are of one length.
_aligned(outer, inner) if {
	every i, segment in outer {
		_covers_segment(segment, inner[i])
	}
}

_covers_segment(segment, segment)

_covers_segment("*", segment) if {
	segment != "**"
	_visible(segment)
}

_visible(segment) if not startswith(segment, ".")

# `D/**` includes D itself, also if D is the root, but not after a `*`; and
# `/**/x` does not include `/x` (docs/contract.md 3.4).
_spanned(before, [], _) if not _ends_in_star(before)

_spanned(before, after, _) if {
	count(before) > 0
	count(after) > 0
}

_spanned(_, _, middle) if {
	some segment in middle
	segment != "**"
}

_ends_in_star(before) if before[count(before) - 1] == "*"

# A pattern such as /a/** matches /a, which lacks the final slash. Two beginnings
# that differ before it still tell the patterns apart.
_beginning(pattern) := plain if {
	plain := regex.find_n(`^[^*?\[\]{}()!+@|\\",^$\x00]*`, pattern, 1)[0]
	not startswith(plain, "./")
}
