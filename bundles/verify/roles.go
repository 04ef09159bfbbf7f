package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"warder/engine/input"
	"warder/engine/permissions"
)

// Role is one that a subject may hold. A built-in one has no rules of its own:
// they are data of the policy.
type Role struct {
	Scope string
	Slug  string
	Rules []permissions.Rule

	permissions *permissions.Compiled
}

func (r *Role) grant() input.Grant {
	if r.permissions == nil {
		return input.Grant{Source: input.SourceRole, Role: r.Slug}
	}
	return input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: r.Slug, Permissions: r.permissions}
}

// sentRole is a role as the API answers it.
type sentRole struct {
	ID, Slug, Scope string
	Permissions     json.RawMessage
}

// builtIn reports whether the rules of the role are data of the policy. Such roles
// have their slug for an id (docs/contract.md 2.5, 2.17).
func (s *sentRole) builtIn() bool { return s.ID != "" && s.ID == s.Slug }

// ReadRoles reads roles as the API answers them: a list, or an object with
// "roles", "role" or, for those of an organization, "data". A role says its
// scope, project or organization; without one it is that of what it came in, or
// a project's.
func ReadRoles(text []byte) ([]Role, error) {
	list, scope, err := sentRoles(text)
	if err != nil {
		return nil, err
	}
	roles := make([]Role, 0, len(list))
	for i, one := range list {
		if one.Scope == "" {
			one.Scope = scope
		}
		if !slices.Contains(scopes, one.Scope) {
			return nil, fmt.Errorf("role %d (%s): scope: want project or organization, got %q", i, one.Slug, one.Scope)
		}
		if one.builtIn() {
			continue
		}
		if len(one.Permissions) == 0 || string(one.Permissions) == "null" {
			if one.ID != "" {
				return nil, fmt.Errorf("role %d (%s): it comes without its permissions: ask the API for it alone", i, one.Slug)
			}
			continue
		}
		form := formOf(one.Scope)
		if isPacked(one.Permissions) {
			form = permissions.FormPacked
		}
		rules, issues := permissions.Parse(one.Permissions, form, one.Scope)
		if len(issues) > 0 {
			return nil, fmt.Errorf("role %d (%s): permissions: %s at %v", i, one.Slug, issues[0].Message, issues[0].Path)
		}
		roles = append(roles, Role{Slug: one.Slug, Scope: one.Scope, Rules: rules, permissions: permissions.Compile(rules, form)})
	}
	return roles, nil
}

func sentRoles(text []byte) (list []sentRole, scope string, err error) {
	if json.Unmarshal(text, &list) == nil {
		return list, permissions.ScopeProject, nil
	}
	var object struct {
		Role  *sentRole
		Roles []sentRole
		Data  struct{ Roles []sentRole }
	}
	if json.Unmarshal(text, &object) != nil {
		return nil, "", errors.New("want a list of roles as JSON, or an object with role, roles or data")
	}
	if object.Data.Roles != nil {
		return object.Data.Roles, permissions.ScopeOrganization, nil
	}
	if list = object.Roles; object.Role != nil {
		list = append(list, *object.Role)
	}
	return list, permissions.ScopeProject, nil
}

// isPacked reports whether rules are in the form of arrays (docs/contract.md 3.3).
func isPacked(permissions json.RawMessage) bool {
	var rules []json.RawMessage
	return json.Unmarshal(permissions, &rules) == nil && len(rules) > 0 && rules[0][0] == '['
}
