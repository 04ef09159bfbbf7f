# The fixture of the certification scenario. It believes what callers say, which
# no rule that ships does, and so it is loaded by this test alone.
package authz.rules.record

handles := {"record": {"read", "write", "delete"}}

grant contains "fixture:reader" if {
	input.resource.type == "record"
	input.action.name == "read"
	input.subject.id in {"alice", "bob"}
}

grant contains "fixture:writer" if {
	input.resource.type == "record"
	input.action.name == "write"
	input.subject.id == "alice"
	_status != "archived"
}

grant contains "fixture:admin" if {
	input.resource.type == "record"
	input.action.name == "write"
	input.claims.subject.role == "admin"
}

grant contains "fixture:soft" if {
	input.resource.type == "record"
	input.action.name == "delete"
	input.subject.id == "alice"
	input.claims.action.soft == true
}

# A search knows of a record what data lists; an evaluation may say more.
_status := object.get(input.claims.resource, "status", object.get(data.authz.resources.record, [input.resource.id, "status"], "active"))
