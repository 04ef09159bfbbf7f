# METADATA
# title: The address may use the credential
# description: |
#   Auth methods and projects list the addresses they trust. The lists are read
#   live, so a narrower list holds for tokens that exist already. Renewal and
#   revocation are not bound to addresses. CONTRACT 5.1.
package authz.rules.network

import data.authz.checks

ok if not _applies

ok if {
	_applies
	address_allowed
}

# METADATA
# title: The address is not trusted
# description: |
#   The caller's address is outside every range that its auth method, or the
#   project, trusts; or it is not an address at all.
# custom:
#   code: ip_not_allowed
#   status: 403
#   remediation: Call from a trusted address, or add this one to the trusted IPs of the auth method or project.
deny contains {
	"code": "ip_not_allowed",
	"message": "You are not allowed to access this resource from the current IP address",
} if {
	_applies
	not address_allowed
}

# METADATA
# title: Every list that applies contains the address
# description: Says nothing about routes where no list applies.
address_allowed if {
	_is_address
	_method_trusts
	_project_trusts
}

_applies if {
	not checks.public
	input.facts.token.well_formed
}

_applies if _logging_in

_logging_in if {
	checks.public
	input.action.name == "login"
	input.facts.login.known
}

# A prefix that fits the family tells an address from everything else without
# a failing built-in.
_is_address if {
	not contains(input.context.ip, ":")
	net.cidr_is_valid(concat("", [input.context.ip, "/32"]))
}

_is_address if {
	contains(input.context.ip, ":")
	net.cidr_is_valid(concat("", [input.context.ip, "/128"]))
}

_credential := input.facts.login if {
	_logging_in
} else := input.facts.token

_method_trusts if _credential.any_address

_method_trusts if _within(_credential.trusted_ips, input.context.ip)

_project_trusts if not input.facts.project.known

_project_trusts if input.facts.project.trusted_ips == []

_project_trusts if _within(input.facts.project.trusted_ips, input.context.ip)

_within(blocks, address) if {
	some block in blocks
	net.cidr_contains(block, address)
}
