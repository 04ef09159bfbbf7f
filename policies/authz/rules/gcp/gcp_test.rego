package authz.rules.gcp_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.gcp

_login := fixtures.permitted["a GCP login"]

_iam := fixtures.permitted["a GCP login by a service account"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"a service account": [_iam, set()],
		"another issuer": [fixtures.proven(_login, {"iss": "x"}), {"gcp_issuer_mismatch"}],
		"no issuer": [fixtures.without(_login, "facts/login/proof/iss"), {"gcp_issuer_mismatch"}],
		"another audience": [fixtures.proven(_login, {"aud": ["i2"]}), {"gcp_audience_mismatch"}],
		"one audience more": [fixtures.proven(_login, {"aud": ["i1", "i2"]}), {"gcp_audience_mismatch"}],
		"no audience": [fixtures.without(_login, "facts/login/proof/aud"), {"gcp_audience_mismatch"}],
		"a service account's other audience": [fixtures.proven(_iam, {"aud": ["i2"]}), {"gcp_audience_mismatch"}],
		"an empty audience of no identity": [fixtures.changed(fixtures.proven(_login, {"aud": [""]}), {"resource": {"id": ""}}), {"gcp_audience_mismatch"}],
		"an unverified address": [fixtures.proven(_login, {"email_verified": false}), {"gcp_email_unverified"}],
		"no address": [fixtures.without(_login, "facts/login/proof/email"), {"gcp_email_unverified", "gcp_service_account_not_allowed"}],
		"no address where none is bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/email"), {"service_accounts": []}), {"gcp_email_unverified"}],
		"another account": [fixtures.proven(_login, {"email": "x"}), {"gcp_service_account_not_allowed"}],
		"another account that names the right one": [fixtures.proven(_login, {"email": "x", "sub": "vm@p.iam.gserviceaccount.com"}), {"gcp_service_account_not_allowed"}],
		"another service account": [fixtures.proven(_iam, {"sub": "x", "email": "vm@p.iam.gserviceaccount.com"}), {"gcp_service_account_not_allowed"}],
		"any account": [fixtures.binding(fixtures.proven(_login, {"email": "x"}), {"service_accounts": []}), set()],
		"another project": [fixtures.proven(_login, {"compute_engine": {"project_id": "x"}}), {"gcp_project_not_allowed"}],
		"another zone": [fixtures.proven(_login, {"compute_engine": {"zone": "x"}}), {"gcp_zone_not_allowed"}],
		"no instance": [fixtures.without(_login, "facts/login/proof/compute_engine"), {"gcp_project_not_allowed", "gcp_zone_not_allowed"}],
		"no instance where none is bound": [fixtures.binding(fixtures.without(_login, "facts/login/proof/compute_engine"), {"projects": [], "zones": []}), set()],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"iss": "x", "aud": [], "email": "x", "email_verified": false, "compute_engine": {"project_id": "x", "zone": "x"}}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "aud": [], "email": "x", "email_verified": false, "compute_engine": {"project_id": "x", "zone": "x"}}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"iss": "x", "aud": [], "email": "x", "email_verified": false, "compute_engine": {"project_id": "x", "zone": "x"}}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := gcp.deny with input as case.input
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
		"a service account": [_iam, {"proof"}],
		"an expired token": [fixtures.proven(_login, {"exp": 1}), set()],
	}
	got := gcp.grant with input as request
	got == want
}
