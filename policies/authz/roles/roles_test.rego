package authz.roles_test

import data.authz.lib.comparison
import data.authz.lib.permissions

_props := {"keys": ["*:"]}

_may(scope, role, type, action) if {
	grant := {"source": "role", "role": role, "id": "", "starts": 0, "ends": 0}
	permissions.allows([grant], scope, type, action, _props, 1)
}

test_roles_are_those_of_the_contract if {
	object.keys(data.authz.roles.organization) == {"admin", "member", "no-access"}
	object.keys(data.authz.roles.project) == {"admin", "member", "viewer", "no-access"}
}

test_organization_member[name] if {
	some name, [type, action, want] in {
		"lists identities": ["identity", "read", true],
		"creates identities": ["identity", "create", true],
		"edits identities": ["identity", "edit", true],
		"deletes identities": ["identity", "delete", true],
		"creates projects": ["workspace", "create", true],
		"does not edit roles": ["role", "edit", false],
		"does not invite": ["member", "create", false],
		"does not grant": ["identity", "grant-privileges", false],
		"does not edit the policy": ["policy", "edit", false],
	}
	holds := {true | _may("organization", "member", type, action)}
	got := count(holds) == 1
	got == want
}

# Rows as in docs/contract.md 3.2: admin, member, viewer.
test_project_roles[name] if {
	some name, [type, action, want] in {
		"read values": ["secrets", "readValue", [true, true, true]],
		"edit secrets": ["secrets", "edit", [true, true, false]],
		"create folders": ["secret-folders", "create", [true, true, false]],
		"create environments": ["environments", "create", [true, true, false]],
		"list roles": ["role", "read", [true, true, true]],
		"create roles": ["role", "create", [true, false, false]],
		"list identities": ["identity", "read", [true, true, true]],
		"add identities": ["identity", "create", [true, true, false]],
		"grant": ["identity", "grant-privileges", [true, false, false]],
		"add members": ["member", "create", [true, true, false]],
		"edit members": ["member", "edit", [true, false, false]],
		"list tags": ["tags", "read", [true, true, true]],
		"create tags": ["tags", "create", [true, true, false]],
		"edit the project's settings": ["settings", "edit", [true, true, false]],
		"read audit logs": ["audit-logs", "read", [true, true, true]],
		"delete the project": ["workspace", "delete", [true, false, false]],
		"roll back": ["commits", "perform-rollback", [true, true, false]],
		"export keys": ["cmek", "export-private-key", [true, false, false]],
	}
	got := [may |
		some role in ["admin", "member", "viewer"]
		may := count({true | _may("project", role, type, action)}) == 1
	]
	got == want
}

# What no role can give: it comes with who or what the subject is, or with a proof.
_by_standing := {
	"access-token": {"renew", "revoke"},
	"account": {
		"authenticate", "read", "changePassword", "delete", "readDetails", "listOrganizations", "listProjects", "manageSessions", "manageApiKeys",
	},
	"aws-auth": {"login"},
	"azure-auth": {"login"},
	"decisions": {"readReasons"},
	"gcp-auth": {"login"},
	"instance": {"status", "readConfig", "editConfig", "readOperations", "bootstrap", "signUp"},
	"invitation": {"verify", "accept", "complete"},
	"jwt-auth": {"login"},
	"kubernetes-auth": {"login"},
	"oidc-auth": {"login"},
	"organization": {"read", "select", "create", "delete"},
	"places": {"carry"},
	"policy": {"publish", "rollback"},
	"secrets": {"list"},
	"session": {"refresh"},
	"universal-auth": {"login"},
	"user": {"beginRecovery", "login", "loginByLink", "recover", "resetPassword"},
	"workspace": {"leave", "administer"},
}

_given(type, action) if action in _by_standing[type]

_given(type, action) if action in data.authz.roles[_].admin[type]

test_what_is_decided_can_be_given[concern] if {
	some concern
	types := data.authz.rules[concern].handles
	every type, actions in types {
		every action in actions {
			_given(type, action)
		}
	}
}

test_what_comes_by_standing_is_decided[type] if {
	some type, actions in _by_standing
	every action in actions {
		action in data.authz.rules[_].handles[type]
	}
}

test_no_access_is_empty if {
	data.authz.roles.organization["no-access"] == {}
	data.authz.roles.project["no-access"] == {}
}

test_viewer_only_reads[type] if {
	some type, actions in data.authz.roles.project.viewer
	every action in actions {
		action in {"read", "describeSecret", "readValue", "read-root-credential"}
	}
}

# Each role covers those after it, and none covers the one before.
test_roles_are_ordered[name] if {
	some name, [scope, greater, smaller] in {
		"organization admin, member": ["organization", "admin", "member"],
		"organization member, no-access": ["organization", "member", "no-access"],
		"project admin, member": ["project", "admin", "member"],
		"project member, viewer": ["project", "member", "viewer"],
		"project viewer, no-access": ["project", "viewer", "no-access"],
	}
	held := _holding(scope, greater)
	wanted := _holding(scope, smaller)
	count(comparison.lacking(held, wanted, 1)) == 0
	count(comparison.lacking(wanted, held, 1)) > 0
}

_holding(scope, role) := [{
	"scope": scope,
	"id": "x",
	"grants": [{"source": "role", "role": role, "id": "", "starts": 0, "ends": 0}],
}]
