package facts

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/models"
	"warder/models/store"
)

func Test_a_changed_version_changes_the_permissions(t *testing.T) {
	w, caller := machine(t)
	add(w, inProject, projectRole("versioned", editRole, 1))
	w.member(inProject, models.SubjectIdentity, "ci", custom("versioned"))
	question := Question{Project: ProjectRef{ID: "project-1"}}
	first := w.collect(caller, question).Request.Facts.Grants.Project[0].Permissions
	if again := w.collect(caller, question).Request.Facts.Grants.Project[0].Permissions; again != first {
		t.Error("the same version is compiled twice")
	}
	w.write(func(tx *store.Tx) error {
		return store.Update(tx, inProject, projectRole("versioned", `[{"action":["delete"],"subject":"role"}]`, 2), "permissions", "version")
	})
	second := w.collect(caller, question).Request.Facts.Grants.Project[0].Permissions
	for name, p := range map[string]*permissions.Compiled{"edit": first, "delete": second} {
		for _, action := range []string{"edit", "delete"} {
			if allows(p, "role", action) != (name == action) {
				t.Errorf("the version that allows %s: %s %v", name, action, name != action)
			}
		}
	}
}

func Test_roles_and_privileges_of_the_same_version_are_told_apart(t *testing.T) {
	one := compiledProjectRole(projectRole("apart-1", editRole, 1))
	two := compiledProjectRole(projectRole("apart-2", `[]`, 1))
	three := compiledPrivilege(&models.Privilege{ID: "apart-3", Permissions: `[{"action":["delete"],"subject":"role"}]`, Form: 2, Version: 1})
	if !allows(one, "role", "edit") || allows(two, "role", "edit") || allows(three, "role", "edit") || !allows(three, "role", "delete") {
		t.Error("one has the permissions of another")
	}
}

// A denial among rules that are not understood any more must not be lost.
func Test_rules_that_do_not_parse_deny_everything(t *testing.T) {
	for i, rules := range []string{
		"", "{", `{}`, `[{"action":"edit"}]`, `[{"action":["edit"],"subject":"nothing"}]`, `[{"action":["edit"],"subject":"role"},{"inverted":true}]`,
		`[{"action":["edit"],"subject":"role","conditions":{"environment":{"$other":"x"}}}]`,
	} {
		id := fmt.Sprintf("broken-%d", i)
		denies(t, id, permissions.ScopeProject, compiledProjectRole(projectRole(id, rules, 1)))
		denies(t, id, permissions.ScopeOrganization, compiledOrgRole(&models.OrgRole{ID: id, Permissions: rules, Version: 2}))
		denies(t, id, permissions.ScopeOrganization, compiledOrgRole(&models.OrgRole{ID: id, Permissions: rules, Version: 3, Packed: true}))
		denies(t, id, permissions.ScopeProject, compiledPrivilege(&models.Privilege{ID: id, Permissions: rules, Version: 4, Form: 1}))
	}
}

func denies(t *testing.T, name, scope string, p *permissions.Compiled) {
	t.Helper()
	if len(p.Allow) > 0 {
		t.Errorf("%s allows %v", name, p.Allow)
	}
	for _, resourceType := range permissions.ResourceTypes(scope) {
		for action := range p.Deny[resourceType] {
			if !p.Deny[resourceType][action].Any {
				t.Errorf("%s denies %s on %s with conditions", name, action, resourceType)
			}
		}
		if len(p.Deny[resourceType]) == 0 {
			t.Errorf("%s does not deny anything on %s", name, resourceType)
		}
	}
}

// What is kept is bounded in bytes; what is asked for again and again stays.
func Test_the_cache_of_compiled_permissions_is_bounded_in_bytes(t *testing.T) {
	rules := []permissions.Rule{{Actions: []string{permissions.AnyAction}, Subjects: []string{permissions.AnyType}}}
	one := permissions.Compile(rules, permissions.FormPacked)
	cache, made := newCompiledCache(20*one.Bytes()), 0
	ask := func(name byte) {
		cache.of(compiledKey{rules: [32]byte{name}}, func() *permissions.Compiled {
			made++
			return permissions.Compile(rules, permissions.FormPacked)
		})
	}
	for name := range byte(200) {
		ask(0)
		ask(name)
	}
	if kept := len(cache.newer) + len(cache.older); made != 200 || kept > 20 {
		t.Errorf("%d were made, want each once; %d are kept, of which 20 have room", made, kept)
	}
	small := newCompiledCache(one.Bytes())
	small.of(compiledKey{}, func() *permissions.Compiled { return one })
	if len(small.newer) > 0 {
		t.Error("what alone fills the cache is kept")
	}
}

