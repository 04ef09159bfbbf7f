# METADATA
# title: What the request is about exists
# description: |
#   Said only to those who may do it, so that no refusal tells a stranger what
#   exists; `main` shows reasons about permission first.
package authz.rules.existence

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

_message := "Folder not found for the given environment slug & secret path" if {
	input.facts.target.kind == "folder"
} else := sprintf("%s%s not found", [upper(substring(kind, 0, 1)), substring(kind, 1, -1)]) if {
	kind := input.facts.target.kind
	kind != ""
}
