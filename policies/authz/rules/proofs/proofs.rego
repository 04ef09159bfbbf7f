# METADATA
# title: Proofs of a login
# description: |
#   What holds for every login that another party vouches for: something was
#   proven, it is good at this time, and the method binds something. What a method
#   binds is decided in its own package. docs/auth-methods.md.
package authz.rules.proofs

import data.authz.lib.bindings

# METADATA
# title: A proof is there, and good at this time
# description: The packages of the methods grant a login by it.
sound if {
	bindings.proving
	bindings.known
	input.facts.login.proof
	_unexpired
	_begun
}

# METADATA
# title: The identity is unknown, or does not log in this way
# description: No identity of the id exists, it lacks the auth method, or it is another organization's than the one named.
# custom:
#   code: credentials_invalid
#   status: 401
#   remediation: Check the id of the identity. Why a token or a signed request of a known identity was refused is in the decision log.
deny contains {"code": "credentials_invalid", "message": "Invalid credentials"} if {
	bindings.proving
	not bindings.known
}

# METADATA
# title: The presented token proves nothing
# description: The request has no token, or one that the server does not understand.
# custom:
#   code: auth_proof_malformed
#   status: 401
#   remediation: Present the token as it was issued; it has three parts between dots and at most 16 KiB.
deny contains {"code": "auth_proof_malformed", "message": "Nothing is proven"} if {
	_unproven
	not _explained
}

# METADATA
# title: The token is signed by an algorithm that is not accepted
# description: The algorithm is not an accepted one, or is not that of the key.
# custom:
#   code: auth_algorithm_not_accepted
#   status: 401
#   remediation: Sign by RS256, PS256, ES256, a longer one of their kind, or EdDSA; Google and Microsoft sign by RS256.
deny contains {"code": "auth_algorithm_not_accepted", "message": "The algorithm is not accepted"} if {
	_unproven
	input.facts.login.proof_error == "auth_algorithm_not_accepted"
}

# METADATA
# title: The key is unknown
# description: The key that the token names is not among those of the source.
# custom:
#   code: auth_key_unknown
#   status: 401
#   remediation: Compare the key id of the token with the published keys; a new key is looked for every ten seconds.
deny contains {"code": "auth_key_unknown", "message": "The key is unknown"} if {
	_unproven
	input.facts.login.proof_error == "auth_key_unknown"
}

# METADATA
# title: The signature is invalid
# description: No key that is trusted has made it.
# custom:
#   code: auth_signature_invalid
#   status: 401
#   remediation: Find out who issued the token; it was altered, or is another party's.
deny contains {"code": "auth_signature_invalid", "message": "The signature is invalid"} if {
	_unproven
	input.facts.login.proof_error == "auth_signature_invalid"
}

# METADATA
# title: The source of the proof does not answer
# description: |
#   Keys, an API server or a cloud could not be asked, gave no good answer, or has an
#   address that the server must not reach.
# custom:
#   code: auth_source_unavailable
#   status: 401
#   remediation: Look at the server's log, which names the source; an address that is not public needs the setting outbound-allow.
deny contains {"code": "auth_source_unavailable", "message": "The source of the proof does not answer"} if {
	_unproven
	input.facts.login.proof_error == "auth_source_unavailable"
}

# METADATA
# title: The token does not say when it expires
# description: Only tokens that service accounts of Google sign themselves need not say it.
# custom:
#   code: auth_expiry_missing
#   status: 401
#   remediation: Have tokens issued with an expiry.
deny contains {"code": "auth_expiry_missing", "message": "The token has no expiry"} if {
	_timed
	not input.facts.login.proof.exp
	not _without_end
}

# METADATA
# title: The token has expired
# description: Its time is over, with a leeway for clocks that differ.
# custom:
#   code: auth_proof_expired
#   status: 401
#   remediation: Log in with a fresh token.
deny contains {"code": "auth_proof_expired", "message": "The token has expired"} if {
	_timed
	input.facts.login.proof.exp
	not _unexpired
}

# METADATA
# title: The token is not valid yet
# description: It was issued, or begins, later than now, with a leeway for clocks that differ.
# custom:
#   code: auth_proof_not_yet_valid
#   status: 401
#   remediation: Compare the clocks of the server and of the issuer.
deny contains {"code": "auth_proof_not_yet_valid", "message": "The token is not valid yet"} if {
	_timed
	not _begun
}

# METADATA
# title: The auth method binds nothing
# description: |
#   The party that vouches does so for the whole world, and the method does not say
#   for whom of it.
# custom:
#   code: auth_binding_missing
#   status: 401
#   remediation: Bind the auth method to a subject, an audience or a claim; to an ARN or an account; to a service account.
deny contains {"code": "auth_binding_missing", "message": "The auth method binds nothing"} if {
	bindings.proving
	bindings.known
	not _bound
}

_unproven if {
	bindings.proving
	bindings.known
	not input.facts.login.proof
}

# Two more are of AWS, in the package aws.
_explained if {
	input.facts.login.proof_error in {
		"auth_algorithm_not_accepted",
		"auth_key_unknown",
		"auth_signature_invalid",
		"auth_source_unavailable",
		"aws_request_not_accepted",
		"aws_refused",
	}
}

# A review, and the word of AWS, are of this moment.
_timed if {
	bindings.proving
	bindings.known
	input.facts.login.proof.kind == "token"
}

_unexpired if {
	input.facts.login.proof.exp > 0
	input.context.now < input.facts.login.proof.exp + data.authz.rules.proofs.leeway.seconds
}

_unexpired if {
	not input.facts.login.proof.exp
	_without_end
}

_without_end if input.facts.login.proof.kind in {"review", "caller"}

_without_end if {
	input.resource.type == "gcp-auth"
	input.facts.login.config.type == "iam"
}

_begun if {
	not _later
	data.authz.rules.proofs.leeway.seconds
}

_later if input.facts.login.proof.nbf > input.context.now + data.authz.rules.proofs.leeway.seconds

_later if input.facts.login.proof.iat > input.context.now + data.authz.rules.proofs.leeway.seconds

_bound if input.resource.type in {"jwt-auth", "kubernetes-auth", "azure-auth"}

_bound if {
	input.resource.type == "oidc-auth"
	input.facts.login.config.subject != ""
}

_bound if {
	input.resource.type == "oidc-auth"
	count(input.facts.login.config.audiences) > 0
}

_bound if {
	input.resource.type == "oidc-auth"
	bindings.claims_bound
}

_bound if {
	input.resource.type == "aws-auth"
	count(input.facts.login.config.principals) > 0
}

_bound if {
	input.resource.type == "aws-auth"
	count(input.facts.login.config.accounts) > 0
}

_bound if {
	input.resource.type == "gcp-auth"
	count(input.facts.login.config.service_accounts) > 0
}

_bound if {
	input.resource.type == "gcp-auth"
	input.facts.login.config.type == "gce"
	count(input.facts.login.config.projects) > 0
}

_bound if {
	input.resource.type == "gcp-auth"
	input.facts.login.config.type == "gce"
	count(input.facts.login.config.zones) > 0
}
