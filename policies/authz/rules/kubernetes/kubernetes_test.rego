package authz.rules.kubernetes_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.kubernetes

_login := fixtures.permitted["a Kubernetes login"]

_keys := fixtures.permitted["a Kubernetes login by keys"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"the good one by keys": [_keys, set()],
		"not authenticated": [fixtures.proven(_login, {"authenticated": false}), {"kubernetes_not_authenticated"}],
		"nothing about it": [fixtures.without(_login, "facts/login/proof/authenticated"), {"kubernetes_not_authenticated"}],
		"another issuer by keys": [fixtures.proven(_keys, {"iss": "x"}), {"kubernetes_issuer_mismatch"}],
		"no issuer by keys": [fixtures.without(_keys, "facts/login/proof/iss"), {"kubernetes_issuer_mismatch"}],
		"another user": [json.remove(_login, ["facts/login/proof/namespace", "facts/login/proof/account_name"]), {"kubernetes_not_a_service_account", "kubernetes_namespace_not_allowed", "kubernetes_name_not_allowed"}],
		"a user without a name": [fixtures.binding(fixtures.without(_login, "facts/login/proof/account_name"), {"names": []}), {"kubernetes_not_a_service_account"}],
		"a user without a namespace": [fixtures.binding(fixtures.without(_login, "facts/login/proof/namespace"), {"namespaces": []}), {"kubernetes_not_a_service_account"}],
		"another namespace": [fixtures.proven(_login, {"namespace": "jobs"}), {"kubernetes_namespace_not_allowed"}],
		"any namespace": [fixtures.binding(fixtures.proven(_login, {"namespace": "jobs"}), {"namespaces": []}), set()],
		"another name": [fixtures.proven(_login, {"account_name": "api"}), {"kubernetes_name_not_allowed"}],
		"any name": [fixtures.binding(fixtures.proven(_login, {"account_name": "api"}), {"names": []}), set()],
		"another audience": [fixtures.proven(_login, {"aud": ["x"]}), {"kubernetes_audience_not_confirmed"}],
		"no audience confirmed": [fixtures.without(_login, "facts/login/proof/aud"), {"kubernetes_audience_not_confirmed"}],
		"no audience asked for": [fixtures.binding(fixtures.without(_login, "facts/login/proof/aud"), {"audiences": []}), set()],
		"an audience is no glob": [fixtures.binding(_login, {"audiences": ["w*"]}), {"kubernetes_audience_not_confirmed"}],
		"no audience bound by keys": [fixtures.binding(_keys, {"audiences": []}), {"kubernetes_audience_not_confirmed"}],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"authenticated": false, "namespace": "x", "account_name": "x", "aud": []}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"authenticated": false, "namespace": "x", "account_name": "x", "aud": []}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"authenticated": false, "namespace": "x", "account_name": "x", "aud": []}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := kubernetes.deny with input as case.input
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
		"by keys": [_keys, {"proof"}],
		"a review where keys are bound": [fixtures.proven(_keys, {"kind": "review", "authenticated": true}), set()],
		"a token where reviews are bound": [fixtures.proven(_login, {"kind": "token", "exp": fixtures.now + 9}), set()],
		"an expired token by keys": [fixtures.proven(_keys, {"exp": 1}), set()],
	}
	got := kubernetes.grant with input as request
	got == want
}
