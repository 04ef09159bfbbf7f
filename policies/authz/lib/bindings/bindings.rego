# METADATA
# title: What a login is bound to
# description: >-
#   Says whether a request is a login that another party vouches for, and whether a
#   value is one of those that an auth method binds. A bound text that is a glob
#   has its expression in `config.patterns`, which the server computes
#   (docs/auth-methods.md); every text equals itself.
# scope: package
package authz.lib.bindings

# METADATA
# title: The auth methods whose proofs another party vouches for
methods := {"oidc-auth", "jwt-auth", "kubernetes-auth", "aws-auth", "gcp-auth", "azure-auth"}

# METADATA
# title: The request is a login by such a method
# scope: document
proving if {
	input.context.accepts == []
	input.action.name == "login"
	input.resource.type in methods
}

# METADATA
# title: The identity exists and has the method
known if input.facts.login.known

# METADATA
# title: The request is a login by the method, of an identity that has it
by(method) if {
	proving
	input.resource.type == method
	known
}

# METADATA
# title: The text equals one of those bound, or matches one that is a glob
# scope: document
# description: The empty text matches no glob.
fits(bound, value) if {
	is_string(value)
	value in bound
}

fits(bound, value) if {
	is_string(value)
	value != ""
	some entry in bound
	regex.match(input.facts.login.config.patterns[entry], value)
}

# METADATA
# title: The claim is one of the values bound
# scope: document
# description: >-
#   A list needs one text that fits. A number is compared in its shortest decimal
#   form, and a boolean by its word, both without globs. No object and no null fits.
claim_fits(bound, value) if fits(bound, value)

claim_fits(bound, value) if {
	is_array(value)
	some entry in value
	fits(bound, entry)
}

claim_fits(bound, value) if {
	is_number(value)
	json.marshal(value) in bound
}

claim_fits(bound, value) if {
	is_boolean(value)
	json.marshal(value) in bound
}

# METADATA
# title: Bound claims that the token has no value for
missing_claims contains name if {
	some name, values in input.facts.login.config.claims
	values != []
	not _said(name)
}

# METADATA
# title: Bound claims whose value in the token is another one
other_claims contains name if {
	some name, values in input.facts.login.config.claims
	values != []
	_said(name)
	not _claimed(name, values)
}

# METADATA
# title: Some claim is bound
claims_bound if {
	some values in input.facts.login.config.claims
	values != []
}

# METADATA
# title: The subject is not bound, or the token's fits
# scope: document
subject_fits if input.facts.login.config.subject == ""

subject_fits if fits([input.facts.login.config.subject], input.facts.login.proof.sub)

# METADATA
# title: No audience is bound, or one of the token's fits
# scope: document
audience_fits if input.facts.login.config.audiences == []

audience_fits if {
	some audience in input.facts.login.proof.aud
	fits(input.facts.login.config.audiences, audience)
}

_said(name) if input.facts.login.proof.named[name] != null

_claimed(name, values) if claim_fits(values, input.facts.login.proof.named[name])
