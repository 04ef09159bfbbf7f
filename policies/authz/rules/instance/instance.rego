# METADATA
# title: The installation
# description: |
#   Status and configuration are public, setting up happens once, and what
#   touches every organization is for administrators of the installation.
#   docs/contract.md 2.1 and 2.2.
package authz.rules.instance

import data.authz.checks

handles := {
	"instance": {"status", "readConfig", "editConfig", "readOperations", "bootstrap", "signUp"},
	"policy": {"edit"},
}

# METADATA
# scope: document
# title: Open to everyone, or held by administrators of the installation
grant contains "public" if {
	_applies
	_open
}

grant contains "instance:admin" if {
	_applies
	_administers
}

# METADATA
# title: The installation is set up already
# description: The first administrator and organization are created once.
# custom:
#   code: instance_initialized
#   status: 400
#   remediation: Log in as the administrator of the installation.
deny contains {"code": "instance_initialized", "message": "Instance has already been set up"} if {
	_applies
	not _in_time
}

# METADATA
# title: The setup token is missing
# description: |
#   A fresh server that other machines can reach is set up by the holder of its setup
#   token alone: without it, the first caller would own the installation.
# custom:
#   code: setup_token_required
#   status: 401
#   remediation: Send the setup token that `warder serve` prints in the header X-Setup-Token or the field setupToken.
deny contains {
	"code": "setup_token_required",
	"message": "The setup token of this server is required; `warder serve` prints it when it starts",
} if {
	_applies
	not _set_up_by_the_operator
}

# METADATA
# title: Sign-up is closed
# description: The installation takes new users by invitation only.
# custom:
#   code: sign_up_disabled
#   status: 400
#   remediation: Ask an administrator of an organization for an invitation.
deny contains {"code": "sign_up_disabled", "message": "Sign up is disabled"} if {
	_applies
	not _sign_up_open
}

# METADATA
# title: Not an administrator of the installation
# description: Settings of the installation and its policy concern every organization in it.
# custom:
#   code: permission_missing
#   status: 403
#   remediation: Have an administrator of the installation do it.
deny contains {"code": "permission_missing", "message": checks.refusal} if {
	_applies
	not _entitled
}

_applies if input.action.name in handles[input.resource.type]

_open if input.action.name in {"status", "readConfig", "bootstrap", "signUp"}

_entitled if _open

_entitled if _administers

_administers if {
	input.context.accepts != []
	input.facts.instance.super_admin
}

_in_time if input.action.name != "bootstrap"

_in_time if input.facts.instance.initialized == false

_set_up_by_the_operator if input.action.name != "bootstrap"

_set_up_by_the_operator if input.facts.instance.initialized

_set_up_by_the_operator if input.facts.instance.needs_setup_token == false

_set_up_by_the_operator if {
	input.facts.proof.kind == "setup_token"
	input.facts.proof.genuine
}

_sign_up_open if input.action.name != "signUp"

_sign_up_open if input.facts.instance.allow_sign_up
