# METADATA
# title: Taking up a session again
# description: |
#   A refresh token is exchanged for a fresh access token as long as its session
#   goes on. The route takes no credential: the token itself is the proof.
#   docs/contract.md 2.2.
package authz.rules.sessions

import data.authz.checks

handles := {"session": {"refresh"}}

# METADATA
# title: The refresh token speaks for its session
grant contains "proof" if {
	_applies
	_genuine
	_current
}

# METADATA
# title: No refresh token was presented
# description: The request carries no cookie with a refresh token.
# custom:
#   code: token_missing
#   status: 401
#   remediation: Log in.
deny contains {"code": "token_missing", "message": _message} if {
	_applies
	not input.facts.proof
}

# METADATA
# title: Not a refresh token of ours
# description: Its signature is not ours, or it is another kind of token.
# custom:
#   code: token_malformed
#   status: 401
#   remediation: Log in again.
deny contains {"code": "token_malformed", "message": _message} if {
	_applies
	input.facts.proof
	not _genuine
}

# METADATA
# title: The session is over
# description: It was ended, or its tokens were taken back since this one was issued.
# custom:
#   code: token_revoked
#   status: 401
#   remediation: Log in again.
deny contains {"code": "token_revoked", "message": _message} if {
	_applies
	_genuine
	not _current
}

# METADATA
# title: The refresh token has expired
# description: Its lifetime has passed.
# custom:
#   code: token_expired
#   status: 401
#   remediation: Log in again.
deny contains {"code": "token_expired", "message": _message} if {
	_applies
	_genuine
	not _unexpired
}

_message := "There is no session to refresh; log in again"

_applies if input.action.name in handles[input.resource.type]

_genuine if {
	checks.public
	input.facts.proof.genuine
	input.facts.proof.kind == "refresh_token"
}

_current if {
	input.facts.proof.known
	input.facts.proof.version == input.facts.proof.current_version
}

_unexpired if input.context.now < input.facts.proof.expires_at
