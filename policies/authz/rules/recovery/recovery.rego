# METADATA
# title: Recovery of an account
# description: |
#   A user who lost the password gets the account back by a code that the operator
#   of the server hands over. The code is exchanged for a token that sets one new
#   password. A wrong code and an unknown address are refused alike.
#   docs/contract.md 2.2.
package authz.rules.recovery

import data.authz.checks

handles := {"user": {"beginRecovery", "recover", "resetPassword"}}

# METADATA
# scope: document
# title: Open to everyone, or proven by the code or token
grant contains "public" if {
	_applies
	_begins
}

grant contains "proof" if {
	_applies
	_proven
}

# METADATA
# title: The code or token is not good
# description: |
#   No recovery was begun for this account, the code or token is another one, was
#   used before, or is too old.
# custom:
#   code: credentials_invalid
#   status: 401
#   remediation: Ask the operator of the server for a new recovery code.
deny contains {"code": "credentials_invalid", "message": "Invalid credentials"} if {
	_applies
	not _begins
	not _proven
}

_applies if input.action.name in handles[input.resource.type]

_begins if {
	checks.public
	input.action.name == "beginRecovery"
}

_proven if {
	checks.public
	input.facts.proof.genuine
	input.facts.proof.known
	input.facts.proof.kind == _kinds[input.action.name]
	input.context.now < input.facts.proof.expires_at
}

_kinds := {"recover": "recovery_code", "resetPassword": "recovery_token"}
