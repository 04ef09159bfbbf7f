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

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"a read that stays": [_carrying(true, true), set()],
		"a read that is given up": [_carrying(true, false), set()],
		"no read at either place": [_carrying(false, false), set()],
		"a read that is gained": [_carrying(false, true), {"place_boundary"}],
		"nothing known of the places": [_carry, {"place_boundary"}],
		"a secret that is read": [fixtures.permitted["a secret's value"], set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := places.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_decision[name] if {
	some name, [request, permitted] in {
		"a read that stays": [_carrying(true, true), true],
		"a read that is gained": [_carrying(false, true), false],
	}
	decision := main.decision with input as request
	decision.permitted == permitted
}
