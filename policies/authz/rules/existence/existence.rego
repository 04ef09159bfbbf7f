# METADATA
# title: What the request is about exists
# description: |
#   Said only to those who may do it, so that nobody learns from a refusal what
#   exists; `main` shows reasons about permission first.
package authz.rules.existence

ok if not input.facts.target

ok if input.facts.target.known

# METADATA
# title: It does not exist
# description: What the request names does not exist where the request takes place.
# custom:
#   code: resource_not_found
#   status: 404
#   remediation: Check the name or id, and the project, environment and path.
deny contains {"code": "resource_not_found", "message": _message} if {
	input.facts.target
	not input.facts.target.known
}

default _message := "Resource not found"

_message := {
	"api-key": "API key not found",
	"bot": "Bot not found",
	"client-secret": "Client secret not found",
	"environment": "Environment not found",
	"folder": "Folder not found for the given environment slug & secret path",
	"group": "Group not found",
	"identity": "Identity not found",
	"import": "Secret import not found",
	"member": "Membership not found",
	"method": "Auth method not found",
	"privilege": "Additional privilege not found",
	"role": "Role not found",
	"secret": "Secret not found",
	"service-token": "Service token not found",
	"session": "Session not found",
	"tag": "Tag not found",
	"token": "Token not found",
	"trusted-ip": "Trusted IP not found",
	"user": "User not found",
}[input.facts.target.kind]
