package authz.lib.conditions_test

import data.authz.lib.conditions

_props := {"environment": "dev", "secretPath": "/a", "secretTags": ["t1", "t2"], "labels": {"k": "dev"}}

_cases := {
	"no conditions": [{}, true],
	"eq": [{"environment": {"$eq": "dev"}}, true],
	"eq, another": [{"environment": {"$eq": "prod"}}, false],
	"eq, missing": [{"secretName": {"$eq": "X"}}, false],
	"eq, element of a list": [{"secretTags": {"$eq": "t1"}}, true],
	"eq, no element of a list": [{"secretTags": {"$eq": "t3"}}, false],
	"ne": [{"environment": {"$ne": "prod"}}, true],
	"ne, the same": [{"environment": {"$ne": "dev"}}, false],
	"ne, missing": [{"secretName": {"$ne": "X"}}, true],
	"ne, element of a list": [{"secretTags": {"$ne": "t1"}}, false],
	"in": [{"environment": {"$in": ["dev", "prod"]}}, true],
	"in, none": [{"environment": {"$in": ["qa"]}}, false],
	"in, missing": [{"secretName": {"$in": ["X"]}}, false],
	"in, overlap": [{"secretTags": {"$in": ["t2", "t3"]}}, true],
	"in, no overlap": [{"secretTags": {"$in": ["t3"]}}, false],
	"match": [{"secretPath": {"$match": "^/a$"}}, true],
	"match, another": [{"secretPath": {"$match": "^/b$"}}, false],
	"match, missing": [{"secretName": {"$match": "^"}}, false],
	"match, a list": [{"secretTags": {"$match": "^"}}, false],
	"nomatch": [{"secretPath": {"$nomatch": "^/b$"}}, true],
	"nomatch, it does": [{"secretPath": {"$nomatch": "^/a$"}}, false],
	"nomatch, missing": [{"secretName": {"$nomatch": "^x"}}, false],
	"eq, value of an object": [{"labels": {"$eq": "dev"}}, false],
	"all operators": [{"environment": {"$ne": "prod", "$in": ["dev"]}}, true],
	"one operator fails": [{"environment": {"$ne": "dev", "$in": ["dev"]}}, false],
	"one field fails": [{"environment": {"$eq": "dev"}, "secretPath": {"$eq": "/b"}}, false],
}

test_meets[name] if {
	some name, [rule, want] in _cases
	holds := {true | conditions.meets(rule, _props)}
	got := count(holds) == 1
	got == want
}

# Conditions that are understood are either met or missed.
test_misses[name] if {
	some name, [rule, want] in _cases
	misses := {true | conditions.misses(rule, _props)}
	got := count(misses) == 0
	got == want
}

test_what_is_not_understood_grants_nothing_and_frees_nobody[operator] if {
	some operator, operand in {"$glob": "dev", "$regex": "", "$elemMatch": ["dev"]}
	rule := {"environment": {operator: operand}}
	not conditions.meets(rule, _props)
	not conditions.misses(rule, _props)
}

_subject := {"type": "identity", "id": "a", "name": "dev", "metadata": {"tag": "t"}}

# Each condition, whether it is met, and whether it frees from a denial.
test_attributes_of_the_subject[name] if {
	some name, [rule, meets, misses] in {
		"equality": [{"secretPath": {"$eq_filled": ["^(?:/", "id", ")$"]}}, true, false],
		"another value": [{"secretPath": {"$eq_filled": ["^(?:/", "name", ")$"]}}, false, true],
		"pattern": [{"secretPath": {"$glob_filled": ["^(?:/", "id", ")$"]}}, true, false],
		"list, another value": [{"secretTags": {"$in_filled": ["^(?:x|", "name", ")$"]}}, false, true],
		"value of an object": [{"labels": {"$eq_filled": ["^(?:", "metadata.tag", ")$"]}}, false, true],
		"list": [{"secretTags": {"$in_filled": ["^(?:x|", "metadata.tag", ")$"]}}, true, false],
		"inequality": [{"secretPath": {"$ne_filled": ["^(?:/", "name", ")$"]}}, true, false],
		"inequality, it is": [{"secretPath": {"$ne_filled": ["^(?:/", "id", ")$"]}}, false, true],
		"inequality, a missing field": [{"secretName": {"$ne_filled": ["^(?:", "id", ")$"]}}, true, false],
		"negated pattern": [{"secretPath": {"$noglob_filled": ["^(?:/", "name", ")$"]}}, true, false],
		"negated pattern, it matches": [{"secretPath": {"$noglob_filled": ["^(?:/", "id", ")$"]}}, false, true],
		"pattern, a missing field": [{"secretName": {"$glob_filled": ["^(?:", "id", ")$"]}}, false, true],
		"a value that no path has": [{"secretPath": {"$eq_filled": ["^(?:", "name", ")$"]}}, false, false],
		"inequality, a value that no path has": [{"secretPath": {"$ne_filled": ["^(?:", "name", ")$"]}}, false, false],
		"negated, a value that no path has": [{"secretPath": {"$noglob_filled": ["^(?:", "name", "/**)$"]}}, false, false],
		"a missing attribute": [{"secretPath": {"$eq_filled": ["^(?:/", "metadata.x", ")$"]}}, false, false],
		"inequality, a missing attribute": [{"secretPath": {"$ne_filled": ["^", "metadata.x", "$"]}}, false, false],
		"negated, a missing attribute": [{"secretPath": {"$noglob_filled": ["^", "metadata.x", "$"]}}, false, false],
	}
	props := {"environment": "dev", "secretPath": "/a", "secretTags": ["s", "t"], "labels": {"k": "t"}}
	met := count([true | conditions.meets(rule, props)]) == 1 with input.subject as _subject
	missed := count([true | conditions.misses(rule, props)]) == 1 with input.subject as _subject
	[met, missed] == [meets, misses]
}

# Only people and identities have attributes.
test_attributes_of_other_subjects_free_nobody if {
	rule := {"secretPath": {"$eq_filled": ["^(?:/", "name", ")$"]}}
	subject := {"type": "service_token", "id": "a", "name": "dev"}
	not conditions.meets(rule, {"secretPath": "/a"}) with input.subject as subject
	not conditions.misses(rule, {"secretPath": "/a"}) with input.subject as subject
}
