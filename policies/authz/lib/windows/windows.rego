# METADATA
# title: Time windows of grants
# description: >-
#   A role or privilege may be temporary: it counts from `starts` up to, but
#   not including, `ends`, in whole seconds. Zero is open on that side.
# scope: package
package authz.lib.windows

# METADATA
# title: The grant counts at this moment
# scope: document
active(grant, now) if {
	grant.starts <= now
	true in [grant.ends == 0, now < grant.ends]
}

# METADATA
# title: The grant will never count again
ended(grant, now) if {
	grant.ends != 0
	grant.ends <= now
}

# METADATA
# title: Whenever, from now on, the wanted grant counts, the held one counts too
# description: A permanent right is covered only by a permanent one.
covers(held, wanted, now) if {
	held.starts <= max([wanted.starts, now])
	_lasts(held, wanted)
}

_lasts(held, _) if held.ends == 0

_lasts(held, wanted) if {
	wanted.ends != 0
	held.ends >= wanted.ends
}
