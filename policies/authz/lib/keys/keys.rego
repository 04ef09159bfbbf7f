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
# title: Every place of the key is a place of one of the held keys
# description: Held keys are an object with the keys as its own keys.
covered(key, held) if held[key]

covered(key, held) if {
	colon := indexof(key, ":")
	some environment in {substring(key, 0, colon), "*"}
	_covered_in(environment, substring(key, colon + 1, -1), held)
}

# METADATA
# title: Keys that cover whatever meets the conditions
# description: |
#   What a key cannot express is left out, which only widens. Undefined where
#   the conditions name no environment and no path that a key can hold.
around(conditions) := {key |
	some environment in _environments(conditions)
	some form in _forms(conditions)
	key := sprintf("%s:%s", [environment, form])
}

_covered_in(environment, _, held) if held[concat("", [environment, ":"])]

_covered_in(environment, form, held) if held[concat("", [environment, ":", form])]

_covered_in(environment, form, held) if {
	some folder in _folders(form)
	held[concat("", [environment, ":", folder])]
}

# The forms of folders that include all of a form. No folder reaches below a
# name that starts with a dot.
_folders(form) := {folder |
	parts := split(_base(form), "/")
	some i in numbers.range(1, count(parts))
	not _hidden(array.slice(parts, i, count(parts)))
	folder := concat("/", array.concat(array.slice(parts, 0, i), [""]))
} | _parent(form)

_hidden(parts) if {
	some part in parts
	startswith(part, ".")
}

_base(form) := trim_suffix(form, "$") if {
	endswith(form, "$")
	startswith(form, "/")
}

_base(form) := trim_suffix(form, "/") if endswith(form, "/")

_base(form) := trim_suffix(form, "/*") if endswith(form, "/*")

# "/a/b$" is one of "/a/*".
default _parent(_) := set()

_parent(form) := {sprintf("%s/*", [concat("/", array.slice(parts, 0, last))])} if {
	endswith(form, "$")
	parts := split(trim_suffix(form, "$"), "/")
	last := count(parts) - 1
	last > 0
	parts[last] != ""
	not startswith(parts[last], ".")
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

_values(operators) := [operators["$eq"]] if {
	operators["$eq"]
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
