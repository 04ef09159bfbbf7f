package authz.rules.network_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.network

_read := fixtures.permitted["a secret's value"]

_login := fixtures.permitted["a machine's login"]

_refused := {"ip_not_allowed"}

_from(address, blocks) := {
	"context": {"ip": address},
	"facts": {"token": {"trusted_ips": blocks}, "login": {"trusted_ips": blocks}, "project": {"trusted_ips": []}},
}

_addresses := {
	"an address inside": [_from("10.1.2.3", ["10.0.0.0/8"]), set()],
	"an address outside": [_from("11.1.2.3", ["10.0.0.0/8"]), _refused],
	"an address inside the second block": [_from("10.1.2.3", ["192.0.2.0/24", "10.0.0.0/8"]), set()],
	"the very address": [_from("10.1.2.3", ["10.1.2.3/32"]), set()],
	"its neighbour": [_from("10.1.2.3", ["10.1.2.2/32"]), _refused],
	"every IPv4 address": [_from("10.1.2.3", ["0.0.0.0/0"]), set()],
	"IPv4 is not IPv6": [_from("10.1.2.3", ["::/0"]), _refused],
	"IPv6 is not IPv4": [_from("::1", ["0.0.0.0/0"]), _refused],
	"an IPv6 address inside": [_from("2001:db8::1", ["2001:db8::/32"]), set()],
	"a mapped IPv4 address": [_from("::ffff:10.1.2.3", ["10.0.0.0/8"]), set()],
	"an empty list": [_from("10.1.2.3", []), _refused],
	"no address": [_from("", ["0.0.0.0/0", "::/0"]), _refused],
	"a name": [_from("localhost", ["0.0.0.0/0", "::/0"]), _refused],
	"an address with a port": [_from("10.1.2.3:80", ["0.0.0.0/0", "::/0"]), _refused],
	"a block": [_from("10.0.0.0/8", ["0.0.0.0/0", "::/0"]), _refused],
	"leading zeros": [_from("010.1.2.3", ["0.0.0.0/0", "::/0"]), _refused],
}

cases[sprintf("a request: %s", [name])] := {"input": fixtures.changed(_read, change), "codes": codes} if {
	some name, [change, codes] in _addresses
}

cases[sprintf("a login: %s", [name])] := {"input": fixtures.changed(_login, change), "codes": codes} if {
	some name, [change, codes] in _addresses
}

cases[name] := {"input": fixtures.changed(_read, change), "codes": codes} if {
	some name, [change, codes] in {
		"any address": [{"facts": {"token": {"any_address": true, "trusted_ips": []}}}, set()],
		"any address, but no address": [
			{"context": {"ip": ""}, "facts": {"token": {"any_address": true}, "project": {"trusted_ips": []}}},
			_refused,
		],
		"outside the project's list": [{"facts": {"project": {"trusted_ips": ["10.9.0.0/16"]}}}, _refused],
		"no project's list": [{"facts": {"project": {"trusted_ips": []}}}, set()],
		"the list of a project that is not ours": [
			{"facts": {"project": {"known": false, "trusted_ips": ["10.9.0.0/16"]}}},
			set(),
		],
		"a malformed token is not judged": [
			{"context": {"ip": "203.0.113.9"}, "facts": {"token": {"well_formed": false}}},
			set(),
		],
	}
}

cases["no fact about the project's list"] := {
	"input": fixtures.without(_read, "facts/project/trusted_ips"),
	"codes": _refused,
}

_shut_out := {
	"context": {"ip": "203.0.113.9"},
	"facts": {"token": {"any_address": true}, "project": {"trusted_ips": ["10.0.0.0/8"]}},
}

cases["an address that the project's list shuts out"] := {
	"input": fixtures.changed(_read, _shut_out),
	"codes": _refused,
}

cases["the project's list does not bind those who edit it"] := {
	"input": fixtures.changed(_read, object.union(_shut_out, {"resource": {"type": "ip-allowlist"}})),
	"codes": set(),
}

cases[sprintf("the project's list binds requests about %s", [type])] := {
	"input": fixtures.changed(_read, object.union(_shut_out, {"resource": {"type": type}})),
	"codes": _refused,
} if {
	some type in [
		"settings", "workspace", "environments", "secrets", "secret-folders", "secret-imports",
		"member", "identity", "role", "tags", "service-tokens", "audit-logs",
	]
}

