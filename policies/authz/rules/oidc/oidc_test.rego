package authz.rules.oidc_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.oidc

_login := fixtures.permitted["an OIDC login"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"a token without claims of another kind": [fixtures.changed(fixtures.without(_login, "facts/login/proof/named"), {"facts": {"login": {"proof": {"kind": "moon"}}}}), set()],
		"a token without claims on another route": [fixtures.changed(fixtures.without(_login, "facts/login/proof/named"), {"action": {"name": "fly"}}), set()],
		"a token with other claims of another kind": [fixtures.changed(fixtures.proven(_login, {"named": {"ref": "x"}}), {"facts": {"login": {"proof": {"kind": "moon"}}}}), set()],
		"a token with other claims on another route": [fixtures.changed(fixtures.proven(_login, {"named": {"ref": "x"}}), {"action": {"name": "fly"}}), set()],
		"a mapped claim that is a list of one": [fixtures.proven(_login, {"named": {"ci.team": ["a"]}}), set()],
		"another issuer": [fixtures.proven(_login, {"iss": "https://x"}), {"oidc_issuer_mismatch"}],
		"an issuer with a slash more": [fixtures.proven(_login, {"iss": "https://ci.example.com/"}), {"oidc_issuer_mismatch"}],
		"no issuer": [fixtures.without(_login, "facts/login/proof/iss"), {"oidc_issuer_mismatch"}],
		"another subject": [fixtures.proven(_login, {"sub": "repo:cat/app"}), {"oidc_subject_mismatch"}],
		"a deeper subject": [fixtures.proven(_login, {"sub": "repo:octo/app/x"}), {"oidc_subject_mismatch"}],
		"no subject": [fixtures.without(_login, "facts/login/proof/sub"), {"oidc_subject_mismatch"}],
		"no subject bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/sub"), {"subject": ""}), set()],
		"the very subject": [fixtures.binding(fixtures.proven(_login, {"sub": "[x]"}), {"subject": "[x]"}), set()],
		"another audience": [fixtures.proven(_login, {"aud": ["x"]}), {"oidc_audience_mismatch"}],
		"no audience": [fixtures.without(_login, "facts/login/proof/aud"), {"oidc_audience_mismatch"}],
		"no audience bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/aud"), {"audiences": []}), set()],
		"another claim": [fixtures.proven(_login, {"named": {"ref": "dev"}}), {"oidc_claim_mismatch"}],
		"a claim that matches": [fixtures.proven(_login, {"named": {"ref": "release-1"}}), set()],
		"no claim": [fixtures.without(_login, "facts/login/proof/named/ref"), {"oidc_claim_missing"}],
		"no claim bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/named/ref"), {"claims": {}}), set()],
		"everything at once": [fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {"ref": "x"}}), {"oidc_issuer_mismatch", "oidc_subject_mismatch", "oidc_audience_mismatch", "oidc_claim_mismatch"}],
		"no mapped claim": [fixtures.without(_login, "facts/login/proof/named/ci.team"), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is empty": [fixtures.proven(_login, {"named": {"ci.team": ""}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is a number": [fixtures.proven(_login, {"named": {"ci.team": 7}}), set()],
		"a mapped claim that is false": [fixtures.proven(_login, {"named": {"ci.team": false}}), set()],
		"a mapped claim that is null": [fixtures.proven(_login, {"named": {"ci.team": null}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is an object": [fixtures.proven(_login, {"named": {"ci.team": {"a": "b"}}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is an empty list": [fixtures.proven(_login, {"named": {"ci.team": []}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is a list": [fixtures.proven(_login, {"named": {"ci.team": ["a", 1, true]}}), set()],
		"a mapped claim that is a list with an empty text": [fixtures.proven(_login, {"named": {"ci.team": ["a", ""]}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is a list with a list": [fixtures.proven(_login, {"named": {"ci.team": [["a"]]}}), {"oidc_mapped_claim_missing"}],
		"a mapped claim that is a list with null": [fixtures.proven(_login, {"named": {"ci.team": ["a", null]}}), {"oidc_mapped_claim_missing"}],
		"nothing mapped": [fixtures.binding(fixtures.without(_login, "facts/login/proof/named/ci.team"), {"mapping": {}}), set()],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := oidc.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_grants[name] if {
	some name, [request, want] in {
		"the good one": [_login, {"proof"}],
		"no proof": [fixtures.unproven(_login, "auth_key_unknown"), set()],
		"another kind of proof": [fixtures.proven(_login, {"kind": "moon"}), set()],
		"another action": [fixtures.changed(_login, {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(_login, {"resource": {"type": "moon"}}), set()],
		"an unknown identity": [fixtures.changed(_login, {"facts": {"login": {"known": false}}}), set()],
		"an expired token": [fixtures.proven(_login, {"exp": 1}), set()],
		"nothing said about claims": [fixtures.without(_login, "facts/login/config/claims"), set()],
		"nothing said about the mapping": [fixtures.without(_login, "facts/login/config/mapping"), set()],
	}
	got := oidc.grant with input as request
	got == want
}
