package authz.rules.encryption_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.encryption

_read := fixtures.permitted["a secret's value"]

_sealed := {"facts": {"project": {"e2ee": true, "version": 1}}}

_switch := fixtures.changed(fixtures.in_project, {
	"action": {"name": "edit"},
	"resource": {"type": "integrations"},
	"facts": {"target": object.union(fixtures.target, {"kind": "bot"})},
})

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"plain text of a readable project": [_read, set()],
		"plain text of a sealed project": [fixtures.changed(_read, _sealed), {"e2ee_enabled"}],
		"ciphertext of a sealed project": [fixtures.changed(_read, object.union(_sealed, {"context": {"raw": false}})), set()],
		"nothing known about the route": [
			fixtures.without(fixtures.changed(_read, _sealed), "context/raw"),
			{"e2ee_enabled"},
		],
		"nothing known about the project": [fixtures.without(_read, "facts/project/e2ee"), {"e2ee_enabled"}],
		"switching an old project": [fixtures.changed(_switch, _sealed), set()],
		"switching a new project": [_switch, {"e2ee_not_switchable"}],
		"switching a project of unknown version": [
			fixtures.without(_switch, "facts/project/version"),
			{"e2ee_not_switchable"},
		],
		"switching without a fact about the bot": [fixtures.without(_switch, "facts/target"), {"e2ee_not_switchable"}],
		"another integration": [fixtures.changed(_switch, {"facts": {"target": {"kind": "integration"}}}), set()],
		"changing something else": [fixtures.permitted["changing a role"], set()],
		"changing something else in a new project": [
			fixtures.changed(_switch, {"resource": {"type": "tags"}}),
			set(),
		],
		"reading the bot": [fixtures.changed(_switch, {"action": {"name": "read"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := encryption.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

# Clients recognise these two refusals by their text.
test_messages[name] if {
	some name, text in {
		"plain text of a sealed project": concat("", [
			"Bot is not active: this project is end-to-end encrypted, so the server cannot read its secrets. ",
			"Turn end-to-end encryption off with PATCH /api/v1/bot/<botId>/active.",
		]),
		"switching a new project": "Failed to set bot active for upgraded project. Bot is already active",
	}
	reasons := encryption.deny with input as cases[name].input
	{reason.message | some reason in reasons} == {text}
}
