package authz.rules.azure_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.azure

_login := fixtures.permitted["an Azure login"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"another issuer": [fixtures.proven(_login, {"iss": "https://sts.windows.net/t2/"}), {"azure_issuer_mismatch"}],
		"an issuer without a slash": [fixtures.proven(_login, {"iss": "https://sts.windows.net/t1"}), {"azure_issuer_mismatch"}],
		"no issuer": [fixtures.without(_login, "facts/login/proof/iss"), {"azure_issuer_mismatch"}],
		"another tenant": [fixtures.proven(_login, {"tid": "t2"}), {"azure_tenant_mismatch"}],
		"no tenant": [fixtures.without(_login, "facts/login/proof/tid"), {"azure_tenant_mismatch"}],
		"another resource": [fixtures.proven(_login, {"aud": ["https://vault.azure.net"]}), {"azure_resource_mismatch"}],
		"two slashes": [fixtures.proven(_login, {"aud": ["https://management.azure.com//"]}), {"azure_resource_mismatch"}],
		"a slash at both": [fixtures.proven(_login, {"aud": ["https://management.azure.com/"]}), set()],
		"no slash at both": [fixtures.binding(_login, {"resource": "https://management.azure.com"}), set()],
		"two audiences": [fixtures.proven(_login, {"aud": ["https://management.azure.com/", "x"]}), {"azure_resource_mismatch"}],
		"no audience": [fixtures.without(_login, "facts/login/proof/aud"), {"azure_resource_mismatch"}],
		"another principal": [fixtures.proven(_login, {"oid": "o2"}), {"azure_principal_not_allowed"}],
		"no principal": [fixtures.without(_login, "facts/login/proof/oid"), {"azure_principal_not_allowed"}],
		"any principal": [fixtures.binding(fixtures.proven(_login, {"oid": "o2"}), {"principals": []}), set()],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"iss": "x", "tid": "x", "aud": [], "oid": "x"}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "tid": "x", "aud": [], "oid": "x"}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "tid": "x", "aud": [], "oid": "x"}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := azure.deny with input as case.input
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
	}
	got := azure.grant with input as request
	got == want
}
