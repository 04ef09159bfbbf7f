package authz.rules.proofs_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.proofs

_oidc := fixtures.permitted["an OIDC login"]

_aws := fixtures.permitted["an AWS login"]

_iam := fixtures.permitted["a GCP login by a service account"]

_gce := fixtures.permitted["a GCP login"]

_beside(code) := fixtures.changed(_oidc, {"facts": {"login": {"proof_error": code}}})

_nothing := {"subject": "", "audiences": [], "claims": {}}

_no_arn := {"principals": [], "accounts": []}

_no_account := {"service_accounts": [], "projects": [], "zones": []}

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"a good token": [_oidc, set()],
		"nothing known": [fixtures.without(_oidc, "facts/login"), {"credentials_invalid"}],
		"an unknown identity on another route": [
			fixtures.changed(_oidc, {"action": {"name": "fly"}, "facts": {"login": {"known": false}}}),
			set(),
		],
		"nothing proven": [fixtures.unproven(_oidc, "auth_proof_malformed"), {"auth_proof_malformed"}],
		"nothing proven, without a reason": [fixtures.without(_oidc, "facts/login/proof"), {"auth_proof_malformed"}],
		"nothing proven, for an unknown reason": [fixtures.unproven(_oidc, "auth_moon"), {"auth_proof_malformed"}],
		"another algorithm": [fixtures.unproven(_oidc, "auth_algorithm_not_accepted"), {"auth_algorithm_not_accepted"}],
		"an unknown key": [fixtures.unproven(_oidc, "auth_key_unknown"), {"auth_key_unknown"}],
		"a wrong signature": [fixtures.unproven(_oidc, "auth_signature_invalid"), {"auth_signature_invalid"}],
		"a source that is away": [fixtures.unproven(_oidc, "auth_source_unavailable"), {"auth_source_unavailable"}],
		"a request that AWS did not get": [fixtures.unproven(_aws, "aws_request_not_accepted"), set()],
		"a request that AWS refused": [fixtures.unproven(_aws, "aws_refused"), set()],
		"an error beside a proof": [_beside("auth_key_unknown"), set()],
		"an algorithm beside a proof": [_beside("auth_algorithm_not_accepted"), set()],
		"a wrong signature beside a proof": [_beside("auth_signature_invalid"), set()],
		"a source that is away beside a proof": [_beside("auth_source_unavailable"), set()],
		"an expired token on another route": [
			fixtures.changed(fixtures.proven(_oidc, {"exp": 1}), {"action": {"name": "fly"}}),
			set(),
		],
		"a token that expires in the first second": [
			fixtures.changed(fixtures.proven(_oidc, {"exp": 1, "nbf": 0, "iat": 0}), {"context": {"now": 1}}),
			set(),
		],
		"one audience bound by OIDC": [
			fixtures.binding(_oidc, object.union(_nothing, {"audiences": ["warder"]})),
			set(),
		],
		"an error on an unknown identity": [
			fixtures.changed(fixtures.unproven(_oidc, "auth_key_unknown"), {"facts": {"login": {"known": false}}}),
			{"credentials_invalid"},
		],
		"an error on another route": [
			fixtures.changed(fixtures.unproven(_oidc, "auth_key_unknown"), {"action": {"name": "fly"}}),
			set(),
		],
		"an expired token": [fixtures.proven(_oidc, {"exp": fixtures.now - 60}), {"auth_proof_expired"}],
		"a token in the last second of the leeway": [fixtures.proven(_oidc, {"exp": fixtures.now - 59}), set()],
		"a token that expires at zero": [
			fixtures.changed(fixtures.proven(_oidc, {"exp": 0, "nbf": 0, "iat": 0}), {"context": {"now": 1}}),
			{"auth_proof_expired"},
		],
		"a token without an end": [fixtures.without(_oidc, "facts/login/proof/exp"), {"auth_expiry_missing"}],
		"a service account's token without an end": [_iam, set()],
		"a service account's token that has expired": [
			fixtures.proven(_iam, {"exp": fixtures.now - 60}),
			{"auth_proof_expired"},
		],
		"an instance's token without an end": [fixtures.without(_gce, "facts/login/proof/exp"), {"auth_expiry_missing"}],
		"another method's token of that type without an end": [
			fixtures.without(fixtures.changed(_oidc, {"facts": {"login": {"config": {"type": "iam"}}}}), "facts/login/proof/exp"),
			{"auth_expiry_missing"},
		],
		"a token of the next minute": [fixtures.proven(_oidc, {"nbf": fixtures.now + 60}), set()],
		"a token of later": [fixtures.proven(_oidc, {"nbf": fixtures.now + 61}), {"auth_proof_not_yet_valid"}],
		"a token issued later": [fixtures.proven(_oidc, {"iat": fixtures.now + 61}), {"auth_proof_not_yet_valid"}],
		"a token without a start": [
			json.remove(_oidc, ["facts/login/proof/nbf", "facts/login/proof/iat"]),
			set(),
		],
		"an expired token of an unknown identity": [
			fixtures.changed(fixtures.proven(_oidc, {"exp": 1}), {"facts": {"login": {"known": false}}}),
			{"credentials_invalid"},
		],
		"a review needs no times": [fixtures.permitted["a Kubernetes login"], set()],
		"AWS needs no times": [_aws, set()],
		"a time beside what AWS says": [fixtures.proven(_aws, {"nbf": fixtures.now + 900}), set()],
		"nothing bound by OIDC": [fixtures.binding(_oidc, _nothing), {"auth_binding_missing"}],
		"a claim without values bound by OIDC": [
			fixtures.binding(_oidc, object.union(_nothing, {"claims": {"ref": []}})),
			{"auth_binding_missing"},
		],
		"a subject bound by OIDC": [fixtures.binding(_oidc, object.remove(_nothing, ["subject"])), set()],
		"an audience bound by OIDC": [fixtures.binding(_oidc, object.remove(_nothing, ["audiences"])), set()],
		"a claim bound by OIDC": [fixtures.binding(_oidc, object.remove(_nothing, ["claims"])), set()],
		"nothing bound by JWT": [fixtures.binding(fixtures.permitted["a JWT login"], _nothing), set()],
		"nothing bound by Kubernetes": [
			fixtures.binding(fixtures.permitted["a Kubernetes login"], {"namespaces": [], "names": [], "audiences": []}),
			set(),
		],
		"nothing bound by Azure": [fixtures.binding(fixtures.permitted["an Azure login"], {"principals": []}), set()],
		"nothing bound by AWS": [fixtures.binding(_aws, _no_arn), {"auth_binding_missing"}],
		"an ARN bound by AWS": [fixtures.binding(_aws, object.remove(_no_arn, ["principals"])), set()],
		"an account bound by AWS": [fixtures.binding(_aws, object.remove(_no_arn, ["accounts"])), set()],
		"nothing bound by GCP": [fixtures.binding(_gce, _no_account), {"auth_binding_missing"}],
		"an account bound by GCP": [fixtures.binding(_gce, object.remove(_no_account, ["service_accounts"])), set()],
		"a project bound by GCP": [fixtures.binding(_gce, object.remove(_no_account, ["projects"])), set()],
		"a zone bound by GCP": [fixtures.binding(_gce, object.remove(_no_account, ["zones"])), set()],
		"an account bound for service accounts": [
			fixtures.binding(_iam, object.remove(_no_account, ["service_accounts"])),
			set(),
		],
		"a project bound for service accounts": [
			fixtures.binding(_iam, object.remove(_no_account, ["projects"])),
			{"auth_binding_missing"},
		],
		"a zone bound for service accounts": [
			fixtures.binding(_iam, object.remove(_no_account, ["zones"])),
			{"auth_binding_missing"},
		],
		"what another method binds does not count": [
			fixtures.changed(fixtures.binding(_oidc, _nothing), {"facts": {"login": {"config": {
				"type": "gce",
				"principals": ["x"],
				"accounts": ["x"],
				"service_accounts": ["x"],
				"projects": ["x"],
				"zones": ["x"],
			}}}}),
			{"auth_binding_missing"},
		],
		"what OIDC binds does not count elsewhere": [
			fixtures.changed(fixtures.binding(_aws, _no_arn), {"facts": {"login": {"config": {
				"type": "gce",
				"subject": "x",
				"audiences": ["x"],
				"claims": {"x": ["x"]},
				"service_accounts": ["x"],
				"projects": ["x"],
				"zones": ["x"],
			}}}}),
			{"auth_binding_missing"},
		],
		"what AWS binds does not count elsewhere": [
			fixtures.changed(fixtures.binding(_gce, _no_account), {"facts": {"login": {"config": {
				"subject": "x",
				"audiences": ["x"],
				"claims": {"x": ["x"]},
				"principals": ["x"],
				"accounts": ["x"],
			}}}}),
			{"auth_binding_missing"},
		],
		"nothing bound on another route": [
			fixtures.changed(fixtures.binding(_oidc, _nothing), {"action": {"name": "fly"}}),
			set(),
		],
		"nothing bound of an unknown identity": [
			fixtures.changed(fixtures.binding(_oidc, _nothing), {"facts": {"login": {"known": false}}}),
			{"credentials_invalid"},
		],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := proofs.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_sound[name] if {
	some name, [request, want] in {
		"a token": [_oidc, true],
		"a review": [fixtures.permitted["a Kubernetes login"], true],
		"what AWS says": [_aws, true],
		"a service account's token": [_iam, true],
		"no proof of a service account": [fixtures.unproven(_iam, "auth_key_unknown"), false],
		"no proof": [fixtures.unproven(_oidc, "auth_key_unknown"), false],
		"an expired token": [fixtures.proven(_oidc, {"exp": 1}), false],
		"a token of later": [fixtures.proven(_oidc, {"nbf": fixtures.now + 900}), false],
		"an unknown identity": [fixtures.changed(_oidc, {"facts": {"login": {"known": false}}}), false],
		"another action": [fixtures.changed(_oidc, {"action": {"name": "fly"}}), false],
		"a proof of another kind without an end": [
			fixtures.without(fixtures.proven(_oidc, {"kind": "moon"}), "facts/login/proof/exp"),
			false,
		],
	}
	got := count([true | proofs.sound]) == 1 with input as request
	got == want
}

test_without_a_leeway_nothing_is_sound[name] if {
	some name, request in {"a token": _oidc, "a review": fixtures.permitted["a Kubernetes login"]}
	not proofs.sound with input as request with data.authz.rules.proofs.leeway as {}
}
