# METADATA
# title: What globs cover, read off their text
# description: >-
#   Answers only what it can prove. Proofs are segment by segment and only for
#   segments that are plain text, `*` or `**`; of other patterns it knows that
#   equal text covers itself and that everything they match starts with their
#   plain beginning. No wildcard matches a segment that starts with a dot.
# scope: package
package authz.lib.globs

# METADATA
# title: The pattern matches its own text and nothing else
literal(pattern) if {
	regex.match(`^[^*?\[\]{}()!+@|\\",^$\x00]+$`, pattern)
	not startswith(pattern, "./")
}

# METADATA
# title: Everything the narrow pattern matches is matched by the wide one
# scope: document
covers(wide, narrow) if wide == narrow

covers(wide, narrow) if {
	outer := _segments(wide)
	inner := _segments(narrow)
	_covers_segments(outer, inner, [i | some i, "**" in outer])
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

_covers_segment(segment, segment) if segment != "**"

_covers_segment("*", segment) if {
	segment != "**"
	_visible(segment)
}

_visible(segment) if not startswith(segment, ".")

# `D/**` includes D itself, also if D is the root, but not after a `*`; and
# `/**/x` does not include `/x` (CONTRACT 3.4).
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

# A final slash may be missing from what is matched, as /a/** matches /a; two
# beginnings that part before it still tell the patterns apart.
_beginning(pattern) := plain if {
	plain := regex.find_n(`^[^*?\[\]{}()!+@|\\",^$\x00]*`, pattern, 1)[0]
	not startswith(plain, "./")
}
