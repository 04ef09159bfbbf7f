package authz.rules.projects_test

import data.authz.fixtures_test as fixtures
import data.authz.rules.projects

_create := fixtures.permitted["creating an environment"]

_see := fixtures.permitted["seeing a project"]

_ask(action, facts) := fixtures.changed(_see, {"action": {"name": action}, "facts": facts})

_holding(grants) := {"facts": {"grants": {"project": grants}}}

_granted := fixtures.role("environments", "create", fixtures.anywhere)

_bar := fixtures.bar("environments", "create", fixtures.anywhere)

cases[name] := {"input": request, "codes": codes, "grants": grants} if {
	some name, [request, codes, grants] in {
		"a role that grants it": [_create, set(), {"role:custom:r1"}],
		"a built-in role": [fixtures.changed(_create, _holding([fixtures.builtin("admin")])), set(), {"role:admin"}],
		"no role": [fixtures.changed(_create, _holding([])), {"permission_missing"}, set()],
		"a role that has ended": [
			fixtures.changed(_create, _holding([object.union(_granted, {"ends": fixtures.now})])),
			{"permission_missing"},
			set(),
		],
		"an inverted rule": [
			fixtures.changed(_create, _holding([_granted, _bar])),
			{"permission_inverted"},
			{"role:custom:r1"},
		],
		"rights in the organization do not count": [
			fixtures.changed(_create, {"facts": {"grants": {"project": [], "organization": [_granted]}}}),
			{"permission_missing"},
			set(),
		],
		"any member sees the project": [_see, set(), {"membership:project"}],
		"any member leaves it": [_ask("leave", {}), set(), {"membership:project"}],
		"an outsider does not see it": [_ask("read", {"membership": {"project": false}}), {"permission_missing"}, set()],
		"an administrator administers it": [
			_ask("administer", {"grants": {"project": [fixtures.builtin("viewer"), fixtures.builtin("admin")]}}),
			set(),
			{"role:admin"},
		],
		"a viewer does not": [
			_ask("administer", {"grants": {"project": [fixtures.builtin("viewer")]}}),
			{"permission_missing"},
			set(),
		],
		"an administrator whose role has ended does not": [
			_ask("administer", {"grants": {"project": [object.union(fixtures.builtin("admin"), {"ends": fixtures.now})]}}),
			{"permission_missing"},
			set(),
		],
		"an administrator whose role has not begun does not": [
			_ask("administer", {"grants": {"project": [object.union(fixtures.builtin("admin"), {"starts": fixtures.now + 1})]}}),
			{"permission_missing"},
			set(),
		],
		"an administrator who is no member does not leave it": [
			_ask("leave", {"membership": {"project": false}, "grants": {"project": [fixtures.builtin("admin")]}}),
			{"permission_missing"},
			set(),
		],
		"a privilege of that name does not": [
			_ask("administer", {"grants": {"project": [object.union(fixtures.builtin("admin"), {"source": "privilege"})]}}),
			{"permission_missing"},
			set(),
		],
		"membership gives nothing else": [
			fixtures.changed(_create, {"action": {"name": "read"}, "facts": {"grants": {"project": []}}}),
			{"permission_missing"},
			set(),
		],
		"membership does not delete": [_ask("delete", {}), {"permission_missing"}, set()],
		"an inverted rule about something else": [
			fixtures.changed(_create, {
				"resource": {"type": "identity"},
				"facts": {"grants": {"project": [
					fixtures.role("identity", "create", fixtures.anywhere),
					fixtures.bar("identity", "create", fixtures.anywhere),
				]}},
			}),
			set(),
			set(),
		],
		"a request in the organization": [fixtures.permitted["changing a role"], set(), set()],
		"an unknown action": [_ask("implode", {}), set(), set()],
	}
}

test_reasons[name] if {
	some name, case in cases
	reasons := projects.deny with input as case.input
	fixtures.codes(reasons) == case.codes
}

# Everything else that the package comes to handle.
test_an_administrator_administers_projects_alone if {
	request := fixtures.changed(_see, {
		"action": {"name": "administer"},
		"resource": {"type": "tags"},
		"facts": {"grants": {"project": [fixtures.builtin("admin")]}},
	})
	reasons := projects.deny with input as request with projects.handles as {"tags": {"administer"}}
	fixtures.codes(reasons) == {"permission_missing"}
}

test_grants[name] if {
	some name, case in cases
	grants := projects.grant with input as case.input
	grants == case.grants
}
