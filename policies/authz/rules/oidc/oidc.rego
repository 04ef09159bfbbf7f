# METADATA
# title: Logging in by OIDC
# description: |
#   The token of an OpenID provider: who issued it, to whom, for whom and with which
#   claims. docs/auth-methods.md.
package authz.rules.oidc

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"oidc-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
	input.facts.login.config.claims
	input.facts.login.config.mapping
}

# METADATA
# title: The issuer is another one
# description: The issuer of the token is not the one that the auth method binds, to the letter.
# custom:
#   code: oidc_issuer_mismatch
#   status: 401
#   remediation: Compare the issuer of the token with boundIssuer, a slash at the end included.
deny contains {"code": "oidc_issuer_mismatch", "message": "The issuer is not the bound one"} if {
	_proven
	not _issued
}

# METADATA
# title: The subject is another one
# description: The subject of the token neither equals nor matches the one that the auth method binds.
# custom:
#   code: oidc_subject_mismatch
#   status: 401
#   remediation: Compare the subject with boundSubject; a star stays within a segment between slashes.
deny contains {"code": "oidc_subject_mismatch", "message": "The subject is not the bound one"} if {
	_proven
	not bindings.subject_fits
}

# METADATA
# title: The audience is another one
# description: No audience of the token is one of those that the auth method binds.
# custom:
#   code: oidc_audience_mismatch
#   status: 401
#   remediation: Ask for a token with one of the audiences in boundAudiences.
deny contains {"code": "oidc_audience_mismatch", "message": "No audience is one of those bound"} if {
	_proven
	not bindings.audience_fits
}

# METADATA
# title: A bound claim is missing
# description: The token has no value for a claim that the auth method binds.
# custom:
#   code: oidc_claim_missing
#   status: 401
#   remediation: Have the claim put into the token, or take it out of boundClaims.
deny contains {"code": "oidc_claim_missing", "message": sprintf("The token has no claim %s", [name])} if {
	_proven
	some name in bindings.missing_claims
}

# METADATA
# title: A bound claim has another value
# description: The auth method binds the claim to other values.
# custom:
#   code: oidc_claim_mismatch
#   status: 401
#   remediation: Compare the claim with boundClaims; a star stays within a segment between slashes.
deny contains {"code": "oidc_claim_mismatch", "message": sprintf("The claim %s is not one of those bound", [name])} if {
	_proven
	some name in bindings.other_claims
}

# METADATA
# title: A mapped claim is missing
# description: A claim that becomes an attribute is missing from the token, or empty.
# custom:
#   code: oidc_mapped_claim_missing
#   status: 401
#   remediation: Have the claim put into the token, or take it out of claimMetadataMapping.
deny contains {"code": "oidc_mapped_claim_missing", "message": sprintf("The token has no claim for the attribute %s", [name])} if {
	_proven
	some name, path in input.facts.login.config.mapping
	not _mapped(path)
}

_issued if input.facts.login.proof.iss == input.facts.login.config.issuer

# A value that has a text: no object, no null, and nothing empty.
_mapped(path) if {
	value := input.facts.login.proof.named[path]
	is_string(value)
	value != ""
}

_mapped(path) if is_number(input.facts.login.proof.named[path])

_mapped(path) if is_boolean(input.facts.login.proof.named[path])

_mapped(path) if {
	value := input.facts.login.proof.named[path]
	is_array(value)
	count(value) > 0
	every entry in value {
		_mapped_entry(entry)
	}
}

_mapped_entry(entry) if {
	is_string(entry)
	entry != ""
}

_mapped_entry(entry) if is_number(entry)

_mapped_entry(entry) if is_boolean(entry)

_proven if {
	bindings.by("oidc-auth")
	input.facts.login.proof.kind == "token"
}
