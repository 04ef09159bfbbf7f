package authz.lib.bindings_test

import data.authz.fixtures_test as fixtures
import data.authz.lib.bindings

_oidc := fixtures.permitted["an OIDC login"]

test_by[name] if {
	some name, [change, want] in {
		"as it is": [{}, true],
		"an unknown identity": [{"facts": {"login": {"known": false}}}, false],
		"another method": [{"resource": {"type": "jwt-auth"}}, false],
		"another action": [{"action": {"name": "read"}}, false],
		"a guarded route": [{"context": {"accepts": ["user_session"]}}, false],
	}
	got := count([true | bindings.by("oidc-auth")]) == 1 with input as fixtures.changed(_oidc, change)
	got == want
}

test_each_method_is_proven if {
	every method in bindings.methods {
		bindings.proving with input as fixtures.changed(_oidc, {"resource": {"type": method}})
	}
	not bindings.proving with input as fixtures.changed(_oidc, {"resource": {"type": "universal-auth"}})
	not bindings.by("universal-auth") with input as fixtures.changed(_oidc, {"resource": {"type": "universal-auth"}})
}

_patterns := {"a*": "^a[^/]*$", "*": "^[^/]*$", "[x]": "^x$"}

test_claims_fit[name] if {
	some name, [bound, value, want] in {
		"equal": [["main"], "main", true],
		"different": [["main"], "dev", false],
		"one of several": [["dev", "main"], "main", true],
		"none bound": [[], "main", false],
		"a glob": [["x", "a*"], "abc", true],
		"a glob that does not match": [["a*"], "b", false],
		"a text that looks like a glob": [["[x]"], "[x]", true],
		"a text without an expression": [["b*"], "bc", false],
		"empty and a glob": [["*"], "", false],
		"empty and empty": [[""], "", true],
		"a list with the value": [["main"], ["x", "main"], true],
		"a list with a match": [["a*"], [1, "ab"], true],
		"a list without": [["main"], ["x"], false],
		"an empty list": [["*"], [], false],
		"a list in a list": [["main"], [["main"]], false],
		"a number": [["42"], 42, true],
		"another number": [["42"], 43, false],
		"a number and a glob": [["*"], 42, false],
		"a number in a list": [["42"], [42], false],
		"true": [["true"], true, true],
		"true for false": [["false"], true, false],
		"false": [["false"], false, true],
		"a boolean and a glob": [["*"], false, false],
		"null": [["*", "null"], null, false],
		"an object": [["*", "{}"], {}, false],
		"an object with the value": [["main"], {"a": "main"}, false],
		"a number that is bound as one": [[7], 7, false],
	}
	got := count([true | bindings.claim_fits(bound, value)]) > 0 with input.facts.login.config.patterns as _patterns
	got == want
}

test_claims_of_a_token[name] if {
	some name, [claims, named, missing, other] in {
		"none bound": [{}, {"ref": "x"}, set(), set()],
		"a binding without values": [{"ref": []}, {"ref": "x"}, set(), set()],
		"a binding without values, and no value": [{"ref": []}, {}, set(), set()],
		"the right value": [{"ref": ["main"]}, {"ref": "main"}, set(), set()],
		"another value": [{"ref": ["main"]}, {"ref": "dev"}, set(), {"ref"}],
		"no value": [{"ref": ["main"]}, {}, {"ref"}, set()],
		"null": [{"ref": ["main"]}, {"ref": null}, {"ref"}, set()],
		"false": [{"ref": ["true"]}, {"ref": false}, set(), {"ref"}],
		"one of two": [{"ref": ["main"], "env": ["prod"]}, {"ref": "main", "env": "dev"}, set(), {"env"}],
	}
	facts := {"login": {"config": {"claims": claims, "patterns": {}}, "proof": {"named": named}}}
	got_missing := bindings.missing_claims with input.facts as facts
	got_other := bindings.other_claims with input.facts as facts
	got_missing == missing
	got_other == other
}

test_claims_bound[name] if {
	some name, [claims, want] in {
		"none": [{}, false],
		"without values": [{"ref": []}, false],
		"with values": [{"env": [], "ref": ["main"]}, true],
	}
	got := count([true | bindings.claims_bound]) == 1 with input.facts.login.config.claims as claims
	got == want
}
