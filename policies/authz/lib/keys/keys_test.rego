package authz.lib.keys_test

import data.authz.lib.keys

test_covered[name] if {
	some name, [key, held, want] in {
		"the same": ["dev:/a$", ["dev:/a$"], true],
		"another path": ["dev:/a$", ["dev:/b$"], false],
		"every environment": ["dev:/a$", ["*:/a$"], true],
		"one environment of all": ["*:/a$", ["dev:/a$"], false],
		"whole environment": ["dev:/a/", ["dev:"], true],
		"another environment": ["dev:/a/", ["prod:"], false],
		"environment by the whole of all": ["dev:", ["*:/"], false],
		"path in its folder": ["dev:/a$", ["dev:/a/"], true],
		"path in a folder above": ["dev:/a/b/c$", ["dev:/a/"], true],
		"path in the root": ["dev:/a$", ["*:/"], true],
		"root path in the root": ["dev:/$", ["dev:/"], true],
		"path by its parent's star": ["dev:/a/b$", ["dev:/a/*"], true],
		"path by the root's star": ["dev:/a$", ["dev:/*"], true],
		"path by a star too high": ["dev:/a/b$", ["dev:/*"], false],
		"root path by the root's star": ["dev:/$", ["dev:/*"], false],
		"hidden path by its parent's star": ["dev:/a/.h$", ["dev:/a/*"], false],
		"hidden path by its parent": ["dev:/a/.h$", ["dev:/a/"], false],
		"path below a hidden one by what is above": ["dev:/.h/x$", ["dev:/"], false],
		"path far below a hidden one by that": ["dev:/.h/x/y$", ["dev:/.h/"], true],
		"path below a hidden one in a folder by that": ["dev:/a/.h/x$", ["dev:/a/.h/"], true],
		"hidden path by a folder that looks like it": ["dev:/.h$", ["dev:/.h$/"], false],
		"path below a hidden one by that": ["dev:/.h/x$", ["dev:/.h/"], true],
		"folder in a folder": ["dev:/a/b/", ["dev:/a/"], true],
		"folder in a longer name": ["dev:/ab/", ["dev:/a/"], false],
		"folder by its own star": ["dev:/a/b/", ["dev:/a/b/*"], false],
		"folder by one without a name in it": ["dev:/a/", ["dev:/a//"], false],
		"folder by a star": ["dev:/a/b/", ["dev:/a/*"], false],
		"star in its folder": ["dev:/a/*", ["dev:/a/"], true],
		"star in a folder above": ["dev:/a/b/*", ["*:/a/"], true],
		"star by the folder below": ["dev:/a/*", ["dev:/a/b/"], false],
		"relative path in no folder": ["dev:a$", ["dev:/"], false],
		"empty path in no folder": ["dev:$", ["dev:/"], false],
		"path that looks like a key": ["dev:/a/*x$", ["dev:/a/*"], true],
	}
	holds := {true | keys.covered(key, {k: true | some k in held})}
	got := count(holds) == 1
	got == want
}

test_uncovered[name] if {
	some name, [wanted, held, want] in {
		"all the same": [["dev:/a/", "dev:/b/"], ["dev:/a/", "dev:/b/"], set()],
		"parents": [["dev:/a/b/", "dev:/a/c$", "dev:/a/*"], ["dev:/a/"], set()],
		"farther off": [["dev:/a/b/c/", "dev:/x$"], ["*:/a/", "dev:/x/"], set()],
		"some are not": [["dev:/a/", "dev:/b/", "prod:"], ["dev:/a/"], {"dev:/b/", "prod:"}],
		"hidden": [["dev:/a/.h/"], ["dev:/a/"], {"dev:/a/.h/"}],
	}
	keys.uncovered({k: true | some k in wanted}, {k: true | some k in held}) == want
}

test_around[name] if {
	some name, [conditions, want] in {
		"nothing": [{}, {"*:"}],
		"environment": [{"environment": {"$eq": "dev"}}, {"dev:"}],
		"environments": [{"environment": {"$in": ["dev", "qa"]}}, {"dev:", "qa:"}],
		"environment with a colon": [{"environment": {"$eq": "a:b"}}, {"*:"}],
		"environment named star": [{"environment": {"$in": ["dev", "*"]}}, {"*:"}],
		"environment by glob": [{"environment": {"$glob": "d*", "$match": "^d"}}, {"*:"}],
		"not an environment": [{"environment": {"$ne": "dev"}}, {"*:"}],
		"path": [{"secretPath": {"$eq": "/a"}}, {"*:/a$"}],
		"paths": [{"environment": {"$eq": "dev"}, "secretPath": {"$in": ["/a", "/b"]}}, {"dev:/a$", "dev:/b$"}],
		"folder": [{"secretPath": {"$glob": "/a/**"}}, {"*:/a/"}],
		"root": [{"secretPath": {"$glob": "/**"}}, {"*:/"}],
		"bare": [{"secretPath": {"$glob": "**"}}, {"*:/"}],
		"children": [{"secretPath": {"$glob": "/a/*"}}, {"*:/a/*"}],
		"children of the root": [{"secretPath": {"$glob": "/*"}}, {"*:/*"}],
		"literal": [{"secretPath": {"$glob": "/a"}}, {"*:/a$"}],
		"other glob": [{"secretPath": {"$glob": "/{a,b}/**"}}, {"*:"}],
		"empty segment": [{"secretPath": {"$glob": "/a//*"}}, {"*:"}],
		"several operators": [{"secretPath": {"$glob": "/a/*", "$ne": "/a/b"}}, {"*:/a/*"}],
		"other fields": [{"environment": {"$eq": "dev"}, "secretName": {"$eq": "X"}}, {"dev:"}],
	}
	keys.around(conditions) == want
}
