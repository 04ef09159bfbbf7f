package authz.lib.containment_test

import data.authz.lib.containment

_eq(value) := {"$eq": value}

_ne(value) := {"$ne": value}

_in(values) := {"$in": values}

# Globs with translations that are good enough for the values used here.
_team := {"$glob": "/team/*", "$match": "^/team/[^/]+$"}

_teams := {"$glob": "/team/**", "$match": "^/team(/.*)?$"}

_not_team := {"$glob": "!/team", "$nomatch": "^/team$"}

_plain := {"$glob": "/team", "$match": "^/team$"}

test_covers_on_one_field[name] if {
	some name, [wide, narrow, want] in {
		"eq, eq": [_eq("a"), _eq("a"), true],
		"eq, another eq": [_eq("a"), _eq("b"), false],
		"eq, ne": [_eq("a"), _ne("b"), false],
		"eq, in of one": [_eq("a"), _in(["a"]), true],
		"eq, in of two": [_eq("a"), _in(["a", "b"]), false],
		"eq, literal glob": [_eq("/team"), _plain, true],
		"eq, glob": [_eq("/team/a"), _team, false],
		"ne, another eq": [_ne("a"), _eq("b"), true],
		"ne, its eq": [_ne("a"), _eq("a"), false],
		"ne, ne": [_ne("a"), _ne("a"), true],
		"ne, another ne": [_ne("a"), _ne("b"), false],
		"ne, in without it": [_ne("a"), _in(["b", "c"]), true],
		"ne, in with it": [_ne("a"), _in(["b", "a"]), false],
		"ne, glob that misses it": [_ne("/a"), _team, true],
		"ne, glob that hits it": [_ne("/team/a"), _team, false],
		"ne, negation that misses it": [_ne("/team"), _not_team, true],
		"ne, negation that hits it": [_ne("/a"), _not_team, false],
		"in, member": [_in(["a", "b"]), _eq("b"), true],
		"in, other": [_in(["a", "b"]), _eq("c"), false],
		"in, subset": [_in(["a", "b", "c"]), _in(["c", "a"]), true],
		"in, ne": [_in(["a", "b"]), _ne("c"), false],
		"in, literal glob": [_in(["/team"]), _plain, true],
		"glob, matching eq": [_team, _eq("/team/a"), true],
		"glob, other eq": [_team, _eq("/a"), false],
		"glob, matching in": [_team, _in(["/team/a", "/team/b"]), true],
		"glob, other in": [_team, _in(["/team/a", "/a"]), false],
		"glob, ne": [_team, _ne("/a"), false],
		"glob, narrower glob": [_teams, _team, true],
		"glob, wider glob": [_team, _teams, false],
		"glob, literal glob": [_teams, _plain, true],
		"negation, other eq": [_not_team, _eq("/a"), true],
		"negation, its eq": [_not_team, _eq("/team"), false],
		"negation, itself": [_not_team, _not_team, true],
		"glob without translation": [{"$glob": "/team/*"}, _eq("/team/a"), false],
		"ne, glob without translation": [_ne("/a"), {"$glob": "/team/*"}, false],
		"unknown operator": [{"$regex": "a"}, _eq("a"), false],
		"unknown operator, no value": [{"$regex": "a"}, _in([]), false],
		"translation alone": [{"$match": "^/team"}, _eq("/team"), false],
		"several operators, all covered": [{"$ne": "a", "$in": ["b", "c"]}, _eq("b"), true],
		"several operators, one not covered": [{"$ne": "b", "$in": ["b", "c"]}, _eq("b"), false],
		"one of several operators suffices": [_ne("a"), {"$ne": "a", "$glob": "x", "$match": "^x$"}, true],
	}
	holds := {true | containment.covers({"secretPath": wide}, {"secretPath": narrow})}
	got := count(holds) == 1
	got == want
}

test_covers_fields[name] if {
	some name, [wide, narrow, want] in {
		"nothing covers all": [{}, {"environment": _eq("a")}, true],
		"all paths cover all paths": [{"secretPath": {"$glob": "/**"}}, {"secretPath": {"$glob": "**"}}, true],
		"all paths cover no name": [{"secretName": {"$glob": "/**"}}, {"secretName": {"$glob": "**"}}, false],
		"names": [{"secretName": {"$glob": "DB_*"}}, {"secretName": {"$glob": "DB_URL_*"}}, true],
		"environments": [{"environment": {"$glob": "dev-*"}}, {"environment": {"$glob": "dev-eu-*"}}, true],
		"all paths cover no environment": [{"environment": {"$glob": "/*"}}, {"environment": {"$glob": "*"}}, false],
		"a field of which nothing is known": [{"resourceName": {"$glob": "*"}}, {"resourceName": {"$glob": "a*"}}, false],
		"nothing covers nothing": [{}, {}, true],
		"an open field is not covered": [{"environment": _eq("a")}, {}, false],
		"another field is not covered": [{"environment": _eq("a")}, {"secretPath": _eq("a")}, false],
		"more fields are narrower": [
			{"environment": _eq("a")},
			{"environment": _eq("a"), "secretPath": _eq("/")},
			true,
		],
		"every field counts": [{"environment": _eq("a"), "secretPath": _eq("/a")}, {"environment": _eq("a")}, false],
		"tags, subset": [{"secretTags": _in(["a", "b"])}, {"secretTags": _in(["a"])}, true],
		"tags, other": [{"secretTags": _in(["a"])}, {"secretTags": _in(["b"])}, false],
		"tags, a list may hold what another condition names": [
			{"secretTags": _ne("a")},
			{"secretTags": _eq("b")},
			false,
		],
		"tags, a value says nothing of a glob": [{"secretTags": _plain}, {"secretTags": _eq("/team")}, false],
		"tags, a glob says nothing of a list": [{"secretTags": _ne("a")}, {"secretTags": _team}, false],
	}
	holds := {true | containment.covers(wide, narrow)}
	got := count(holds) == 1
	got == want
}

