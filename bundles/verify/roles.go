package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"warder/engine"
)

// Role is one that a subject may hold. A built-in one has no rules of its own:
// they are data of the policy.
type Role struct {
	Scope string
	Slug  string
	Rules []engine.Rule

	permissions *engine.Permissions
}

func (r *Role) grant() engine.Grant {
	if r.permissions == nil {
		return engine.Grant{Source: engine.SourceRole, Role: r.Slug}
	}
	return engine.Grant{Source: engine.SourceRole, Role: engine.RoleCustom, ID: r.Slug, Permissions: r.permissions}
}

// ReadRoles reads roles as the API answers them: a list, or an object with
// "roles" or "role". A role says its scope, project or organization; without one
// it is a project's.
func ReadRoles(text []byte) ([]Role, error) {
	type sent struct {
		ID, Slug, Scope string
		Permissions     json.RawMessage
	}
	var list []sent
	if err := json.Unmarshal(text, &list); err != nil {
		var object struct {
			Role  *sent
			Roles []sent
		}
		if err := json.Unmarshal(text, &object); err != nil {
			return nil, errors.New("want a list of roles as JSON, or an object with role or roles")
		}
		if list = object.Roles; object.Role != nil {
			list = append(list, *object.Role)
		}
	}
	roles := make([]Role, 0, len(list))
	for i, one := range list {
		role := Role{Slug: one.Slug, Scope: one.Scope}
		if role.Scope == "" {
			role.Scope = engine.ScopeProject
		}
		if !slices.Contains(scopes, role.Scope) {
			return nil, fmt.Errorf("role %d (%s): scope: want project or organization, got %q", i, one.Slug, role.Scope)
		}
		if len(one.Permissions) == 0 || string(one.Permissions) == "null" {
			if one.ID != "" && one.ID != one.Slug {
				return nil, fmt.Errorf("role %d (%s): it comes without its permissions: ask the API for it alone", i, one.Slug)
			}
			continue // built in: its rules are data of the policy
		}
		rules, issues := engine.ParseRules(one.Permissions, formOf(role.Scope), role.Scope)
		if len(issues) > 0 {
			return nil, fmt.Errorf("role %d (%s): permissions: %s at %v", i, one.Slug, issues[0].Message, issues[0].Path)
		}
		role.Rules, role.permissions = rules, engine.Compile(rules, formOf(role.Scope))
		roles = append(roles, role)
	}
	return roles, nil
}
