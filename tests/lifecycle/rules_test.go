package lifecycle

import "strings"

const (
	retiredPath      = "policy/authz/rules/retired/retired.rego"
	retiredTestPath  = "policy/authz/rules/retired/retired_test.rego"
	traineesPath     = "policy/authz/rules/secrets/trainees.rego"
	traineesTestPath = "policy/authz/rules/secrets/trainees_test.rego"
)

// retired takes something away: FOO is read by nobody any more.
const retired = `# METADATA
# title: Retired secrets
# description: What is retired is not read any more.
package authz.rules.retired

# METADATA
# title: The secret is retired
# description: It stays for the record, and nobody reads it.
# custom:
#   code: secret_retired
#   status: 403
#   remediation: Read its successor.
deny contains {"code": "secret_retired", "message": "The secret is retired"} if {
	_applies
	not _in_use
}

_applies if {
	input.resource.type == "secrets"
	input.action.name in {"readValue", "describeSecret"}
}

# What names no secret asks about a folder.
_in_use if not input.resource.properties.secretName

_in_use if input.resource.properties.secretName != "FOO"
`

const retiredTest = `package authz.rules.retired_test

import data.authz.rules.retired

_read(name) := {
	"action": {"name": "readValue"},
	"resource": {"type": "secrets", "properties": {"secretName": name}},
}

test_foo_is_retired if {
	{reason.code | some reason in retired.deny with input as _read("FOO")} == {"secret_retired"}
}

test_others_are_in_use if count(retired.deny) == 0 with input as _read("OTHER")
`

// careless gives something: secrets of dev are created by trainees, who are
// viewers. It forgets to ask who is one.
const careless = `package authz.rules.secrets

grant contains "trainees" if _by_trainee

_allowed if _by_trainee

_permitted if _by_trainee

_by_trainee if {
	_applies
	input.resource.type == "secrets"
	input.action.name == "create"
	input.resource.properties.environment == "dev"
}
`

// mended asks who is one.
var mended = strings.Replace(strings.Replace(careless,
	"\tinput.resource.properties.environment == \"dev\"\n", "\tinput.resource.properties.environment == \"dev\"\n\t_trainee\n", 1),
	"package authz.rules.secrets\n", "package authz.rules.secrets\n\nimport data.authz.lib.windows\n", 1) + `
_trainee if {
	some grant in input.facts.grants.project
	grant.role == "viewer"
	windows.active(grant, input.context.now)
}
`

// traineesTest holds for the careless rule too: its author thought of viewers.
const traineesTest = `package authz.rules.trainees_test

import data.authz.rules.secrets

_create(environment) := {
	"action": {"name": "create"},
	"resource": {"type": "secrets", "properties": {"environment": environment, "secretPath": "/", "secretName": "NEW"}},
	"context": {"now": 1767268800, "accepts": ["identity_access_token"]},
	"facts": {"project": {"id": "p"}, "grants": {"project": [{"role": "viewer", "starts": 0, "ends": 0, "permissions": []}]}},
}

test_trainees_create_in_dev if "trainees" in secrets.grant with input as _create("dev")

test_trainees_create_nowhere_else if not "trainees" in secrets.grant with input as _create("prod")
`
