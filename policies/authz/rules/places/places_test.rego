package authz.rules.places_test

import data.authz.fixtures_test as fixtures
import data.authz.main
import data.authz.rules.places

_carry := fixtures.changed(fixtures.permitted["a secret's value"], {
	"action": {"name": "carry"},
	"resource": {"type": "places"},
})

_carrying(before, after) := fixtures.changed(_carry, {"facts": {"target": object.union(
	fixtures.target,
	{"kind": "secret", "carried": {"action": "readValue", "before": before, "after": after}},
)}})

_elsewhere := {"resource": {"type": "secrets"}}

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"a read that stays": [_carrying(true, true), set(), {"place"}],
		"a read that is given up": [_carrying(true, false), set(), {"place"}],
		"no read at either place": [_carrying(false, false), set(), {"place"}],
		"a read that is gained": [_carrying(false, true), {"place_boundary"}, set()],
		"nothing known of the places": [_carry, {"place_boundary"}, set()],
		"a secret that is read": [fixtures.permitted["a secret's value"], set(), set()],
		"another type, about a read that stays": [fixtures.changed(_carrying(true, true), _elsewhere), set(), set()],
		"another type, about a read that is gained": [
			fixtures.changed(_carrying(false, true), _elsewhere),
			set(), set(),
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := places.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, case in cases
	grants := places.grant with input as case.input
	grants == case.grants
}

test_decision[name] if {
	some name, [request, permitted] in {
		"a read that stays": [_carrying(true, true), true],
		"a read that is gained": [_carrying(false, true), false],
	}
	decision := main.decision with input as request
	decision.permitted == permitted
}
