# METADATA
# title: The kind of credential is accepted
# description: Every guarded route lists the auth modes it takes. docs/contract.md 1.2.
package authz.rules.modes

import data.authz.checks

# METADATA
# title: This route does not take this kind of credential
# description: The credential may be good, but the route is for other kinds of caller.
# custom:
#   code: auth_mode_not_accepted
#   status: 403
#   remediation: Call the route with one of the kinds of credential that the message names.
deny contains {"code": "auth_mode_not_accepted", "message": _message} if {
	_applies
	not _accepted
}

_applies if {
	not checks.public
	input.facts.token.well_formed
}

_accepted if input.context.mode in input.context.accepts

default _message := "This kind of credential is not accepted here"

_message := sprintf("This route does not accept %s; it accepts %s", [_name(input.context.mode), _accepted_names])

_accepted_names := concat(", ", sort([_name(mode) | some mode in input.context.accepts]))

_name(mode) := object.get(
	{
		"identity_access_token": "a machine identity's access token",
		"user_session": "a user's session",
		"api_key": "an API key",
		"service_token": "a service token",
	},
	mode, mode,
)
