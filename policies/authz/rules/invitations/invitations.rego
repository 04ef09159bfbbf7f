# METADATA
# title: Invitations
# description: |
#   The code of an invitation lets its holder join an organization: a
#   user accepts it, any other caller exchanges it for a token that completes an
#   account. Address, organization and code are judged together, so that a
#   refusal does not tell which of them is wrong. docs/contract.md 2.2, 2.4.
package authz.rules.invitations

import data.authz.checks

handles := {"invitation": {"verify", "accept", "complete"}}

# METADATA
# title: The proof is that of the invited person
grant contains "proof" if {
	_applies
	_proven
}

# METADATA
# title: The invitation is not good
# description: |
#   None is open for this address in this organization, the code or token is
#   another one, the code is too old, or it was given to another address.
# custom:
#   code: credentials_invalid
#   status: 401
#   remediation: Follow the link of the invitation again, or ask for a new one.
deny contains {"code": "credentials_invalid", "message": _message} if {
	_applies
	not _proven
}

# METADATA
# title: The time to complete the account has passed
# description: The token that completes an account has expired.
# custom:
#   code: token_expired
#   status: 401
#   remediation: Follow the link of the invitation again.
deny contains {"code": "token_expired", "message": _message} if {
	_applies
	_proven
	not _unexpired
}

_message := "The invitation is not valid"

_applies if input.action.name in handles[input.resource.type]

_proven if {
	input.facts.proof.genuine
	input.facts.proof.known
	input.facts.proof.kind == _kinds[input.action.name]
	_for_the_caller
	_in_time
}

_kinds := {"verify": "invitation", "accept": "invitation", "complete": "signup_token"}

# Who has no account yet says the address; a user's own is looked up.
_for_the_caller if {
	checks.public
	input.action.name in {"verify", "complete"}
	input.facts.proof.email == input.request.member.name
}

_for_the_caller if {
	not checks.public
	input.action.name == "accept"
	input.subject.type == "user"
}

# A code that is too old is no other than a wrong one.
_in_time if input.action.name == "complete"

_in_time if _unexpired

_unexpired if input.context.now < input.facts.proof.expires_at
