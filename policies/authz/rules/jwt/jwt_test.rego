package authz.rules.jwt_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.jwt

_login := fixtures.permitted["a JWT login"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"a token without claims of another kind": [fixtures.changed(fixtures.without(_login, "facts/login/proof/named"), {"facts": {"login": {"proof": {"kind": "moon"}}}}), set()],
		"a token without claims on another route": [fixtures.changed(fixtures.without(_login, "facts/login/proof/named"), {"action": {"name": "fly"}}), set()],
		"a token with other claims of another kind": [fixtures.changed(fixtures.proven(_login, {"named": {"ref": "x"}}), {"facts": {"login": {"proof": {"kind": "moon"}}}}), set()],
		"a token with other claims on another route": [fixtures.changed(fixtures.proven(_login, {"named": {"ref": "x"}}), {"action": {"name": "fly"}}), set()],
		"another issuer": [fixtures.proven(_login, {"iss": "https://x"}), {"jwt_issuer_mismatch"}],
		"an issuer with a slash more": [fixtures.proven(_login, {"iss": "https://ci.example.com/"}), {"jwt_issuer_mismatch"}],
		"no issuer": [fixtures.without(_login, "facts/login/proof/iss"), {"jwt_issuer_mismatch"}],
		"another subject": [fixtures.proven(_login, {"sub": "repo:cat/app"}), {"jwt_subject_mismatch"}],
		"a deeper subject": [fixtures.proven(_login, {"sub": "repo:octo/app/x"}), {"jwt_subject_mismatch"}],
		"no subject": [fixtures.without(_login, "facts/login/proof/sub"), {"jwt_subject_mismatch"}],
		"no subject bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/sub"), {"subject": ""}), set()],
		"the very subject": [fixtures.binding(fixtures.proven(_login, {"sub": "[x]"}), {"subject": "[x]"}), set()],
		"another audience": [fixtures.proven(_login, {"aud": ["x"]}), {"jwt_audience_mismatch"}],
		"no audience": [fixtures.without(_login, "facts/login/proof/aud"), {"jwt_audience_mismatch"}],
		"no audience bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/aud"), {"audiences": []}), set()],
		"another claim": [fixtures.proven(_login, {"named": {"ref": "dev"}}), {"jwt_claim_mismatch"}],
		"a claim that matches": [fixtures.proven(_login, {"named": {"ref": "release-1"}}), set()],
		"no claim": [fixtures.without(_login, "facts/login/proof/named/ref"), {"jwt_claim_missing"}],
		"no claim bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/named/ref"), {"claims": {}}), set()],
		"everything at once": [fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {"ref": "x"}}), {"jwt_issuer_mismatch", "jwt_subject_mismatch", "jwt_audience_mismatch", "jwt_claim_mismatch"}],
		"no issuer bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/iss"), {"issuer": ""}), set()],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "sub": "x", "aud": ["x"], "named": {}}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := jwt.deny with input as case.input
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
	}
	got := jwt.grant with input as request
	got == want
}
