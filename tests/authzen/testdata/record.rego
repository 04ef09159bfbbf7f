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
	object.get(input.claims.resource, "status", "active") != "archived"
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
