package authz.assert.deny_wins_test

import data.authz.assert.deny_wins
import data.authz.fixtures_test as fixtures

_secret := fixtures.permitted["a secret's value"]

_holding(grants) := fixtures.changed(_secret, {"facts": {"grants": {"project": grants}}})

_bar(slot) := fixtures.bar("secrets", "readValue", slot)

_over := object.union(_bar(fixtures.anywhere), {"ends": fixtures.now - 1})

_in_organization := fixtures.changed(fixtures.permitted["changing a role"], {"facts": {"grants": {"organization": [
	fixtures.bar("role", "edit", fixtures.anywhere),
]}}})

test_violations[name] if {
	some name, [request, decision, want] in {
		"no inverted rule": [_secret, {"permitted": true}, 0],
		"one for everything": [_holding([_bar(fixtures.anywhere)]), {"permitted": true, "grants": ["role:admin"]}, 1],
		"one for this place": [_holding([_bar(fixtures.at("prod", "/db"))]), {"permitted": true, "grants": []}, 1],
		"one for another place": [_holding([_bar(fixtures.at("dev", "/db"))]), {"permitted": true, "grants": []}, 0],
		"one that is over": [_holding([_over]), {"permitted": true, "grants": []}, 0],
		"in the organization": [_in_organization, {"permitted": true, "grants": []}, 1],
		"refused": [_holding([_bar(fixtures.anywhere)]), {"permitted": false, "grants": []}, 0],
		"an administrator of the installation": [
			_in_organization,
			{"permitted": true, "grants": ["instance:admin"]},
			0,
		],
		"membership gives it": [
			_holding([_bar(fixtures.anywhere)]),
			{"permitted": true, "grants": ["membership:project"]},
			0,
		],
	}
	violation := deny_wins.violation with input as request with data.authz.main.decision as decision
	count(violation) == want
}
