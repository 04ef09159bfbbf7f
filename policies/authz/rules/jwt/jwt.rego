# METADATA
# title: Logging in by JWT
# description: |
#   A token that a certain key has signed. docs/auth-methods.md.
package authz.rules.jwt

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"jwt-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
	input.facts.login.config.claims
}

# METADATA
# title: The issuer is another one
# description: An issuer is bound, and the issuer of the token is another one.
# custom:
#   code: jwt_issuer_mismatch
#   status: 401
#   remediation: Compare the issuer of the token with boundIssuer.
deny contains {"code": "jwt_issuer_mismatch", "message": "The issuer is not the bound one"} if {
	_proven
	not _issued
}

# METADATA
# title: The subject is another one
# description: The subject of the token neither equals nor matches the one that the auth method binds.
# custom:
#   code: jwt_subject_mismatch
#   status: 401
#   remediation: Compare the subject with boundSubject; a star stays within a segment between slashes.
deny contains {"code": "jwt_subject_mismatch", "message": "The subject is not the bound one"} if {
	_proven
	not bindings.subject_fits
}

# METADATA
# title: The audience is another one
# description: No audience of the token is one of those that the auth method binds.
# custom:
#   code: jwt_audience_mismatch
#   status: 401
#   remediation: Ask for a token with one of the audiences in boundAudiences.
deny contains {"code": "jwt_audience_mismatch", "message": "No audience is one of those bound"} if {
	_proven
	not bindings.audience_fits
}

# METADATA
# title: A bound claim is missing
# description: The token has no value for a claim that the auth method binds.
# custom:
#   code: jwt_claim_missing
#   status: 401
#   remediation: Have the claim put into the token, or take it out of boundClaims.
deny contains {"code": "jwt_claim_missing", "message": sprintf("The token has no claim %s", [name])} if {
	_proven
	some name in bindings.missing_claims
}

# METADATA
# title: A bound claim has another value
# description: The auth method binds the claim to other values.
# custom:
#   code: jwt_claim_mismatch
#   status: 401
#   remediation: Compare the claim with boundClaims; a star stays within a segment between slashes.
deny contains {"code": "jwt_claim_mismatch", "message": sprintf("The claim %s is not one of those bound", [name])} if {
	_proven
	some name in bindings.other_claims
}

_issued if input.facts.login.config.issuer == ""

_issued if input.facts.login.proof.iss == input.facts.login.config.issuer

_proven if {
	bindings.by("jwt-auth")
	input.facts.login.proof.kind == "token"
}
