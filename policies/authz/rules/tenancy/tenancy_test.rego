package authz.rules.tenancy_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.tenancy

_read := fixtures.permitted["a secret's value"]

_organization := fixtures.permitted["seeing an organization"]

cases[name] := {"input": fixtures.changed(request, change), "codes": codes} if {
	some name, [request, change, codes] in {
		"one's own organization": [_organization, {}, set()],
		"another organization": [_organization, {"facts": {"organization": {"id": "o2"}}}, {"not_org_member"}],
		"no membership": [_organization, {"facts": {"membership": {"organization": false}}}, {"not_org_member"}],
		"an open invitation": [_organization, {"facts": {"membership": {"accepted_in_org": false}}}, {"not_org_member"}],
		"a deactivated member": [_organization, {"facts": {"membership": {"active_in_org": false}}}, {"not_org_member"}],
		"a key of a member of several organizations": [
			_organization,
			{"facts": {"token": {"organizations": 2}}},
			{"not_org_member"},
		],
		"a project of one's own organization": [_read, {}, set()],
		"a project that does not exist": [_read, {"facts": {"project": {"known": false}}}, {"resource_not_found"}],
		"a project of another organization": [
			_read,
			{"facts": {"project": {"org_id": "o2"}}},
			{"resource_not_found"},
		],
		"a service token's project of another organization": [
			_read,
			{"context": {"mode": "service_token"}, "facts": {"project": {"org_id": "o2"}}},
			{"resource_not_found"},
		],
		"an API key's project of another organization": [
			_read,
			{"context": {"mode": "api_key"}, "facts": {"project": {"org_id": "o2"}}},
			{"resource_not_found"},
		],
		"another organization and its project": [
			_read,
			{"facts": {"organization": {"id": "o2"}, "project": {"org_id": "o2"}}},
			{"not_org_member", "resource_not_found"},
		],
		"another organization, but one's own project": [
			_read,
			{"facts": {"organization": {"id": "o2"}}},
			{"not_org_member"},
		],
		"no membership, but one's own project": [
			_read,
			{"facts": {"membership": {"organization": false}}},
			{"not_org_member"},
		],
		"a public route": [fixtures.public, {}, set()],
		"a public route that names an organization and a project": [
			fixtures.public,
			{"facts": {"organization": {"id": "o2"}, "project": {"known": false}}},
			set(),
		],
	}
}

cases["nothing about membership"] := {
	"input": fixtures.without(_read, "facts/membership"),
	"codes": {"not_org_member", "resource_not_found"},
}

cases["a route outside any organization"] := {
	"input": fixtures.without(fixtures.permitted["one's own account"], "facts/organization"),
	"codes": set(),
}

test_reasons[name] if {
	some name, case in cases
	reasons := tenancy.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_messages[type] if {
	some type, message in {
		"user": "User not in org",
		"identity": "Identity not in org",
		"service_token": "Not in org",
	}
	request := fixtures.changed(_organization, {"subject": {"type": type}, "facts": {"organization": {"id": "o2"}}})
	reasons := tenancy.deny with input as request
	{reason.message | some reason in reasons} == {message}
}

test_the_message_to_a_key_of_a_member_of_several_organizations if {
	reasons := tenancy.deny with input as cases["a key of a member of several organizations"].input
	{reason.message | some reason in reasons} == {"An API key of a member of several organizations acts in none; use a session"}
}

test_messages_about_what_is_missing[name] if {
	some name, [id, kind, message] in {
		"a project by its id": ["p9", "folder", "Project not found"],
		"a project by its slug": ["", "environment", "Project not found"],
		"a folder by its id alone": ["", "folder", "Folder not found"],
		"an import by its id alone": ["", "secret import", "Secret import not found"],
	}
	request := fixtures.changed(_read, {"facts": {"project": {"id": id, "known": false}, "target": {"kind": kind}}})
	reasons := tenancy.deny with input as request
	{reason.message | some reason in reasons} == {message}
}