test_disjoint_on_one_field[name] if {
	some name, [one, other, want] in {
		"eq, another eq": [_eq("a"), _eq("b"), true],
		"eq, the same eq": [_eq("a"), _eq("a"), false],
		"eq, its ne": [_eq("a"), _ne("a"), true],
		"eq, another ne": [_eq("a"), _ne("b"), false],
		"eq, in without it": [_eq("a"), _in(["b"]), true],
		"eq, in with it": [_eq("a"), _in(["b", "a"]), false],
		"eq, glob that misses it": [_eq("/a"), _team, true],
		"eq, glob that hits it": [_eq("/team/a"), _team, false],
		"eq, negation that excludes it": [_eq("/team"), _not_team, true],
		"in, in": [_in(["a", "b"]), _in(["c"]), true],
		"in, overlapping in": [_in(["a", "b"]), _in(["b"]), false],
		"in, glob that misses all": [_in(["/a", "/b"]), _team, true],
		"in, glob that hits one": [_in(["/a", "/team/b"]), _team, false],
		"in of one, its ne": [_in(["a"]), _ne("a"), true],
		"in of two, ne": [_in(["a", "b"]), _ne("a"), false],
		"ne, ne": [_ne("a"), _ne("b"), false],
		"glob, glob": [_team, {"$glob": "/a/*", "$match": "^/a/"}, true],
		"glob, overlapping glob": [_team, _teams, false],
		"literal glob, its ne": [_plain, _ne("/team"), true],
		"glob, ne of its text": [_team, _ne("/team/*"), false],
		"glob without translation": [_eq("/a"), {"$glob": "/team/*"}, false],
	}
	every pair in [[one, other], [other, one]] {
		holds := {true | containment.disjoint({"secretPath": pair[0]}, {"secretPath": pair[1]})}
		got := count(holds) == 1
		got == want
	}
}

test_disjoint_fields[name] if {
	some name, [one, other, want] in {
		"nothing overlaps all": [{}, {"environment": _eq("a")}, false],
		"other fields": [{"environment": _eq("a")}, {"secretPath": _eq("/")}, false],
		"one field suffices": [
			{"environment": _eq("a"), "secretPath": _eq("/")},
			{"environment": _eq("a"), "secretPath": _eq("/b")},
			true,
		],
		"a list may hold both": [{"secretTags": _in(["a"])}, {"secretTags": _in(["b"])}, false],
	}
	holds := {true | containment.disjoint(one, other)}
	got := count(holds) == 1
	got == want
}

_teams_of_the_subject := {"secretPath": {"$glob_template": "/{{identity.name}}", "$glob_filled": ["^(?:/", "name", ")$"]}}

test_a_template_covers_itself_for_one_subject_alone[name] if {
	some name, [owner, want] in {
		"the subject itself": ["i-1", true],
		"another": ["i-2", false],
	}
	holds := {true | containment.covers(_teams_of_the_subject, _teams_of_the_subject)} with input as {
		"subject": {"type": "identity", "id": "i-1"},
		"facts": {"target": {"owner": {"type": "identity", "id": owner}}},
	}
	got := count(holds) == 1
	got == want
}

# Beside a template stand other operators; only the written ones count, not those
# that the engine made of them.
_but_its_own := {"$ne_template": "/{{identity.name}}", "$ne_filled": ["^(?:/", "name", ")$"]}

test_a_template_stands_beside_other_operators[name] if {
	some name, [wide, narrow, want] in {
		"a pattern that is met": [object.union(_teams, _but_its_own), object.union(_eq("/team/a"), _but_its_own), true],
		"a pattern that is not": [object.union(_teams, _but_its_own), object.union(_eq("/a"), _but_its_own), false],
		"a negation that is met": [object.union(_not_team, _but_its_own), object.union(_eq("/a"), _but_its_own), true],
		"a negation that is not": [object.union(_not_team, _but_its_own), object.union(_eq("/team"), _but_its_own), false],
		"what it was translated to": [
			object.union(_teams, _but_its_own),
			object.union(_eq("/team/a"), object.remove(_but_its_own, ["$ne_filled"])),
			true,
		],
	}
	holds := {true | containment.covers({"secretPath": wide}, {"secretPath": narrow})} with input as {
		"subject": {"type": "identity", "id": "i-1"},
		"facts": {"target": {"owner": {"type": "identity", "id": "i-1"}}},
	}
	got := count(holds) == 1
	got == want
}

test_a_template_proves_nothing_else[name] if {
	some name, [wide, narrow] in {
		"a pattern for everything": [{"secretPath": {"$glob": "/**", "$match": "^/"}}, _teams_of_the_subject],
		"its own text": [_teams_of_the_subject, {"secretPath": {"$eq": "/{{identity.name}}"}}],
	}
	not containment.covers(wide, narrow)
	not containment.disjoint(wide, narrow)
}
