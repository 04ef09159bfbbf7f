# METADATA
# title: Organizations stay apart
# description: |
#   No subject is permitted anything in an organization, or in a project of an
#   organization, other than the one they act in.
package authz.assert.organizations_apart

# METADATA
# title: A request about one organization is permitted to a subject of another
violation contains message if {
	data.authz.main.decision.permitted
	input.context.accepts != []
	some place in _places
	not _acts_in(place)
	message := sprintf("%s on %s of organization %q is permitted to a subject of another", [
		input.action.name, input.resource.type, place,
	])
}

_places contains input.facts.organization.id

_places contains input.facts.project.org_id

_acts_in(place) if place == input.facts.membership.org_id
