package roles

import (
	"slices"
)

// builtInRole names a role whose rules are policy data. Slugs and order follow the API
// (docs/contract.md 2.5 and 2.13); a test compares them with policies/authz/roles.
type builtInRole struct{ slug, name, description string }

var builtInOrgRoles = []builtInRole{
	{Admin, "Admin", "Full access to the organization"},
	{"member", "Member", "Limited access to the organization"},
	{NoAccess, "No Access", "No access to any resource in the organization"},
}

var builtInProjectRoles = []builtInRole{
	{Admin, "Admin", "Full administrative access over the project"},
	{"member", "Developer", "Limited read and write access in the project"},
	{"viewer", "Viewer", "Read access in the project"},
	{NoAccess, "No Access", "No access to any resource in the project"},
}

func isBuiltIn(roles []builtInRole, slug string) bool {
	return slices.ContainsFunc(roles, func(r builtInRole) bool { return r.slug == slug })
}
