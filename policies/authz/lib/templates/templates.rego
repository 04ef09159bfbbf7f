# METADATA
# title: Attributes of the subject in conditions
# description: >-
#   A condition value may name an attribute of the subject, such as
#   `/teams/{{identity.metadata.team}}/**` (docs/contract.md 3.5). The engine compiles it
#   to parts: expressions, and between them names of attributes. The attribute's
#   value is text, never a pattern, and is read anew for each request.
# scope: package
package authz.lib.templates

# METADATA
# title: The expression of the parts with the subject's attributes filled in
# description: Undefined where the subject lacks one of the attributes.
filled(parts) := concat("", pieces) if {
	pieces := [piece |
		some i, part in parts
		piece := _piece(i % 2, part)
	]
	count(pieces) == count(parts)
}

# METADATA
# title: Every attribute has a value that can stand where the expression has it
# description: >-
#   Paths begin with a slash, have no empty segment and do not end with a slash;
#   slugs have no capitals, and so on. Another value is met by no request, and so is
#   as good as none.
fits(field, parts) if {
	every i, part in parts {
		_fits(field, parts, i, part)
	}
}

_fits(_, _, i, _) if i % 2 == 0

_fits(field, parts, i, name) if {
	regex.match(object.get(_forms, field, ""), _attribute(name))
	_placed(field, parts, i, _attribute(name))
}

# The root, where the attribute is the whole path.
_fits("secretPath", ["^(?:", name, ")$"], 1, name) if _attribute(name) == "/"

# What a value, or a part of one, looks like in each field.
_forms := {
	"environment": `^[a-z0-9-]+$`,
	"secretTags": `^[a-z0-9-]+$`,
	"identityId": `^[^A-Z]+$`,
	"secretName": `^[^/: \x00-\x1f\x7f]+$`,
	"secretPath": `^/?(?:\.{0,2}[^/.%\\\x00-\x1f\x7f][^/%\\\x00-\x1f\x7f]*|\.{3,})(?:/(?:\.{0,2}[^/.%\\\x00-\x1f\x7f][^/%\\\x00-\x1f\x7f]*|\.{3,}))*$`,
}

_placed(field, _, _, _) if field != "secretPath"

_placed("secretPath", parts, i, value) if {
	startswith(value, "/")
	not endswith(parts[i - 1], "/")
}

_placed("secretPath", parts, i, value) if {
	not startswith(value, "/")
	not regex.match(`(?:\(\?:|\|)$`, parts[i - 1])
}

# METADATA
# title: The operator is about an attribute of the subject
per_subject(operator) if endswith(operator, "_template")

per_subject(operator) if fills(operator)

# METADATA
# title: The operand of the operator is parts that are to be filled in
fills(operator) if endswith(operator, "_filled")

# METADATA
# title: The target of the request is the subject itself
# description: Only then do equal templates stand for equal values.
own_target if {
	input.facts.target.owner.type == input.subject.type
	input.facts.target.owner.id == input.subject.id
}

_piece(0, expression) := expression

_piece(1, name) := regex.replace(value, `[\\.+*?()|\[\]{}^$]`, `\$0`) if {
	input.subject.type in {"identity", "user"}
	value := _attribute(name)
	value != ""
}

_attribute("id") := input.subject.id

_attribute("name") := input.subject.name

# What the login proved that issued the token; it has the names that conditions use.
_attribute(name) := input.facts.token.auth.oidc.claims[substring(name, count("auth.oidc.claims."), -1)] if {
	startswith(name, "auth.oidc.claims.")
}

_attribute(name) := value if {
	["auth", method, attribute] = split(name, ".")
	method in {"kubernetes", "aws"}
	value := input.facts.token.auth[method][attribute]
}

_attribute(name) := input.subject.metadata[substring(name, count("metadata."), -1)] if startswith(name, "metadata.")
