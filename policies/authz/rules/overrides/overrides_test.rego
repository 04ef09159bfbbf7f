package authz.rules.overrides_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.overrides

_create := fixtures.changed(fixtures.permitted["a secret's value"], {
	"subject": {"type": "user"},
	"action": {"name": "create"},
	"request": {"secret_type": "personal"},
})

cases[name] := {"input": fixtures.changed(_create, change), "codes": codes} if {
	some name, [change, codes] in {
		"a user": [{}, set()],
		"an identity": [{"subject": {"type": "identity"}}, {"personal_user_only"}],
		"a service token": [{"subject": {"type": "service_token"}}, {"personal_user_only"}],
		"an identity deletes": [{"subject": {"type": "identity"}, "action": {"name": "delete"}}, {"personal_user_only"}],
		"an identity edits": [{"subject": {"type": "identity"}, "action": {"name": "edit"}}, {"personal_user_only"}],
		"an identity reads": [{"subject": {"type": "identity"}, "action": {"name": "readValue"}}, set()],
		"an identity creates something else": [
			{"subject": {"type": "identity"}, "resource": {"type": "secret-folders"}},
			set(),
		],
		"an identity creates a shared one": [
			{"subject": {"type": "identity"}, "request": {"secret_type": "shared"}},
			set(),
		],
	}
}

cases["nobody knows who"] := {"input": fixtures.without(_create, "subject/type"), "codes": {"personal_user_only"}}

test_reasons[name] if {
	some name, case in cases
	fixtures.codes(overrides.deny) == case.codes with input as case.input
}

test_messages[action] if {
	some action in ["create", "edit", "delete"]
	reasons := overrides.deny with input as fixtures.changed(_create, {
		"subject": {"type": "identity"},
		"action": {"name": action},
	})
	{reason.message | some reason in reasons} == {sprintf("Must be user to %s personal secret", [action])}
}
