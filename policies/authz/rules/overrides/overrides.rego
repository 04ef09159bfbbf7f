# METADATA
# title: Personal secrets
# description: |
#   A personal secret overrides a shared one for one user, so machines have
#   none. docs/contract.md 2.18.
package authz.rules.overrides

# METADATA
# title: Not a user
# description: Something other than a user would write or delete a personal secret.
# custom:
#   code: personal_user_only
#   status: 400
#   remediation: Use a user's session, or a shared secret.
deny contains {"code": "personal_user_only", "message": _message} if {
	_applies
	not _user
}

_applies if {
	input.request.secret_type == "personal"
	input.resource.type == "secrets"
	input.action.name in {"create", "edit", "delete"}
}

_user if input.subject.type == "user"

_message := sprintf("Must be user to %s personal secret", [input.action.name])
