# METADATA
# title: Many questions in one evaluation
# description: Lets property tests ask the libraries thousands of questions a second.
# scope: package
package batch

import data.authz.lib.comparison
import data.authz.lib.containment
import data.authz.lib.globs
import data.authz.lib.permissions
import data.authz.lib.reference_test

# For each case and each of its properties: permitted by the compiled form, and
# by the naive one.
decisions := [[{"compiled": compiled, "naive": naive} |
	some props in case.props
	compiled := count([true | _permits(case, props)]) == 1
	naive := count([true | reference_test.permits(case.rules, case.v1, case.type, case.action, props)]) == 1
] |
	some case in input.cases
]

_permits(case, props) if {
	permissions.allows(case.grants, "project", case.type, case.action, props, case.now)
	not permissions.forbids(case.grants, "project", case.type, case.action, props, case.now)
}

lacking := [comparison.lacking(case.held, case.wanted, case.now) | some case in input.cases]

globs := [{"covers": covers, "disjoint": disjoint} |
	some pair in input.pairs
	covers := count([true | globs.covers(input.kind, pair[0], pair[1])]) == 1
	disjoint := count([true | globs.disjoint(pair[0], pair[1])]) == 1
]

conditions := [{"covers": covers, "disjoint": disjoint} |
	some pair in input.pairs
	covers := count([true | containment.covers(pair[0], pair[1])]) == 1
	disjoint := count([true | containment.disjoint(pair[0], pair[1])]) == 1
]
