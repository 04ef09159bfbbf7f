package authz.assert.encryption_holds_test

import data.authz.assert.encryption_holds
import data.authz.fixtures_test as fixtures

_secret := fixtures.permitted["a secret's value"]

test_violations[name] if {
	some name, [fields, permitted, want] in {
		"not encrypted": [{}, true, 0],
		"encrypted": [{"facts": {"project": {"e2ee": true}}}, true, 1],
		"encrypted, and refused": [{"facts": {"project": {"e2ee": true}}}, false, 0],
		"encrypted, and not in plain text": [{"facts": {"project": {"e2ee": true}}, "context": {"raw": false}}, true, 0],
	}
	violation := encryption_holds.violation with input as fixtures.changed(_secret, fields)
		with data.authz.main.decision as {"permitted": permitted}
	count(violation) == want
}
