package authz.rules.protection_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.protection

_identity := fixtures.changed(fixtures.permitted["changing an identity"], {"action": {"name": "delete"}})

_project := fixtures.permitted["deleting a project"]

_target(fields) := {"facts": {"target": fields}}

_protected := _target({"delete_protected": true})

_remaining(counts) := {"administrators": [place |
	some number, count in counts
	place := {"scope": "organization", "id": sprintf("o%d", [number]), "before": count + 1, "after": count}
]}

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"changing what nobody administers": [fixtures.permitted["creating an environment"], set()],
		"deleting an identity": [_identity, set()],
		"deleting a protected identity": [fixtures.changed(_identity, _protected), {"delete_protected"}],
		"deleting what holds something protected": [
			fixtures.changed(_identity, _target({"delete_protected": true, "protected": ["project A", "identity B"]})),
			{"delete_protected"},
		],
		"changing a protected identity": [
			fixtures.changed(_identity, object.union(_protected, {"action": {"name": "edit"}})),
			set(),
		],
		"deleting with nothing known of protection": [
			fixtures.without(_identity, "facts/target/delete_protected"),
			{"delete_protected"},
		],
		"deleting a project": [_project, set()],
		"deleting a protected project": [
			fixtures.changed(_project, {"facts": {"project": {"delete_protected": true}}}),
			{"delete_protected"},
		],
		"deleting inside a protected project": [
			fixtures.changed(_project, {
				"resource": {"type": "environments"},
				"facts": {"project": {"delete_protected": true}},
			}),
			set(),
		],
		"deleting the last administrator": [fixtures.changed(_identity, _target(fixtures.last_administrator)), {"last_admin"}],
		"demoting the last administrator": [
			fixtures.changed(fixtures.permitted["changing an identity"], _target(fixtures.last_administrator)),
			{"last_admin"},
		],
		"leaving another administrator": [fixtures.changed(_identity, _target(_remaining([1]))), set()],
		"leaving one of two places without an administrator": [
			fixtures.changed(_identity, _target(_remaining([1, 0]))),
			{"last_admin"},
		],
		"an organization that had no administrator": [
			fixtures.changed(_identity, _target({"administrators": [{"before": 0, "after": 0}]})),
			set(),
		],
		"administrators that are not counted": [
			fixtures.changed(_identity, _target({"administrators": [{"scope": "organization", "id": "o1"}]})),
			{"last_admin"},
		],
		"administrators that are no list": [fixtures.changed(_identity, _target({"administrators": {}})), {"last_admin"}],
		"nothing known of administrators": [fixtures.without(_identity, "facts/target/administrators"), {"last_admin"}],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := protection.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_what_is_protected_is_named[name] if {
	some name, [request, want] in {
		"two things": [
			fixtures.changed(_identity, _target({"delete_protected": true, "protected": ["project A", "identity B"]})),
			"Delete protection is on for project A, identity B; turn it off first",
		],
		"one thing": [
			fixtures.changed(_identity, _target({"delete_protected": true, "protected": ["identity B"]})),
			"Delete protection is on for identity B; turn it off first",
		],
		"the target itself": [
			fixtures.changed(_identity, _protected),
			"Delete protection is on; turn it off first",
		],
		"nothing": [
			fixtures.changed(_identity, _target({"delete_protected": true, "protected": []})),
			"Delete protection is on; turn it off first",
		],
	}
	some reason in protection.deny with input as request
	reason.message == want
}
