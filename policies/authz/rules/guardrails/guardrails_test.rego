package authz.rules.guardrails_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.guardrails

_read := fixtures.permitted["a secret's value"]

_role := fixtures.permitted["changing a role"]

_facts(request, facts) := fixtures.changed(request, {"facts": facts})

_rights(action) := [fixtures.holding("organization", "o1", [fixtures.role("role", action, fixtures.anywhere)])]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"an authenticated request": [_read, set()],
		"no token": [fixtures.without(_read, "facts/token"), {"token_missing"}],
		"a malformed token": [_facts(_read, {"token": {"well_formed": false}}), {"token_missing"}],
		"an unknown token": [_facts(_read, {"token": {"known": false}}), {"token_missing"}],
		"a revoked token": [_facts(_read, {"token": {"revoked": true}}), {"token_missing"}],
		"a token whose client secret was revoked": [
			_facts(_read, {"token": {"secret_revoked": true}}),
			{"token_missing"},
		],
		"a token without an owner": [_facts(_read, {"token": {"owner_known": false}}), {"token_missing"}],
		"a token of an account that is not complete": [
			_facts(_read, {"token": {"owner_accepted": false}}),
			{"token_missing"},
		],
		"a token of an older version of its session": [
			_facts(_read, {"token": {"current_version": 1}}),
			{"token_missing"},
		],
		"an open invitation": [_facts(_role, {"membership": {"accepted_in_org": false}}), {"not_org_member"}],
		"a deactivated member": [_facts(_role, {"membership": {"active_in_org": false}}), {"not_org_member"}],
		"no membership": [_facts(_role, {"membership": {"organization": false}}), {"not_org_member"}],
		"an expired token": [_facts(_read, {"token": {"expires_at": fixtures.now}}), {"token_missing"}],
		"a token without end": [_facts(_read, {"token": {"expires_at": 0}}), set()],
		"no list of accepted modes, and no token": [
			fixtures.without(fixtures.without(_read, "facts/token"), "context/accepts"),
			{"token_missing"},
		],
		"a public route": [fixtures.permitted["setting the installation up"], set()],
		"another organization": [_facts(_role, {"organization": {"id": "o2"}}), {"not_org_member"}],
		"another organization's project": [_facts(_read, {"project": {"org_id": "o2"}}), {"not_org_member"}],
		"another organization, but one's own project": [
			_facts(_read, {"organization": {"id": "o2"}}),
			{"not_org_member"},
		],
		"the last administrator of a project": [
			_facts(_read, {"target": object.union(fixtures.target, fixtures.last_administrator)}),
			{"last_admin"},
		],
		"nothing about membership": [fixtures.without(_read, "facts/membership"), {"not_org_member"}],
		"no facts": [fixtures.without(_read, "facts"), {"token_missing", "not_org_member"}],
		"the last administrator": [_facts(_role, {"target": fixtures.last_administrator}), {"last_admin"}],
		"one of two administrators": [_facts(_role, {"target": _administrators(2, 1)}), set()],
		"a place that had no administrator": [_facts(_role, {"target": _administrators(0, 0)}), set()],
		"administrators that are no list": [_facts(_role, {"target": {"administrators": {}}}), {"last_admin"}],
		"nothing known of administrators": [fixtures.without(_role, "facts/target/administrators"), {"last_admin"}],
		"handing out what one holds": [_role, set()],
		"handing out nothing": [_facts(_role, {"target": {"hands_out": []}}), set()],
		"handing out nothing, whatever the subject holds": [
			fixtures.without(_facts(_role, {"target": {"hands_out": []}}), "facts/target/held"),
			set(),
		],
		"handing out more": [_facts(_role, {"target": {"hands_out": _rights("delete")}}), {"privilege_boundary"}],
		"nothing known of what the subject holds": [
			fixtures.without(_role, "facts/target/held"),
			{"privilege_boundary"},
		],
		"what is handed out is no list": [_facts(_role, {"target": {"hands_out": null}}), {"privilege_boundary"}],
		"nothing known of what is handed out": [
			fixtures.without(_role, "facts/target/hands_out"),
			{"privilege_boundary"},
		],
	}
}

_administrators(before, after) := {"administrators": [{
	"scope": "organization", "id": "o1",
	"before": before, "after": after,
}]}

test_reasons[name] if {
	some name, case in cases
	reasons := guardrails.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}
