package authz.lib.globs_test

import data.authz.lib.globs

test_literal[name] if {
	some name, [pattern, want] in {
		"path": ["/a/b-c_d.e f", true],
		"name": ["dev", true],
		"star": ["/a*", false],
		"braces": ["/{a}", false],
		"negation": ["!/a", false],
		"plus": ["/a+b", false],
		"dot slash": ["./a", false],
		"empty": ["", false],
	}
	holds := {true | globs.literal(pattern)}
	got := count(holds) == 1
	got == want
}

test_covers_paths[name] if {
	some name, [wide, narrow, want] in {
		"equal text, whatever it means": ["/{a,b}[c]", "/{a,b}[c]", true],
		"star, literal": ["/apps/*", "/apps/web", true],
		"star, star": ["/*/*", "/apps/*", true],
		"star, double star": ["/apps/*", "/apps/**", false],
		"star, hidden": ["/apps/*", "/apps/.web", false],
		"star, deeper": ["/apps/*", "/apps/web/db", false],
		"literal, star": ["/apps/web", "/apps/*", false],
		"double star, star": ["/apps/**", "/apps/*", true],
		"double star, deeper": ["/apps/**", "/apps/web/**", true],
		"double star, its own folder": ["/apps/**", "/apps", true],
		"double star, a longer name": ["/apps/**", "/apps2/**", false],
		"double star, hidden below": ["/apps/**", "/apps/.web/**", false],
		"hidden folder by name": ["/.h/**", "/.h/*", true],
		"root": ["/**", "/*/a/**", true],
		"bare double star": ["**", "/a/*", true],
		"root and bare": ["/**", "**", true],
		"literal below star": ["/*/b", "/a/b", true],
		"double star after a star, at least one more": ["/*/**", "/a/b/**", true],
		"double star after a star, none": ["/*/**", "/a/**", false],
		"inner double star, one": ["/a/**/c", "/a/*/c", true],
		"inner double star, none": ["/a/**/c", "/a/c", true],
		"inner double star, another end": ["/a/**/c", "/a/*/d", false],
		"inner double star, too short": ["/a/**/b/c", "/a/c", false],
		"inner double star, an end that begins too early": ["/a/**/a/b", "/a/b", false],
		"leading double star, none": ["/**/b", "/b", false],
		"leading double star, one": ["/**/b", "/*/b", true],
		"leading double star, only a double star": ["/**/b", "/**/**/b", false],
		"two double stars are not followed": ["/**/a/**", "/x/a/y", false],
		"part of a name": ["/a*", "/ab", false],
		"braces": ["/{a,b}/**", "/a/**", false],
		"relative": ["*", "a", false],
	}
	holds := {true | globs.covers("path", wide, narrow)}
	got := count(holds) == 1
	got == want
}

test_covers_texts[name] if {
	some name, [wide, narrow, want] in {
		"equal text, whatever it means": ["{A,B}[c]", "{A,B}[c]", true],
		"a pattern for paths matches no name": ["/**", "**", false],
		"so does one with a star": ["/*", "*", false],
		"star, double star": ["*", "**", true],
		"double star, star": ["**", "*", true],
		"star, a longer beginning": ["DB_*", "DB_URL_*", true],
		"star, another beginning": ["DB_*", "PUB_*", false],
		"star, a shorter beginning": ["DB_*", "DB*", false],
		"star, literal": ["DB_*", "DB_URL", true],
		"star at the start": ["*_URL", "DB_*_URL", true],
		"star on both sides": ["*_*", "DB_*", true],
		"literal, star": ["DB_URL", "DB_*", false],
		"a dot is a dot": ["A.B*", "AxB*", false],
		"a dot, itself": ["A.B*", "A.B_*", true],
		"star, hidden": ["*", ".env*", false],
		"a star completes no dot": [".*", "..*", false],
		"question mark": ["A?", "AB", false],
		"question mark, nothing": ["A?", "A", false],
		"braces": ["{A,B}*", "A*", false],
		"negation": ["!A", "B", false],
		"another kind": ["A*", "/A", false],
	}
	holds := {true | globs.covers("text", wide, narrow)}
	got := count(holds) == 1
	got == want
}

test_disjoint[name] if {
	some name, [one, other, want] in {
		"beginnings part": ["/apps/**", "/libs/*", true],
		"a longer name": ["/apps/*", "/apps2/*", true],
		"one begins the other": ["/apps/*", "/apps/web*", false],
		"the other begins the one": ["/apps/web*", "/ap*", false],
		"negation": ["!/apps", "/libs/*", false],
		"braces": ["{/a,/b}", "/c/*", false],
		"group": ["/a@(x)", "/b*", true],
		"dot slash": ["./a*", "/b*", false],
	}
	holds := {true | globs.disjoint(one, other)}
	got := count(holds) == 1
	got == want
}
