package authz.assert.organizations_apart_test

import data.authz.assert.organizations_apart
import data.authz.fixtures_test as fixtures

_secret := fixtures.permitted["a secret's value"]

test_violations[name] if {
	some name, [request, permitted, want] in {
		"its own": [_secret, true, 0],
		"another organization": [fixtures.changed(_secret, {"facts": {"organization": {"id": "o2"}}}), true, 1],
		"a project of another": [fixtures.changed(_secret, {"facts": {"project": {"org_id": "o2"}}}), true, 1],
		"no organization at all": [fixtures.without(_secret, "facts/membership"), true, 1],
		"refused": [fixtures.changed(_secret, {"facts": {"project": {"org_id": "o2"}}}), false, 0],
		"a public route": [fixtures.permitted["a machine's login"], true, 0],
		"a public route that names an organization": [
			fixtures.changed(fixtures.permitted["a machine's login"], {"facts": {"organization": {"id": "o2"}}}),
			true, 0,
		],
	}
	violation := organizations_apart.violation with input as request
		with data.authz.main.decision as {"permitted": permitted}
	count(violation) == want
}
