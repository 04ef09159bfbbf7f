# METADATA
# title: Logging in by Kubernetes
# description: |
#   A service account of a cluster, whose API server has reviewed the token, or whose
#   keys have signed it. docs/auth-methods.md.
package authz.rules.kubernetes

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"kubernetes-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
}

# METADATA
# title: The cluster does not know the token
# description: The API server says that the token is not good.
# custom:
#   code: kubernetes_not_authenticated
#   status: 401
#   remediation: Look whether the service account and its pod exist still, and who issued the token.
deny contains {"code": "kubernetes_not_authenticated", "message": "The cluster does not authenticate the token"} if {
	_proven
	not _authenticated
}

# METADATA
# title: The issuer is another one
# description: The token, verified with the keys of a cluster, names another issuer.
# custom:
#   code: kubernetes_issuer_mismatch
#   status: 401
#   remediation: Compare the issuer of the token with that of the auth method.
deny contains {"code": "kubernetes_issuer_mismatch", "message": "The issuer is not the bound one"} if {
	_proven
	not _issued
}

# METADATA
# title: The user is no service account
# description: The user of the token is a person or a node, or the token contradicts itself.
# custom:
#   code: kubernetes_not_a_service_account
#   status: 401
#   remediation: Present the token of a service account.
deny contains {"code": "kubernetes_not_a_service_account", "message": "The user is no service account"} if {
	_proven
	not _account
}

# METADATA
# title: The namespace is not allowed
# description: The auth method does not allow the namespace of the service account.
# custom:
#   code: kubernetes_namespace_not_allowed
#   status: 401
#   remediation: Add the namespace to allowedNamespaces.
deny contains {"code": "kubernetes_namespace_not_allowed", "message": "The namespace is not allowed"} if {
	_proven
	not _namespace_allowed
}

# METADATA
# title: The name is not allowed
# description: The auth method does not allow the name of the service account.
# custom:
#   code: kubernetes_name_not_allowed
#   status: 401
#   remediation: Add the name to allowedNames.
deny contains {"code": "kubernetes_name_not_allowed", "message": "The name of the service account is not allowed"} if {
	_proven
	not _name_allowed
}

# METADATA
# title: The audience is not confirmed
# description: An audience is required that the token is not for, or that the API server does not confirm.
# custom:
#   code: kubernetes_audience_not_confirmed
#   status: 401
#   remediation: Ask for a token with the audience in allowedAudience.
deny contains {"code": "kubernetes_audience_not_confirmed", "message": "The audience is not confirmed"} if {
	_proven
	not _audience_confirmed
}

_authenticated if input.facts.login.proof.authenticated

_authenticated if input.facts.login.proof.kind == "token"

_issued if input.facts.login.proof.kind == "review"

_issued if input.facts.login.proof.iss == input.facts.login.config.issuer

_account if {
	input.facts.login.proof.namespace
	input.facts.login.proof.account_name
}

_namespace_allowed if input.facts.login.config.namespaces == []

_namespace_allowed if bindings.fits(input.facts.login.config.namespaces, input.facts.login.proof.namespace)

_name_allowed if input.facts.login.config.names == []

_name_allowed if bindings.fits(input.facts.login.config.names, input.facts.login.proof.account_name)

_audience_confirmed if {
	input.facts.login.proof.kind == "review"
	input.facts.login.config.audiences == []
}

_audience_confirmed if {
	some audience in input.facts.login.config.audiences
	audience in input.facts.login.proof.aud
}

_kind := {"api": "review", "jwks": "token"}

_proven if {
	bindings.by("kubernetes-auth")
	input.facts.login.proof.kind == _kind[input.facts.login.config.mode]
}
