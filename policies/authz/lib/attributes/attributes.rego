# METADATA
# title: Attributes that permission rules name
# description: >-
#   A rule may name attributes of its holder, such as `identity.metadata.team`
#   (docs/contract.md 3.5). To change such an attribute is to change what the
#   rule gives or forbids, so it takes the rule without what the attribute decides.
# scope: package
package authz.lib.attributes

import data.authz.lib.coverage
import data.authz.lib.templates

# METADATA
# title: The attributes that rules of the holdings name
named(holdings) := {name |
	some holding in holdings
	some grant in _templated(holding)
	some [type, action] in _slots(grant)
	some conditions in _stated(grant, type, action)
	some operators in conditions
	some name in _names(operators)
}

# METADATA
# title: The holdings if the attributes could have any value
# description: >-
#   Each rule that names one of them, inverted or not, as a grant without its
#   conditions on the fields that name one: with any value of the attribute, the
#   rule gives no more than that, and takes no more away.
unbound(holdings, attributes) := [object.union(holding, {"grants": grants}) |
	some holding in holdings
	grants := [object.union(window, {"permissions": {"allow": allow, "deny": {}}}) |
		some grant in _templated(holding)
		window := object.remove(grant, ["permissions"])
		allow := _allow(grant, attributes)
	]
]

_templated(holding) := [grant | some grant in holding.grants; grant.permissions.templated]

_slots(grant) := {[type, action] |
	some side in ["allow", "deny"]
	some type, actions in grant.permissions[side]
	some action, _ in actions
}

_stated(grant, type, action) := {conditions |
	some side in ["allow", "deny"]
	some conditions in coverage.stated(grant.permissions[side][type][action])
}

_allow(grant, attributes) := {type: actions |
	some [type, _] in _slots(grant)
	actions := {action: {"all": freed} |
		some [type, action] in _slots(grant)
		freed := [object.remove(conditions, fields) |
			some conditions in _stated(grant, type, action)
			fields := {field | some field, operators in conditions; _names(operators) & attributes != set()}
			fields != set()
		]
		freed != []
	}
}

_names(operators) := {name |
	some operator, parts in operators
	templates.fills(operator)
	some i, name in parts
	i % 2 == 1
}
