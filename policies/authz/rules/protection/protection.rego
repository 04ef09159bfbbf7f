# METADATA
# title: Protection from loss
# description: |
#   Delete protection is switched off before something is deleted, and an
#   organization or project keeps an administrator.
package authz.rules.protection

# METADATA
# title: Delete protection is on
# description: The identity or project is protected from being deleted.
# custom:
#   code: delete_protected
#   status: 400
#   remediation: Turn its delete protection off first.
deny contains {"code": "delete_protected", "message": _protected} if not _unprotected

# METADATA
# title: The last administrator
# description: The change would leave the organization or project without an administrator.
# custom:
#   code: last_admin
#   status: 400
#   remediation: Make another member an administrator first.
deny contains {"code": "last_admin", "message": "At least one administrator must remain"} if not _administered

default _protected := "Delete protection is on; turn it off first"

_protected := sprintf("Delete protection is on for %s; turn it off first", [concat(", ", input.facts.target.protected)]) if {
	count(input.facts.target.protected) > 0
}

_unprotected if input.action.name != "delete"

_unprotected if {
	_target_unprotected
	_project_unprotected
}

_target_unprotected if not input.facts.target

_target_unprotected if input.facts.target.delete_protected == false

_project_unprotected if input.resource.type != "workspace"

_project_unprotected if input.facts.project.delete_protected == false

_administered if not input.facts.target

# Absence denies: without a list of counts it is unknown who remains.
_administered if {
	is_array(input.facts.target.administrators)
	every place in input.facts.target.administrators {
		_keeps_one(place)
	}
}

_keeps_one(place) if place.after > 0

_keeps_one(place) if place.before == 0
