# METADATA
# title: The decision
# description: |
#   Walks every package under `authz.rules` and puts their answers together. A
#   new folder there is picked up without an edit here. A request is permitted
#   when some package speaks for it and none against it; all objections are
#   collected, none cuts the others short. It comes with the binary, like the
#   guardrails, and so uses nothing that a bundle could replace.
package authz.main

import data.authz.lib.bindings

# METADATA
# title: The answer to one request
# description: Always defined, for any input.
# entrypoint: true
decision := {
	"permitted": permitted,
	"reasons": reasons,
	"visible": visible,
	"grants": sort(_grants),
	"missing": sort(_missing),
	"obligations": sort(_obligations),
}

# METADATA
# title: Some grant, and no denial
default permitted := false

permitted if {
	count(_grants) > 0
	count(_against) == 0
}

# METADATA
# title: Every objection, in the order of the stages
reasons := [reason | some [_, _, _, reason] in _ranked]

# METADATA
# title: The objections that the caller may see
# description: |
#   Those of the earliest stage alone, so that no answer tells what exists, or how
#   it is configured, before it is known that they may ask. Of a login that another party
#   vouches for, nothing is said but that it failed, also where a rule that was added
#   refuses it. That a person's login is locked would say that the address has an account.
visible := [_failed_login("proofs")] if {
	bindings.proving
	_ranked[0][0] >= _position.login
	not _undecided
} else := [_failed_login("login")] if {
	_locked_person
} else := [reason |
	some [stage, _, _, reason] in _ranked
	stage == _ranked[0][0]
]

_types := "every package that is not named"

_stages := [
	"tokens", "modes", "network", "rates", "login", "tenancy", "membership",
	_types,
	"encryption", "existence", "protection", "privileges", "assignments", "overrides", "guardrails",
]

_position := {name: index | some index, name in _stages}

_failed_login(package_name) := {"code": "credentials_invalid", "message": "Invalid credentials", "rule": _rule(package_name)}

_locked_person if {
	input.resource.type == "user"
	some [stage, "login_locked_out", _, _] in _ranked
	stage == _ranked[0][0]
}

_undecided if "policy_error" in {code | some [_, code, _, _] in _ranked}

_ranked := sort([[stage, reason.code, reason.rule, reason] |
	some [name, reason] in _objections
	stage := object.get(_position, name, _position[_types])
])

_grants contains grant if some grant in data.authz.rules[_].grant

_missing contains permission if some permission in data.authz.rules[_].missing

# Anything but an empty set speaks against the request, even a value that is not a set.
_against contains name if data.authz.rules[name].deny != set()

_objections contains [name, {"code": reason.code, "message": reason.message, "rule": _rule(name)}] if {
	some name
	some reason in data.authz.rules[name].deny
	_well_formed(reason)
}

_objections contains [name, {"code": "policy_error", "message": "A rule gave no usable reason", "rule": _rule(name)}] if {
	some name in _against
	not _explained(data.authz.rules[name].deny)
}

# No rule permits the request, and no rule says why it is refused.
_objections contains [_types, {"code": "permission_missing", "message": _unspoken, "rule": "authz.main"}] if {
	count(_grants) == 0
	count(_against) == 0
}

default _unspoken := "No rule permits this"

_unspoken := sprintf("You are not allowed to %s on %s", [input.action.name, input.resource.type])

_explained(denials) if {
	every reason in denials {
		_well_formed(reason)
	}
}

_well_formed(reason) if {
	is_string(reason.code)
	is_string(reason.message)
}

_rule(name) := concat(".", ["authz.rules", name])

# What a success leaves behind does not come to pass when another rule refuses.
_of_success := {"count_secret_use", "clear_login_failure"}

_obligations contains duty if {
	some duty in data.authz.rules[_].obligation
	not duty in _of_success
}

_obligations contains duty if {
	permitted
	some duty in data.authz.rules[_].obligation
}
