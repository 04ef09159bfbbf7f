package authz.main_test

import data.authz.fixtures_test as fixtures
import data.authz.main

_names := {name | some name; data.authz.rules[name].ok with input as {}} | {name | some name; data.authz.rules[name].deny}

# What each request could lose without harm: the decision does not look at it,
# or looks at it only to permit more.
_idle := {
	"every": {
		["context", "route"], ["context", "requestId"],
	},
}

test_every_example_is_permitted[name] if {
	some name, request in fixtures.permitted
	decision := main.decision with input as request
	decision.permitted
	decision.reasons == []
	decision.visible == []
	count(decision.grants) > 0
}
