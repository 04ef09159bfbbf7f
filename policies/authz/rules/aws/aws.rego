# METADATA
# title: Logging in by AWS
# description: |
#   A principal of AWS, who signed a request that AWS answered with its name.
#   docs/auth-methods.md.
package authz.rules.aws

import data.authz.lib.bindings
import data.authz.rules.proofs

handles := {"aws-auth": {"login"}}

# METADATA
# title: The proof speaks for the login
grant contains "proof" if {
	_proven
	proofs.sound
}

# METADATA
# title: The signed request is not the one that proves a principal
# description: It asks for something else than GetCallerIdentity, is signed for another service or host, or too old.
# custom:
#   code: aws_request_not_accepted
#   status: 401
#   remediation: Sign GetCallerIdentity for the token service of a region, just before logging in.
deny contains {"code": "aws_request_not_accepted", "message": "The signed request is not accepted"} if {
	bindings.by("aws-auth")
	not input.facts.login.proof
	input.facts.login.proof_error == "aws_request_not_accepted"
}

# METADATA
# title: AWS refuses the signed request
# description: The signature is wrong, or the credentials are not good any more.
# custom:
#   code: aws_refused
#   status: 401
#   remediation: Look at the credentials and the clock of the machine.
deny contains {"code": "aws_refused", "message": "AWS refuses the request"} if {
	bindings.by("aws-auth")
	not input.facts.login.proof
	input.facts.login.proof_error == "aws_refused"
}

# METADATA
# title: The principal is no user and no role
# description: The account itself, a federated user or something else asked, or the answer contradicts itself.
# custom:
#   code: aws_principal_unreadable
#   status: 401
#   remediation: Log in as a user, or in a session of a role.
deny contains {"code": "aws_principal_unreadable", "message": "The principal is no user and no role"} if {
	_proven
	not input.facts.login.proof.resource_type
}

# METADATA
# title: The account is not allowed
# description: The auth method does not allow the account of the principal.
# custom:
#   code: aws_account_not_allowed
#   status: 401
#   remediation: Add the account to allowedAccountIds.
deny contains {"code": "aws_account_not_allowed", "message": "The account is not allowed"} if {
	_proven
	not _account_allowed
}

# METADATA
# title: The principal is not allowed
# description: No ARN that stands for the principal is one of those allowed.
# custom:
#   code: aws_principal_not_allowed
#   status: 401
#   remediation: Add the ARN of the user or the role to allowedPrincipalArns.
deny contains {"code": "aws_principal_not_allowed", "message": "The principal is not allowed"} if {
	_proven
	not _principal_allowed
}

_account_allowed if input.facts.login.config.accounts == []

_account_allowed if input.facts.login.proof.account in input.facts.login.config.accounts

_principal_allowed if input.facts.login.config.principals == []

_principal_allowed if {
	some form in input.facts.login.proof.forms
	bindings.fits(input.facts.login.config.principals, form)
}

# The whole ARN of a session only where a name of the session is bound, which has a
# slash of its own: the caller that assumes a role chooses the name.
_principal_allowed if {
	input.facts.login.proof.resource_type == "assumed-role"
	named := [arn | some arn in input.facts.login.config.principals; strings.count(arn, "/") == 2]
	bindings.fits(named, input.facts.login.proof.arn)
}

_proven if {
	bindings.by("aws-auth")
	input.facts.login.proof.kind == "caller"
}
