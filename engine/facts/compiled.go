package facts

import (
	"encoding/json"
	"sync"

	"warder/engine/permissions"
	"warder/models"
)

// Compiled permissions are kept by what a version number proves unchanged: the
// id and version of the row they came from (DESIGN section 7). Nothing has to
// be invalidated; what is no longer asked for goes when the cache starts over.
type compiledKey struct {
	kind    string // what the id is of
	id      string
	version int64
}

const compiledMost = 10_000

type compiledCache struct {
	mu   sync.RWMutex
	kept map[compiledKey]*permissions.Compiled
}

var compiled = &compiledCache{kept: map[compiledKey]*permissions.Compiled{}}

func (c *compiledCache) of(key compiledKey, make func() *permissions.Compiled) *permissions.Compiled {
	c.mu.RLock()
	found := c.kept[key]
	c.mu.RUnlock()
	if found != nil {
		return found
	}
	found = make()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= compiledMost {
		clear(c.kept)
	}
	c.kept[key] = found
	return found
}

// compile is what stored rules permit. They were checked before they were
// stored; should they not parse any more, a denial among them must not be lost,
// so they deny everything.
func compile(key compiledKey, rules string, form permissions.Form, scope string) *permissions.Compiled {
	return compiled.of(key, func() *permissions.Compiled {
		parsed, issues := permissions.ParseStored([]byte(rules), form, scope)
		if len(issues) > 0 {
			parsed = []permissions.Rule{{Actions: []string{permissions.AnyAction}, Subjects: []string{permissions.AnyType}, Inverted: true}}
		}
		return permissions.Compile(parsed, form)
	})
}

func compiledOrgRole(role *models.OrgRole) *permissions.Compiled {
	form := permissions.FormOrganization
	if role.Packed {
		form = permissions.FormPacked
	}
	return compile(compiledKey{"organization role", role.ID, role.Version}, role.Permissions, form, permissions.ScopeOrganization)
}

func compiledProjectRole(role *models.ProjectRole) *permissions.Compiled {
	return compile(compiledKey{"project role", role.ID, role.Version}, role.Permissions, permissions.Form(role.Form), permissions.ScopeProject)
}

func compiledPrivilege(privilege *models.Privilege) *permissions.Compiled {
	return compile(compiledKey{"privilege", privilege.ID, privilege.Version}, privilege.Permissions, permissions.Form(privilege.Form), permissions.ScopeProject)
}

// serviceTokenActions are what the permissions of a service token mean.
var serviceTokenActions = map[string][]string{"read": {"read"}, "write": {"create", "edit", "delete"}}

// compiledServiceToken turns the scopes of a service token into v1 rules; a
// token never changes, so its id is its version.
func compiledServiceToken(token *models.ServiceToken) *permissions.Compiled {
	rules := []map[string]any{}
	for _, scope := range token.Scopes {
		if scope.Environment == "" {
			continue // a scope without a place reaches nowhere
		}
		for _, permission := range token.Permissions {
			for _, action := range serviceTokenActions[permission] {
				rules = append(rules, scopeRule(action, scope))
			}
		}
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return &permissions.Compiled{}
	}
	return compile(compiledKey{"service token", token.ID, 0}, string(text), permissions.FormV1, permissions.ScopeProject)
}

func scopeRule(action string, scope models.ServiceTokenScope) map[string]any {
	return map[string]any{
		"action": action, "subject": "secrets",
		"conditions": map[string]any{"environment": scope.Environment, "secretPath": map[string]string{"$glob": scope.SecretPath}},
	}
}

// ScopePath is the path of a scope as requests name it. Issues are those of the
// conditions that the scope stands for.
func ScopePath(scope models.ServiceTokenScope) (string, []permissions.Issue) {
	text, err := json.Marshal([]map[string]any{scopeRule("read", scope)})
	if err != nil {
		return scope.SecretPath, []permissions.Issue{{Path: []any{0, "conditions", "secretPath"}, Code: "custom", Message: err.Error()}}
	}
	rules, issues := permissions.Parse(text, permissions.FormV1, permissions.ScopeProject)
	if len(issues) > 0 {
		return scope.SecretPath, issues
	}
	path, _ := rules[0].Conditions[permissions.FieldSecretPath][permissions.OpGlob].(string)
	return path, nil
}
