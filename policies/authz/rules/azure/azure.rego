# METADATA
# title: Logging in by Azure
# description: |
#   The token of a managed identity or another service principal. Microsoft signs for every
#   tenant with the same keys, so issuer and tenant carry the decision.
#   docs/auth-methods.md.
package authz.rules.azure

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"azure-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
}

# METADATA
# title: The issuer is another one
# description: The issuer is not the tenant, in the form of version 1 tokens.
# custom:
#   code: azure_issuer_mismatch
#   status: 401
#   remediation: Ask for a version 1 token of the tenant in tenantId.
deny contains {"code": "azure_issuer_mismatch", "message": "The issuer is not the tenant"} if {
	_proven
	not _issued
}

# METADATA
# title: The tenant is another one
# description: The token names another tenant, or none.
# custom:
#   code: azure_tenant_mismatch
#   status: 401
#   remediation: Ask for a token of the tenant in tenantId.
deny contains {"code": "azure_tenant_mismatch", "message": "The tenant is not the bound one"} if {
	_proven
	not _tenant
}

# METADATA
# title: The resource is another one
# description: The audience of the token is not the resource; one slash at the end does not matter.
# custom:
#   code: azure_resource_mismatch
#   status: 401
#   remediation: Ask for a token for the resource of the auth method.
deny contains {"code": "azure_resource_mismatch", "message": "The audience is not the bound resource"} if {
	_proven
	not _resource
}

# METADATA
# title: The service principal is not allowed
# description: The auth method does not allow the object id of the principal.
# custom:
#   code: azure_principal_not_allowed
#   status: 401
#   remediation: Add the object id, not the id of the application, to allowedServicePrincipalIds.
deny contains {"code": "azure_principal_not_allowed", "message": "The service principal is not allowed"} if {
	_proven
	not _principal_allowed
}

_issued if {
	input.facts.login.proof.iss == concat("", ["https://sts.windows.net/", input.facts.login.config.tenant, "/"])
}

_tenant if input.facts.login.proof.tid == input.facts.login.config.tenant

_resource if {
	count(input.facts.login.proof.aud) == 1
	trim_suffix(input.facts.login.proof.aud[0], "/") == trim_suffix(input.facts.login.config.resource, "/")
}

_principal_allowed if input.facts.login.config.principals == []

_principal_allowed if input.facts.login.proof.oid in input.facts.login.config.principals

_proven if {
	bindings.by("azure-auth")
	input.facts.login.proof.kind == "token"
}
