# METADATA
# title: End-to-end encryption
# description: |
#   The server cannot read the secrets of an end-to-end encrypted project, so
#   routes for plain text refuse it. Newer projects are never encrypted end to
#   end and cannot be switched. docs/contract.md 2.22.
package authz.rules.encryption

# METADATA
# title: The project is end-to-end encrypted
# description: |
#   The route takes or returns plain text, and only clients can read the secrets
#   of the project. Clients recognise the refusal by "Bot is not active".
# custom:
#   code: e2ee_enabled
#   status: 400
#   remediation: Turn end-to-end encryption off with PATCH /api/v1/bot/<botId>/active, or use /api/v3/secrets.
deny contains {"code": "e2ee_enabled", "message": _e2ee_message} if not _readable

# METADATA
# title: The project cannot be switched
# description: Projects of version 2 and later are never end-to-end encrypted.
# custom:
#   code: e2ee_not_switchable
#   status: 400
#   remediation: Nothing needs doing; the plain-text routes work for this project.
deny contains {
	"code": "e2ee_not_switchable",
	"message": "Failed to set bot active for upgraded project. Bot is already active",
} if not _switchable

_e2ee_message := concat(" ", [
	"Bot is not active: this project is end-to-end encrypted, so the server cannot read its secrets.",
	"Turn end-to-end encryption off with PATCH /api/v1/bot/<botId>/active.",
])

_readable if input.context.raw == false

_readable if input.facts.project.e2ee == false

_switchable if not _switches

_switchable if input.facts.project.version < 2

_switches if {
	input.resource.type == "integrations"
	input.action.name == "edit"
	not _other_integration
}

_other_integration if input.facts.target.kind != "bot"
