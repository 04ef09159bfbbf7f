package authz.lib.coverage_test

import data.authz.lib.coverage

_dev := {"environment": {"$eq": "dev"}}

_prod := {"environment": {"$eq": "prod"}}

_two := {"environment": {"$in": ["dev", "prod"]}}

_named := {"environment": {"$ne": "dev"}, "secretName": {"$eq": "X"}}

_slot(keys, rules, all) := {"any": false, "keys": {key: true | some key in keys}, "rules": rules, "all": all}

_holding(slots) := {"any": false, "slots": slots}

test_stated[name] if {
	some name, [slot, want] in {
		"conditions": [_slot(["dev:"], [], [_dev]), [_dev]],
		"unconditional": [{"any": true, "all": [_dev, {}]}, [{}]],
		"unsaid": [_slot(["dev:"], [], []), [{}]],
	}
	coverage.stated(slot) == want
}

test_unproved[name] if {
	some name, [held, slot, denials, want] in {
		"everything is held": [{"any": true, "slots": []}, _slot(["dev:"], [], [_dev]), [], set()],
		"nothing is held": [_holding([]), _slot(["dev:"], [], [_dev]), [], {_dev}],
		"two rules cover a list together": [
			_holding([_slot(["dev:"], [], [_dev]), _slot(["prod:"], [], [_prod])]),
			_slot(["dev:", "prod:"], [], [_two]), [], set(),
		],
		"and do so beside a denial": [
			_holding([_slot(["dev:", "prod:"], [], [_dev, _prod])]),
			_slot(["dev:", "prod:"], [], [_two]),
			[{"environment": {"$eq": "qa"}}], set(),
		],
		"a denial that is met": [
			_holding([_slot(["dev:", "prod:"], [], [_dev, _prod])]),
			_slot(["dev:", "prod:"], [], [_two]), [_prod], {_two},
		],
		"an unconditional rule beside one that is covered": [
			_holding([_slot(["dev:"], [], [_dev])]),
			{"any": true, "keys": {"dev:": true}, "rules": [], "all": [_dev, {}]}, [], {{}},
		],
		"only what is not covered": [
			_holding([_slot(["dev:"], [], [_dev])]),
			_slot(["dev:"], [_named], [_dev, _named]), [], {_named},
		],
	}
	coverage.unproved(held, slot, denials) == want
}

test_a_rule_that_names_an_attribute_covers_its_like_for_one_subject_alone[name] if {
	rule := {"environment": {"$eq_filled": ["", "name"]}}
	some name, [owner, want] in {
		"of the subject itself": [{"type": "identity", "id": "i1"}, set()],
		"of another subject": [{"type": "identity", "id": "i2"}, {rule}],
	}
	slot := _slot([], [rule], [rule])
	got := coverage.unproved(_holding([slot]), slot, []) with input as {
		"subject": {"type": "identity", "id": "i1"},
		"facts": {"target": {"owner": owner}},
	}
	got == want
}
