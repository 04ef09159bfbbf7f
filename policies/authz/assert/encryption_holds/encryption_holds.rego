# METADATA
# title: The server reads no end-to-end encrypted text
# description: No plaintext route is permitted in a project that is end-to-end encrypted.
package authz.assert.encryption_holds

# METADATA
# title: Plain text of an end-to-end encrypted project is permitted
violation contains message if {
	data.authz.main.decision.permitted
	input.context.raw
	input.facts.project.e2ee
	message := sprintf("%s on %s is permitted in plain text", [input.action.name, input.resource.type])
}
