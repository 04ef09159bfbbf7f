# METADATA
# title: Probe keys
# description: >-
#   A key stands for a set of places: "E:" is environment E, or every one for
#   "*"; "E:P$" is the path P in it, "E:D/" the folder D and all below, "E:D/*"
#   the folders directly in D. See `Keys` in package engine.
# scope: package
package authz.lib.keys

import data.authz.lib.globs

# METADATA
# title: The keys that are not covered by the held ones
# description: |
#   Both are objects with the keys as their own keys. A key is most often covered
#   by itself or by its parent folder, so that is looked at for all at once.
uncovered(wanted, held) := {key |
	some key in distant
	not covered(key, held)
} if {
	distant := {key |
		some key, _ in object.remove(wanted, held)
		not held[regex.replace(key, `[^/.][^/]*/?$`, "")]
	}
}

# METADATA
# title: Every place of the key is a place of one of the held keys
# scope: document
covered(key, held) if _covered(key, held)

covered(key, held) if _covered(concat("", ["*", substring(key, indexof(key, ":"), -1)]), held)

# METADATA
# title: Keys that cover every resource that meets the conditions
# description: |
#   What a key cannot express is left out, which only widens. Undefined where
#   the conditions name no environment and no path that a key can hold.
around(conditions) := {key |
	some environment in _environments(conditions)
	some form in _forms(conditions)
	key := sprintf("%s:%s", [environment, form])
}

_covered(key, held) if held[key]

# Some held folder includes all of the key. No folder reaches below a name that
# starts with a dot.
_covered(key, held) if {
	not contains(key, "/.")
	some slash in indexof_n(key, "/")
	held[substring(key, 0, slash + 1)]
}

_covered(key, held) if {
	contains(key, "/.")
	parts := split(key, "/")
	some i, _ in parts
	not _hidden(array.slice(parts, i, count(parts)))
	held[concat("/", array.concat(array.slice(parts, 0, i), [""]))]
}

# The whole environment is held.
_covered(key, held) if held[substring(key, 0, indexof(key, ":") + 1)]

# "E:P$" is in "E:P/", and "E:/a/b$" in "E:/a/*".
_covered(key, held) if {
	endswith(key, "$")
	contains(key, ":/")
	held[concat("", [trim_suffix(key, "$"), "/"])]
}

_covered(key, held) if {
	endswith(key, "$")
	not endswith(key, "/$")
	parts := split(key, "/")
	last := count(parts) - 1
	not startswith(parts[last], ".")
	held[concat("/", array.concat(array.slice(parts, 0, last), ["*"]))]
}

_hidden(parts) if {
	some part in parts
	startswith(part, ".")
}

_environments(conditions) := _values(conditions.environment) if {
	every value in _values(conditions.environment) {
		not regex.match(`[:*]`, value)
	}
} else := ["*"]

_forms(conditions) := [sprintf("%s$", [value]) | some value in _values(conditions.secretPath)] if {
	_values(conditions.secretPath)
} else := [form] if {
	form := _form(conditions.secretPath["$glob"])
} else := [""]

_values(operators) := [value] if {
	value := operators["$eq"]
} else := operators["$in"]

_form("**") := "/"

_form(pattern) := sprintf("%s$", [pattern]) if globs.literal(pattern)

_form(pattern) := trim_suffix(pattern, "**") if {
	endswith(pattern, "/**")
	_plain_folder(trim_suffix(pattern, "/**"))
}

_form(pattern) := pattern if {
	endswith(pattern, "/*")
	_plain_folder(trim_suffix(pattern, "/*"))
}

_plain_folder("")

_plain_folder(folder) if {
	globs.literal(folder)
	regex.match(`^(/[^/]+)+$`, folder)
}
