# METADATA
# title: Rates
# description: |
#   Limits how much one subject, and one address that fails to log in, may ask for
#   within a minute. Limits and the addresses without one are data: `data.json`
#   beside this file. Each server counts by itself and says in `facts.rate` what
#   came before; the fact is absent below ten, and absent where requests are not counted, as in
#   a question about another subject. So its absence does not refuse.
package authz.rules.rates

# METADATA
# title: Too much within a minute
# description: The subject sent more requests, or the address failed to log in more often, than a minute allows.
# custom:
#   code: rate_limited
#   status: 429
#   remediation: Wait as many seconds as Retry-After says, or have the limit in authz/rules/rates/data.json raised.
deny contains {"code": "rate_limited", "message": "Rate limit exceeded, please try again in a moment"} if exceeded

# METADATA
# title: Some limit is exceeded
# description: A policy without limits refuses every request that is counted.
exceeded if {
	input.facts.rate
	not _within
}

_within if {
	input.facts.rate.requests < data.authz.rules.rates.limits.requests
	input.facts.rate.failed_logins < data.authz.rules.rates.limits.failed_logins
}

# Only an address becomes a block by a prefix; see the package network.
_within if {
	net.cidr_is_valid(concat("/", [input.context.ip, "32"]))
	some block in data.authz.rules.rates.exempt
	net.cidr_contains(block, input.context.ip)
}
