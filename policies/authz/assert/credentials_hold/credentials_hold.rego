# METADATA
# title: No credential, no permission
# description: |
#   On a guarded route nothing is permitted to a credential that is unknown, was
#   taken back, or has expired.
package authz.assert.credentials_hold

# METADATA
# title: A request is permitted without a credential that counts
violation contains message if {
	data.authz.main.decision.permitted
	not _public
	not _counts
	message := sprintf("%s on %s is permitted without a credential that counts", [input.action.name, input.resource.type])
}

_public if input.context.accepts == []

_counts if {
	input.facts.token.well_formed
	input.facts.token.known
	input.facts.token.revoked == false
	_unexpired
}

_unexpired if input.facts.token.expires_at == 0

_unexpired if input.context.now < input.facts.token.expires_at
