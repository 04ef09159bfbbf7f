package authz.rules.rates_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.rates

_read := fixtures.permitted["a secret's value"]

_login := fixtures.permitted["a machine's login"]

_rate(requests, failures) := {"facts": {"rate": {"requests": requests, "failed_logins": failures}}}

_from(ip) := {"context": {"ip": ip}}

_over := fixtures.changed(_read, _rate(600, 0))

cases[name] := {"input": request, "codes": codes} if {
	some name, [request, codes] in {
		"nothing counted": [_read, set()],
		"the last request of a minute": [fixtures.changed(_read, _rate(599, 0)), set()],
		"one request too many": [_over, {"rate_limited"}],
		"the last failure of a minute": [fixtures.changed(_login, _rate(0, 59)), set()],
		"one failure too many": [fixtures.changed(_login, _rate(0, 60)), {"rate_limited"}],
		"too many from loopback": [fixtures.changed(_over, _from("127.0.0.1")), set()],
		"too many from anywhere in loopback": [fixtures.changed(_over, _from("127.255.0.9")), set()],
		"too many from loopback by IPv6": [fixtures.changed(_over, _from("::1")), set()],
		"too many from beside loopback": [fixtures.changed(_over, _from("::2")), {"rate_limited"}],
		"too many from what is no address": [fixtures.changed(_over, _from("localhost")), {"rate_limited"}],
		"too many from nowhere": [fixtures.without(_over, "context/ip"), {"rate_limited"}],
		"failures that were not counted": [fixtures.without(fixtures.changed(_read, _rate(10, 0)), "facts/rate/failed_logins"), {"rate_limited"}],
		"requests that were not counted": [fixtures.without(fixtures.changed(_read, _rate(10, 0)), "facts/rate/requests"), {"rate_limited"}],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := rates.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

test_a_policy_without_limits_refuses_what_is_counted if {
	not rates.exceeded with input as _read with data.authz.rules.rates.limits as {}
	rates.exceeded with input as fixtures.changed(_read, _rate(10, 0)) with data.authz.rules.rates.limits as {}
}
