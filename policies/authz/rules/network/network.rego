# METADATA
# title: The address may use the credential
# description: |
#   Auth methods and projects list the addresses they trust. The lists are read
#   live, so a narrower list holds for tokens that exist already. Renewal and
#   revocation are not bound to addresses. docs/contract.md 5.1.
package authz.rules.network

import data.authz.checks

# METADATA
# title: The address is not known
# description: |
#   Some list does not trust every address, and it is not known which one this is:
#   the question came without one.
# custom:
#   code: address_unknown
#   status: 403
#   remediation: Say in context.ip which address the request would come from.
deny contains {
	"code": "address_unknown",
	"message": "Access is limited to certain IP addresses, and the address of the request is not known",
} if {
	_applies
	not input.context.ip
	not address_allowed
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
	input.context.ip
	not address_allowed
}

# METADATA
# scope: document
# title: Every list that applies contains the address
# description: |
#   Never true on routes where no list applies, nor for text that is not an
#   address: with a prefix, only an address is a block. Matching other text would
#   be an error of a built-in function, and this denies instead.
address_allowed if {
	input.context.accepts != []
	net.cidr_is_valid(concat("/", [input.context.ip, "32"]))
	_trusts(input.facts.token, input.context.ip)
	_project_trusts_address
}

address_allowed if {
	_logging_in
	net.cidr_is_valid(concat("/", [input.context.ip, "32"]))
	_login_trusts_address
}

# An address that is not known may be any.
address_allowed if {
	not input.context.ip
	input.context.accepts != []
	input.facts.token.any_address
	_project_trusts_all
}

address_allowed if {
	not input.context.ip
	_logging_in
	input.facts.login.any_address
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

_trusts(method, _) if method.any_address

_trusts(method, address) if {
	some block in method.trusted_ips
	net.cidr_contains(block, address)
}

_login_trusts_address if input.facts.login.any_address

_login_trusts_address if {
	some block in input.facts.login.trusted_ips
	net.cidr_contains(block, input.context.ip)
}

# The list does not bind those who may edit it: a wrong entry could not be taken
# back from the address that it shut out.
_project_trusts_address if input.resource.type == "ip-allowlist"

_project_trusts_address if input.facts.project.trusted_ips == []

_project_trusts_address if not input.facts.project.known

_project_trusts_address if {
	some block in input.facts.project.trusted_ips
	net.cidr_contains(block, input.context.ip)
}

_project_trusts_all if input.resource.type == "ip-allowlist"

_project_trusts_all if input.facts.project.trusted_ips == []

_project_trusts_all if not input.facts.project.known

_project_trusts_all if {
	every block in {"0.0.0.0/0", "::/0"} {
		block in input.facts.project.trusted_ips
	}
}
