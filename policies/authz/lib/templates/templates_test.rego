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

test_a_value_fits_where_it_can_be_met[name] if {
	some name, [field, before, value, after, want] in {
		"a path": ["secretPath", "^(?:", "/fin", ")$", true],
		"a longer path": ["secretPath", "^(?:", "/fin/.git/a.b", ")$", true],
		"the root": ["secretPath", "^(?:", "/", ")$", true],
		"the root below another": ["secretPath", "^(?:/a", "/", ")$", false],
		"a path that ends with a slash": ["secretPath", "^(?:", "/fin/", ")$", false],
		"a path without a slash": ["secretPath", "^(?:", "fin", ")$", false],
		"a path without a slash, of a list": ["secretPath", "^(?:/a|", "fin", ")$", false],
		"a segment": ["secretPath", "^(?:/teams/", "pay", "/x)$", true],
		"a part of a segment": ["secretPath", "^(?:/team-", "pay", "/x)$", true],
		"a segment with a slash": ["secretPath", "^(?:/teams/", "/pay", "/x)$", false],
		"an empty segment": ["secretPath", "^(?:/teams/", "pay//x", ")$", false],
		"a segment of dots": ["secretPath", "^(?:/teams/", "..", ")$", false],
		"an escaped character": ["secretPath", "^(?:/teams/", "p%61y", ")$", false],
		"a slug": ["environment", "^(?:", "prod", ")$", true],
		"a slug in capitals": ["environment", "^(?:", "PROD", ")$", false],
		"a tag": ["secretTags", "^(?:", "pii", ")$", true],
		"a tag with a blank": ["secretTags", "^(?:", "p ii", ")$", false],
		"a name": ["secretName", "^(?:", "DB_URL", ")$", true],
		"a name with a slash": ["secretName", "^(?:", "A/B", ")$", false],
		"an id": ["identityId", "^(?:", "i1", ")$", true],
		"an id in capitals": ["identityId", "^(?:", "I1", ")$", false],
		"a field of no known form": ["labels", "^(?:", "X /", ")$", true],
	}
	fits := {true | templates.fits(field, [before, "metadata.v", after])} with input.subject as {
		"type": "identity", "id": "i", "metadata": {"v": value},
	}
	count(fits) == 1 == want
}
