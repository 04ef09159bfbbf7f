package authz.rules.existence_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.existence

_edit := fixtures.permitted["changing an identity"]

cases := {
	"what exists": {"input": _edit, "codes": set()},
	"what does not": {
		"input": fixtures.changed(_edit, {"facts": {"target": {"known": false}}}),
		"codes": {"resource_not_found"},
	},
	"nothing known about it": {
		"input": fixtures.without(_edit, "facts/target/known"),
		"codes": {"resource_not_found"},
	},
	"a request about nothing yet": {"input": fixtures.permitted["seeing a project"], "codes": set()},
}

test_reasons[name] if {
	some name, case in cases
	reasons := existence.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_messages[kind] if {
	some kind, message in {
		"secret": "Secret not found",
		"folder": "Folder not found for the given environment slug & secret path",
		"identity": "Identity not found",
		"client secret": "Client secret not found",
		"": "Resource not found",
	}
	request := fixtures.changed(_edit, {"facts": {"target": {"kind": kind, "known": false}}})
	reasons := existence.deny with input as request
	{reason.message | some reason in reasons} == {message}
}
