package authz.rules.membership_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.membership

_read := fixtures.permitted["a secret's value"]

_outside := {"facts": {"membership": {"project": false}}}

cases[name] := {"input": fixtures.changed(request, change), "codes": codes} if {
	some name, [request, change, codes] in {
		"a member": [_read, {}, set()],
		"an outsider": [_read, _outside, {"not_project_member"}],
		"an outsider of a project that does not exist": [
			fixtures.changed(_read, _outside),
			{"facts": {"project": {"known": false}}},
			set(),
		],
		"no project": [fixtures.permitted["changing a role"], {}, set()],
	}
}

cases["nothing about membership"] := {
	"input": fixtures.without(_read, "facts/membership"),
	"codes": {"not_project_member"},
}

test_reasons[name] if {
	some name, case in cases
	reasons := membership.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_messages[type] if {
	some type, message in {
		"user": "User not in project",
		"identity": "Identity not in project",
		"service_token": "Not in project",
	}
	reasons := membership.deny with input as fixtures.changed(_read, object.union(_outside, {"subject": {"type": type}}))
	{reason.message | some reason in reasons} == {message}
}
