# METADATA
# title: A change of place gives no subject a new read
# description: |
#   Renaming or tagging a secret, renaming a folder, changing the slug of an
#   environment or a tag, deleting a tag and moving put secrets where other rules hold. What the subject
#   could do to a secret there it must be able to do where the secret is. It is
#   asked for every secret that is carried along, and for each way of reading it.
#   docs/contract.md 4.6.
package authz.rules.places

handles := {"places": {"carry"}}

# METADATA
# title: The change gives no read
grant contains "place" if {
	_applies
	_gives_nothing
}

# METADATA
# title: The change would give a read
# description: The subject could read the secret at its new place, and cannot where it is.
# custom:
#   code: place_boundary
#   status: 403
#   remediation: Ask a person who may read the secrets where they are to make the change.
deny contains {"code": "place_boundary", "message": "This change of place would let you read secrets that you cannot read where they are"} if {
	_applies
	not _gives_nothing
}

_applies if input.action.name in handles[input.resource.type]

_gives_nothing if input.facts.target.carried.after == false

_gives_nothing if input.facts.target.carried.before == true
