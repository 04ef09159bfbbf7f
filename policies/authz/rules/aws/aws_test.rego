package authz.rules.aws_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.aws

_login := fixtures.permitted["an AWS login"]

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"the good one": [_login, set()],
		"a request that was not sent": [fixtures.unproven(_login, "aws_request_not_accepted"), {"aws_request_not_accepted"}],
		"a request that AWS refused": [fixtures.unproven(_login, "aws_refused"), {"aws_refused"}],
		"another error": [fixtures.unproven(_login, "auth_source_unavailable"), set()],
		"an error beside a proof": [fixtures.changed(_login, {"facts": {"login": {"proof_error": "aws_refused"}}}), set()],
		"the other error beside a proof": [fixtures.changed(_login, {"facts": {"login": {"proof_error": "aws_request_not_accepted"}}}), set()],
		"a refused request on another method": [fixtures.changed(fixtures.unproven(_login, "aws_refused"), {"resource": {"type": "oidc-auth"}}), set()],
		"an unsent request on another method": [fixtures.changed(fixtures.unproven(_login, "aws_request_not_accepted"), {"resource": {"type": "oidc-auth"}}), set()],
		"an unreadable principal": [json.remove(_login, ["facts/login/proof/resource_type", "facts/login/proof/forms"]), {"aws_principal_unreadable", "aws_principal_not_allowed"}],
		"another account": [fixtures.proven(_login, {"account": "210987654321"}), {"aws_account_not_allowed"}],
		"any account": [fixtures.binding(fixtures.proven(_login, {"account": "210987654321"}), {"accounts": []}), set()],
		"another principal": [fixtures.proven(_login, {"forms": ["x"]}), {"aws_principal_not_allowed"}],
		"any principal": [fixtures.binding(fixtures.proven(_login, {"forms": ["x"]}), {"principals": []}), set()],
		"a name of a session": [fixtures.binding(_login, {"principals": ["arn:aws:sts::123456789012:assumed-role/app/i-*"], "patterns": {"arn:aws:sts::123456789012:assumed-role/app/i-*": "^arn:aws:sts::123456789012:assumed-role/app/i-.*$"}}), set()],
		"another name of a session": [fixtures.binding(_login, {"principals": ["arn:aws:sts::123456789012:assumed-role/app/x-*"], "patterns": {"arn:aws:sts::123456789012:assumed-role/app/x-*": "^arn:aws:sts::123456789012:assumed-role/app/x-.*$"}}), {"aws_principal_not_allowed"}],
		"a name of a session for a role": [fixtures.binding(_login, {"principals": ["arn:aws:sts::123456789012:assumed-role/*i-1"], "patterns": {"arn:aws:sts::123456789012:assumed-role/*i-1": "^arn:aws:sts::123456789012:assumed-role/.*i-1$"}}), {"aws_principal_not_allowed"}],
		"a session's ARN of no session": [fixtures.binding(fixtures.proven(_login, {"resource_type": "user"}), {"principals": ["arn:aws:sts::123456789012:assumed-role/app/i-*"], "patterns": {"arn:aws:sts::123456789012:assumed-role/app/i-*": "^arn:aws:sts::123456789012:assumed-role/app/i-.*$"}}), {"aws_principal_not_allowed"}],
		"another kind of proof": [fixtures.proven(fixtures.proven(_login, {"account": "x", "forms": []}), {"kind": "moon"}), set()],
		"another action": [fixtures.changed(fixtures.proven(_login, {"account": "x", "forms": []}), {"action": {"name": "fly"}}), set()],
		"another method": [fixtures.changed(fixtures.proven(_login, {"account": "x", "forms": []}), {"resource": {"type": "moon"}}), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := aws.deny with input as case.input
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
		"a refused request": [fixtures.unproven(_login, "aws_refused"), set()],
		"a token": [fixtures.proven(_login, {"kind": "token", "exp": fixtures.now + 9}), set()],
		"a proof of later": [fixtures.proven(_login, {"nbf": fixtures.now + 900}), set()],
	}
	got := aws.grant with input as request
	got == want
}
