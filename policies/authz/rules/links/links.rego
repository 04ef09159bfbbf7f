# METADATA
# title: Logging in by a link
# description: |
#   The operator of the server may have a link made that logs one user in, once and
#   within minutes, so that a fresh server is looked at without typing a password. A
#   code that was used, is too old or was never given is refused alike.
package authz.rules.links

import data.authz.checks

handles := {"user": {"loginByLink"}}

# METADATA
# title: The code of the link speaks for its user
grant contains "proof" if {
	_applies
	_proven
}

# METADATA
# title: The link is not good
# description: The link was used before, is too old, or is not one of this server.
# custom:
#   code: credentials_invalid
#   status: 401
#   remediation: Log in with e-mail address and password, or start the server again for a new link.
deny contains {"code": "credentials_invalid", "message": "This sign-in link is not valid any more"} if {
	_applies
	not _proven
}

_applies if input.action.name in handles[input.resource.type]

_proven if {
	checks.public
	input.facts.proof.genuine
	input.facts.proof.known
	input.facts.proof.kind == "sign_in_link"
	input.context.now < input.facts.proof.expires_at
}