cases["a login nobody knows"] := {
	"input": fixtures.changed(_login, {"context": {"ip": "203.0.113.9"}, "facts": {"login": {"known": false}}}),
	"codes": set(),
}

_trusting := {"known": true, "any_address": true, "trusted_ips": []}

cases["a token does not help a login"] := {
	"input": fixtures.changed(_login, {
		"context": {"ip": "203.0.113.9"},
		"facts": {"token": {"well_formed": true, "any_address": true}},
	}),
	"codes": _refused,
}

cases["a login does not help a token"] := {
	"input": fixtures.changed(_read, {
		"action": {"name": "login"},
		"context": {"ip": "203.0.113.9"},
		"facts": {"login": _trusting},
	}),
	"codes": _refused,
}

cases["facts about a login where nobody logs in"] := {
	"input": fixtures.changed(_login, {"action": {"name": "fly"}, "context": {"ip": "203.0.113.9"}}),
	"codes": set(),
}

cases["a renewal is not bound to an address"] := {
	"input": fixtures.changed(fixtures.permitted["renewing a token"], {"context": {"ip": "203.0.113.9"}}),
	"codes": set(),
}

_unknown := {"address_unknown"}

cases[sprintf("no address is known: %s", [name])] := {
	"input": fixtures.without(fixtures.changed(_read, change), "context/ip"),
	"codes": codes,
} if {
	some name, [change, codes] in {
		"a list": [{"facts": {"token": {"any_address": false, "trusted_ips": ["10.0.0.0/8"]}}}, _unknown],
		"a list, in a project without one": [
			{"facts": {"token": {"any_address": false}, "project": {"trusted_ips": []}}},
			_unknown,
		],
		"any address": [{"facts": {"token": {"any_address": true}, "project": {"trusted_ips": []}}}, set()],
		"the project's list": [
			{"facts": {"token": {"any_address": true}, "project": {"trusted_ips": ["10.0.0.0/8"]}}},
			_unknown,
		],
		"the project trusts IPv4 alone": [
			{"facts": {"token": {"any_address": true}, "project": {"trusted_ips": ["0.0.0.0/0"]}}},
			_unknown,
		],
		"the project trusts all": [
			{"facts": {"token": {"any_address": true}, "project": {"trusted_ips": ["::/0", "0.0.0.0/0"]}}},
			set(),
		],
		"a project that is not ours": [
			{"facts": {"token": {"any_address": true}, "project": {"known": false, "trusted_ips": ["10.0.0.0/8"]}}},
			set(),
		],
		"who edits the list": [
			{
				"resource": {"type": "ip-allowlist"},
				"facts": {"token": {"any_address": true}, "project": {"trusted_ips": ["10.0.0.0/8"]}},
			},
			set(),
		],
	}
}

cases["no address is known, and no token could be read"] := {
	"input": fixtures.without(fixtures.changed(_read, {"facts": {"token": {"well_formed": false}}}), "context/ip"),
	"codes": set(),
}

cases["no address is known, and facts about a login do not help a token"] := {
	"input": fixtures.without(
		fixtures.changed(_read, {"facts": {"login": _trusting, "project": {"trusted_ips": []}}}),
		"context/ip",
	),
	"codes": _unknown,
}

cases["no address of a login is known, and a token does not help it"] := {
	"input": fixtures.without(
		fixtures.changed(_login, {"facts": {"token": {"well_formed": true, "any_address": true}}}),
		"context/ip",
	),
	"codes": _unknown,
}

cases["a login from what is no address, where any will do"] := {
	"input": fixtures.changed(_login, {"context": {"ip": "localhost"}, "facts": {"login": {"any_address": true}}}),
	"codes": _refused,
}

cases["no address of a login is known"] := {
	"input": fixtures.without(fixtures.changed(_login, {"facts": {"login": {"any_address": false}}}), "context/ip"),
	"codes": _unknown,
}

cases["no address of a login is known, and any will do"] := {
	"input": fixtures.without(fixtures.changed(_login, {"facts": {"login": {"any_address": true}}}), "context/ip"),
	"codes": set(),
}

test_reasons[name] if {
	some name, case in cases
	reasons := network.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}
