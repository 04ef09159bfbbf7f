# METADATA
# title: The credential is alive
# description: |
#   Speaks wherever a credential is presented: on every guarded route, and where
#   a token is renewed or revoked, which are public routes with the token in the
#   body. docs/contract.md 5.2.
package authz.rules.tokens

import data.authz.checks
import data.authz.rules.network
import data.authz.rules.rates

# METADATA
# title: No credential was presented
# description: The route takes a credential and the request carries none.
# custom:
#   code: token_missing
#   status: 401
#   remediation: Send the access token in the header "Authorization", as "Bearer <token>".
deny contains {"code": "token_missing", "message": "Token missing"} if {
	_applies
	not input.facts.token
}

# METADATA
# title: The credential could not be read
# description: It has another form than a credential of ours, or a signature that is not ours.
# custom:
#   code: token_malformed
#   status: 401
#   remediation: Log in again and send the token exactly as it was issued.
deny contains {
	"code": "token_malformed",
	"message": "The provided access token is malformed. Please use a valid token or generate a new one and try again.",
} if {
	_applies
	input.facts.token
	not input.facts.token.well_formed
}

# METADATA
# title: The subject is not known
# description: |
#   The question is about a subject that does not exist in the organization, or
#   about an unknown type of subject.
# custom:
#   code: subject_unknown
#   status: 403
#   remediation: Name an identity, user or service token of the organization by its id.
deny contains {"code": "subject_unknown", "message": "No such subject exists in this organization"} if {
	_applies
	_stranger
}

# METADATA
# title: The credential was revoked
# description: |
#   It was revoked, it or its owner no longer exists, its owner has no complete
#   account, its session has moved on, or the auth method or client secret that
#   issued it was taken away.
# custom:
#   code: token_revoked
#   status: 401
#   remediation: Log in again to obtain a new token.
deny contains {"code": "token_revoked", "message": "Failed to authorize: token has been revoked"} if {
	_applies
	input.facts.token.well_formed
	not _genuine
	not _stranger
}

# METADATA
# title: The credential has expired
# description: Its lifetime, or the longest lifetime renewals may give it, has passed.
# custom:
#   code: token_expired
#   status: 401
#   remediation: Log in again, and renew a token before it expires.
deny contains {"code": "token_expired", "message": "Your token has expired. Please re-authenticate."} if {
	_applies
	input.facts.token.well_formed
	not _lasting
}

# METADATA
# title: The token has no uses left
# description: The token was issued for a limited number of requests. Revoking it needs no use.
# custom:
#   code: token_uses_exhausted
#   status: 401
#   remediation: Log in again, or raise the use limit of the auth method.
deny contains {"code": "token_uses_exhausted", "message": "Access token number of uses limit reached"} if {
	_applies
	input.facts.token.well_formed
	not _usable
}

# METADATA
# title: The token cannot be renewed any further
# description: A renewal would pass the longest lifetime of the token. Periodic tokens have none.
# custom:
#   code: token_max_ttl_reached
#   status: 401
#   remediation: Log in again, or raise the maximum lifetime of the auth method.
deny contains {"code": "token_max_ttl_reached", "message": "The token has reached its max TTL"} if {
	input.facts.token.well_formed
	not _renewable
}

# METADATA
# title: The request spends a use of its token
# description: |
#   A request that the rules refuse later spends a use as well; one from an
#   address that the token may not come from, or one over the rate, spends none.
obligation contains "count_token_use" if {
	input.context.mode == "identity_access_token"
	input.context.accepts != []
	count(deny) == 0
	network.address_allowed
	not rates.exceeded
}

_applies if not checks.public

_applies if _renewing

_applies if _revoking

_renewing if {
	checks.public
	input.resource.type == "access-token"
	input.action.name == "renew"
}

_revoking if {
	checks.public
	input.resource.type == "access-token"
	input.action.name == "revoke"
}

# A subject that another one asks about presents no credential.
_stranger if {
	input.facts.token.supposed
	not _exists
}

_exists if {
	input.facts.token.known
	input.facts.token.owner_known
	input.facts.token.owner_accepted
}

_genuine if {
	input.facts.token.known
	input.facts.token.owner_known
	input.facts.token.owner_accepted
	input.facts.token.revoked == false
	input.facts.token.secret_revoked == false
	input.facts.token.version == input.facts.token.current_version
	input.facts.token.method_attached
}

_lasting if {
	_unexpired
	_below_ceiling
}

_lasting if {
	_unexpired
	_renewing
}

# By the record of the token, and by its own claims.
_unexpired if {
	_ahead(input.facts.token.expires_at)
	_ahead(input.facts.token.signed_expires_at)
}

# 0 stands for a moment that never comes, and for a limit that is none.
_ahead(0)

_ahead(moment) if input.context.now < moment

_below_ceiling if input.facts.token.max_expires_at == 0

_below_ceiling if input.context.now < input.facts.token.max_expires_at

_usable if _revoking

_usable if input.facts.token.uses_limit == 0

_usable if input.facts.token.uses < input.facts.token.uses_limit

_renewable if not _renewing

_renewable if _below_ceiling

_renewable if input.facts.renewal.period > 0
