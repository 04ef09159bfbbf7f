# METADATA
# title: Logging in by GCP
# description: |
#   A token that Google issued to an instance, or that a service account signed itself.
#   docs/auth-methods.md.
package authz.rules.gcp

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"gcp-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
}

# METADATA
# title: The issuer is another one
# description: The token of an instance is not issued by Google.
# custom:
#   code: gcp_issuer_mismatch
#   status: 401
#   remediation: Present the token of the metadata service.
deny contains {"code": "gcp_issuer_mismatch", "message": "The issuer is not Google"} if {
	_proven
	not _issued
}

# METADATA
# title: The audience is another one
# description: The audience of the token is not the id of the identity.
# custom:
#   code: gcp_audience_mismatch
#   status: 401
#   remediation: Ask for a token with the id of the identity as its audience.
deny contains {"code": "gcp_audience_mismatch", "message": "The audience is not the identity"} if {
	_proven
	not _audience
}

# METADATA
# title: The service account is not verified
# description: The token of an instance has no address, or one that Google has not verified.
# custom:
#   code: gcp_email_unverified
#   status: 401
#   remediation: Ask the metadata service for the token with format=full.
deny contains {"code": "gcp_email_unverified", "message": "The address of the service account is not verified"} if {
	_proven
	not _email
}

# METADATA
# title: The service account is not allowed
# description: The auth method does not allow this service account.
# custom:
#   code: gcp_service_account_not_allowed
#   status: 401
#   remediation: Add the account to allowedServiceAccounts.
deny contains {"code": "gcp_service_account_not_allowed", "message": "The service account is not allowed"} if {
	_proven
	not _account_allowed
}

# METADATA
# title: The project is not allowed
# description: The token names no project, or one that the auth method does not allow.
# custom:
#   code: gcp_project_not_allowed
#   status: 401
#   remediation: Add the project to allowedProjects, and ask for the token with format=full.
deny contains {"code": "gcp_project_not_allowed", "message": "The project is not allowed"} if {
	_proven
	_instance
	not _project_allowed
}

# METADATA
# title: The zone is not allowed
# description: The token names no zone, or one that the auth method does not allow.
# custom:
#   code: gcp_zone_not_allowed
#   status: 401
#   remediation: Add the zone to allowedZones, and ask for the token with format=full.
deny contains {"code": "gcp_zone_not_allowed", "message": "The zone is not allowed"} if {
	_proven
	_instance
	not _zone_allowed
}

_instance if not _self_signed

_self_signed if input.facts.login.config.type == "iam"

_issued if _self_signed

_issued if input.facts.login.proof.iss == "https://accounts.google.com"

_audience if {
	input.resource.id != ""
	input.facts.login.proof.aud == [input.resource.id]
}

_email if _self_signed

_email if {
	input.facts.login.proof.email
	input.facts.login.proof.email_verified
}

_account := input.facts.login.proof.sub if {
	_self_signed
} else := input.facts.login.proof.email

_account_allowed if input.facts.login.config.service_accounts == []

_account_allowed if _account in input.facts.login.config.service_accounts

_project_allowed if input.facts.login.config.projects == []

_project_allowed if input.facts.login.proof.compute_engine.project_id in input.facts.login.config.projects

_zone_allowed if input.facts.login.config.zones == []

_zone_allowed if input.facts.login.proof.compute_engine.zone in input.facts.login.config.zones

_proven if {
	bindings.by("gcp-auth")
	input.facts.login.proof.kind == "token"
}
