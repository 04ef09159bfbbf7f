package authz.rules.decisions_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.decisions

_base := fixtures.changed(fixtures.guarded, {
	"action": {"name": "read"},
	"resource": {"type": "decisions", "id": "d1", "properties": {"identityId": "i2", "keys": []}},
	"facts": {
		"membership": {"organization": true},
		"grants": {"organization": [fixtures.role("decisions", "read", fixtures.anywhere)], "project": []},
	},
})

_asking(action, properties) := fixtures.changed(_base, {
	"action": {"name": action},
	"resource": {"properties": properties},
	"facts": {"grants": {"organization": []}},
})

_self := {"identityId": "i1", "keys": []}

_other := {"identityId": "i2", "keys": []}

_in_project(request, grants) := fixtures.changed(request, {"facts": {"project": {"id": "p1"}, "grants": {"project": grants}}})

cases[name] := case if {
	some name, [input_, codes, grants, obligations] in {
		"a role reads any decision": [_base, set(), {"role:custom:r1"}, {"reveal_reasons"}],
		"one's own decision, without a role": [_asking("read", _self), set(), {"self"}, set()],
		"somebody else's, without a role": [_asking("read", _other), {"permission_missing"}, set(), set()],
		"a decision of nobody": [fixtures.without(_asking("read", _self), "resource/properties/identityId"), {"permission_missing"}, set(), set()],
		"a subject without an id": [
			fixtures.changed(_asking("read", {"identityId": "", "keys": []}), {"subject": {"id": ""}}),
			{"permission_missing"}, set(), set(),
		],
		"one's own, outside the organization": [
			fixtures.changed(_asking("read", _self), {"facts": {"membership": {"organization": false}}}),
			{"permission_missing"}, set(), set(),
		],
		"a question about oneself": [_asking("evaluate", _self), set(), {"self"}, set()],
		"a question about somebody else": [_asking("evaluate", _other), {"permission_missing"}, set(), set()],
		"a replay of one's own": [_asking("replay", _self), {"permission_missing"}, set(), set()],
		"a review of oneself": [
			fixtures.changed(_asking("review", _self), {"resource": {"type": "access"}}),
			{"permission_missing"}, set(), set(),
		],
		"a review by role": [
			fixtures.changed(_asking("review", _other), {
				"resource": {"type": "access"},
				"facts": {"grants": {"organization": [fixtures.role("access", "review", fixtures.anywhere)]}},
			}),
			set(), {"role:custom:r1"}, set(),
		],
		"the codes, by any member": [_asking("readReasons", {}), set(), {"membership:organization"}, set()],
		"the codes, by nobody's member": [
			fixtures.changed(_asking("readReasons", {}), {"facts": {"membership": {"organization": false}}}),
			{"permission_missing"}, set(), set(),
		],
		"an inverted rule": [
			fixtures.changed(_base, {"facts": {"grants": {"organization": [
				fixtures.role("decisions", "read", fixtures.anywhere),
				fixtures.bar("decisions", "read", fixtures.anywhere),
			]}}}),
			{"permission_inverted"}, {"role:custom:r1"}, set(),
		],
		"a question about another subject, by role": [
			fixtures.changed(_asking("evaluate", _other), {"facts": {"grants": {"organization": [
				fixtures.role("decisions", "evaluate", fixtures.anywhere),
			]}}}),
			set(), {"role:custom:r1"}, {"reveal_reasons"},
		],
		"a replay by role": [
			fixtures.changed(_asking("replay", _other), {"facts": {"grants": {"organization": [
				fixtures.role("decisions", "replay", fixtures.anywhere),
			]}}}),
			set(), {"role:custom:r1"}, set(),
		],
		"one's own, in a project": [_in_project(_asking("read", _self), []), set(), set(), set()],
		"by a role in a project": [_in_project(_base, [fixtures.role("decisions", "read", fixtures.anywhere)]), set(), set(), set()],
		"an inverted rule in a project": [
			_in_project(_base, [
				fixtures.role("decisions", "read", fixtures.anywhere),
				fixtures.bar("decisions", "read", fixtures.anywhere),
			]),
			set(), set(), set(),
		],
		"in a project": [fixtures.changed(_base, {"facts": {"project": {"id": "p1"}}}), set(), set(), set()],
		"another request": [fixtures.permitted["changing a role"], set(), set(), set()],
	}
	case := {"input": input_, "codes": codes, "grants": grants, "obligations": obligations}
}

test_reasons[name] if {
	some name, case in cases
	reasons := decisions.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := decisions.grant with input as case.input
	grants == case.grants
}

# Everything else that the package comes to handle.
test_only_decisions_are_about_the_subject_itself[action] if {
	some action in ["read", "evaluate", "readReasons"]
	request := fixtures.changed(_asking(action, _self), {
		"resource": {"type": "access"},
		"facts": {"grants": {"organization": [fixtures.role("access", action, fixtures.anywhere)]}},
	})
	handled := {"access": {action}}
	grants := decisions.grant with input as request with decisions.handles as handled
	grants == {"role:custom:r1"}
	obligations := decisions.obligation with input as request with decisions.handles as handled
	obligations == set()
}

test_obligations[name] if {
	some name, case in cases
	obligations := decisions.obligation with input as case.input
	obligations == case.obligations
}
