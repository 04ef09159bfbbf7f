package authz.assert.credentials_hold_test

import data.authz.assert.credentials_hold
import data.authz.fixtures_test as fixtures

_secret := fixtures.permitted["a secret's value"]

_token(fields) := fixtures.changed(_secret, {"facts": {"token": fields}})

test_violations[name] if {
	some name, [request, permitted, want] in {
		"a good one": [_secret, true, 0],
		"one that never expires": [_token({"expires_at": 0}), true, 0],
		"an expired one": [_token({"expires_at": fixtures.now}), true, 1],
		"a revoked one": [_token({"revoked": true}), true, 1],
		"an unknown one": [_token({"known": false}), true, 1],
		"a forged one": [_token({"well_formed": false}), true, 1],
		"none": [fixtures.without(_secret, "facts/token"), true, 1],
		"none, and refused": [fixtures.without(_secret, "facts/token"), false, 0],
		"none on a public route": [fixtures.permitted["a machine's login"], true, 0],
	}
	violation := credentials_hold.violation with input as request
		with data.authz.main.decision as {"permitted": permitted}
	count(violation) == want
}