// docs/contract.md 2.24: write does not imply read, and each scope is one environment
// and path.
func Test_a_service_token_gives_what_its_scopes_say(t *testing.T) {
	dev, prod := models.ServiceTokenScope{Environment: "dev", SecretPath: "/app/**"}, models.ServiceTokenScope{Environment: "prod", SecretPath: "/"}
	for name, c := range map[string]struct {
		permissions []string
		scopes      []models.ServiceTokenScope
		want        []string // actions on secrets
		keys        []string // of each of them
	}{
		"read":         {[]string{"read"}, []models.ServiceTokenScope{dev}, []string{"describeSecret", "readValue"}, []string{"dev:/app/"}},
		"write":        {[]string{"write"}, []models.ServiceTokenScope{dev}, []string{"create", "delete", "edit"}, []string{"dev:/app/"}},
		"both":         {[]string{"read", "write"}, []models.ServiceTokenScope{dev, prod}, []string{"create", "delete", "describeSecret", "edit", "readValue"}, []string{"dev:/app/", "prod:/$"}},
		"neither":      {[]string{}, []models.ServiceTokenScope{dev}, nil, nil},
		"another word": {[]string{"admin"}, []models.ServiceTokenScope{dev}, nil, nil},
		"no scope":     {[]string{"read"}, nil, nil, nil},
	} {
		grant := serviceTokenGrant(&models.ServiceToken{ID: "st " + name, Permissions: c.permissions, Scopes: c.scopes})
		if grant.Source != input.SourceServiceToken || grant.ID != "st "+name || grant.Starts != 0 || grant.Ends != 0 {
			t.Errorf("%s: %+v", name, held([]input.Grant{grant}))
		}
		p := grant.Permissions
		if got := slices.Sorted(maps.Keys(p.Allow["secrets"])); !slices.Equal(got, c.want) {
			t.Errorf("%s gives %q, want %q", name, got, c.want)
		}
		for action, slot := range p.Allow["secrets"] {
			if keys := slices.Sorted(maps.Keys(slot.Keys)); slot.Any || !slices.Equal(keys, c.keys) {
				t.Errorf("%s: %s at %q, want %q", name, action, keys, c.keys)
			}
		}
		if len(p.Deny) > 0 {
			t.Errorf("%s denies %v", name, p.Deny)
		}
	}
}

// A scope that is no condition must not become one that everything meets: an
// empty environment is that of no request.
func Test_a_service_token_with_a_broken_scope_reaches_nothing(t *testing.T) {
	dev, path := "dev", "/"
	asked := permissions.Keys(&dev, &path)
	for name, scope := range map[string]models.ServiceTokenScope{
		"no environment": {SecretPath: "/**"}, "no path": {Environment: "dev"}, "nothing": {}, "a list": {Environment: "dev,prod", SecretPath: "/**"},
		"any environment": {Environment: "*", SecretPath: "/**"}, "no pattern": {Environment: "dev", SecretPath: "["},
	} {
		p := serviceTokenGrant(&models.ServiceToken{ID: "broken " + name, Permissions: []string{"read"}, Scopes: []models.ServiceTokenScope{scope}}).Permissions
		for action, slot := range p.Allow["secrets"] {
			reached := slices.ContainsFunc(asked, func(key string) bool { return slot.Keys[key] })
			for _, rule := range slot.Rules {
				reached = reached || rule["environment"]["$eq"] == dev && rule["secretPath"]["$match"] == nil
			}
			if slot.Any || reached {
				t.Errorf("%s: %s at %v and %v", name, action, slot.Keys, slot.Rules)
			}
		}
	}
}
