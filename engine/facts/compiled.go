package facts

import (
	"crypto/sha256"
	"encoding/json"
	"sync"

	"warder/engine/permissions"
	"warder/models"
)

// compiledKey is what compiled permissions follow from: the hash of the rules as
// they are stored, and how they are read. Nothing has to be
// invalidated.
type compiledKey struct {
	rules [sha256.Size]byte
	form  permissions.Form
	scope string
}

// compiledBytes is about how much memory compiled permissions may take.
const compiledBytes = 64 << 20

// compiledCache keeps recently used entries in two generations: when the newer one is
// full, the older one is dropped.
type compiledCache struct {
	most int // bytes of both generations

	mu         sync.Mutex
	newer      map[compiledKey]*permissions.Compiled
	older      map[compiledKey]*permissions.Compiled
	newerBytes int
}

func newCompiledCache(most int) *compiledCache {
	return &compiledCache{most: most, newer: map[compiledKey]*permissions.Compiled{}}
}

var compiled = newCompiledCache(compiledBytes)

func (c *compiledCache) of(key compiledKey, make func() *permissions.Compiled) *permissions.Compiled {
	c.mu.Lock()
	found := c.newer[key]
	if found == nil {
		if found = c.older[key]; found != nil {
			c.keep(key, found)
		}
	}
	c.mu.Unlock()
	if found != nil {
		return found
	}
	found = make()
	c.mu.Lock()
	defer c.mu.Unlock()
	if same := c.newer[key]; same != nil {
		return same // another request was faster
	}
	c.keep(key, found)
	return found
}

// keep puts permissions into the newer generation, unless they alone would fill
// it.
func (c *compiledCache) keep(key compiledKey, found *permissions.Compiled) {
	size := found.Bytes()
	if size > c.most/2 {
		return
	}
	if c.newerBytes+size > c.most/2 {
		c.older, c.newer, c.newerBytes = c.newer, map[compiledKey]*permissions.Compiled{}, 0
	}
	c.newer[key] = found
	c.newerBytes += size
}

// compile is what stored rules permit. They were checked before they were
// stored; should they not parse any more, a denial among them must not be lost,
// so they deny everything.
func compile(rules string, form permissions.Form, scope string) *permissions.Compiled {
	return compiled.of(compiledKey{sha256.Sum256([]byte(rules)), form, scope}, func() *permissions.Compiled {
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
	return compile(role.Permissions, form, permissions.ScopeOrganization)
}

func compiledProjectRole(role *models.ProjectRole) *permissions.Compiled {
	return compile(role.Permissions, permissions.Form(role.Form), permissions.ScopeProject)
}

func compiledPrivilege(privilege *models.Privilege) *permissions.Compiled {
	return compile(privilege.Permissions, permissions.Form(privilege.Form), permissions.ScopeProject)
}

// serviceTokenActions are what the permissions of a service token mean.
var serviceTokenActions = map[string][]string{"read": {"read"}, "write": {"create", "edit", "delete"}}

// compiledServiceToken turns the scopes of a service token into v1 rules.
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
	return compile(string(text), permissions.FormV1, permissions.ScopeProject)
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
