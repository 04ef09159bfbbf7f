package authz.lib.templates_test

import data.authz.lib.templates

_subject := {"type": "identity", "id": "i-1", "name": "job", "metadata": {"team": "pay", "a.b": "x", "odd": "**{!}", "none": ""}}

test_filled[name] if {
	some name, [parts, want] in {
		"no attribute": [["^a$"], {"^a$"}],
		"metadata": [["^/", "metadata.team", "$"], {"^/pay$"}],
		"a key with a dot": [["^", "metadata.a.b", "$"], {"^x$"}],
		"id and name": [["", "id", "-", "name", ""], {"i-1-job"}],
		"special characters are text": [["^", "metadata.odd", "$"], {`^\*\*\{!\}$`}],
		"a missing attribute": [["^", "metadata.city", "$"], set()],
		"an empty attribute": [["^", "metadata.none", "$"], set()],
		"an attribute whose name only looks like it": [["^", "metadata_team", "$"], set()],
		"an unknown attribute": [["^", "secret", "$"], set()],
	}
	got := {text | text := templates.filled(parts)} with input.subject as _subject
	got == want
}

_auth := {
	"method": "oidc-auth",
	"oidc": {"claims": {"team": "pay", "a.b": "x", "none": ""}},
	"kubernetes": {"namespace": "apps", "name": "web"},
	"aws": {"accountId": "123456789012"},
}

test_what_a_login_proved[name] if {
	some name, [attribute, want] in {
		"a claim": ["auth.oidc.claims.team", {"pay"}],
		"a claim with a dot": ["auth.oidc.claims.a.b", {"x"}],
		"a claim that was not mapped": ["auth.oidc.claims.sub", set()],
		"an empty claim": ["auth.oidc.claims.none", set()],
		"a namespace": ["auth.kubernetes.namespace", {"apps"}],
		"a name": ["auth.kubernetes.name", {"web"}],
		"an account": ["auth.aws.accountId", {"123456789012"}],
		"an attribute that the method lacks": ["auth.aws.moon", set()],
		"another method": ["auth.oidc.claims", set()],
		"the method itself": ["auth.method", set()],
		"deeper than that": ["auth.aws.accountId.x", set()],
		"what only looks like a claim": ["auth_oidc_claims_team", set()],
		"what only looks like it": ["metadata.aws.accountId", set()],
	}
	got := {text | text := templates.filled(["", attribute, ""])} with input.subject as _subject
		with input.facts.token.auth as _auth
	got == want
}

test_a_login_that_proved_nothing_has_no_attributes if {
	got := {text | text := templates.filled(["", "auth.kubernetes.name", ""])} with input.subject as _subject
		with input.facts.token as {}
	got == set()
}

test_filled_expression_matches_the_value_alone if {
	pattern := templates.filled(["^/", "metadata.odd", "$"]) with input.subject as _subject
	regex.match(pattern, "/**{!}")
	not regex.match(pattern, "/a{!}")
}

test_users_have_attributes if {
	subject := object.union(_subject, {"type": "user"})
	got := templates.filled(["", "name", ""]) with input.subject as subject
	got == "job"
}

test_service_tokens_have_no_attributes if {
	subject := object.union(_subject, {"type": "service_token"})
	got := {text | text := templates.filled(["", "name", ""])} with input.subject as subject
	got == set()
}

test_per_subject[name] if {
	some name, [operator, want] in {
		"as written": ["$glob_template", true],
		"filled": ["$ne_filled", true],
		"plain": ["$eq", false],
	}
	got := count([true | templates.per_subject(operator)]) == 1
	got == want
}

test_own_target[name] if {
	some name, [target, want] in {
		"itself": [{"owner": {"type": "identity", "id": "i-1"}}, true],
		"another": [{"owner": {"type": "identity", "id": "i-2"}}, false],
		"a user of the same id": [{"owner": {"type": "user", "id": "i-1"}}, false],
		"nobody": [{}, false],
	}
	got := count([true | templates.own_target]) == 1 with input.subject as _subject with input.facts.target as target
	got == want
}
