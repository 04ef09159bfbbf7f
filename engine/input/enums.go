package input

import (
	"slices"

	"warder/engine/permissions"
)

// enums lists the words that fields of the input are limited to, by the name in the enum
// tag of a field. `policy check` reports any other constant as a typo.
func enums(name string) []any {
	words := map[string]func() []string{
		"action": ActionNames, "resource": ResourceTypes, "kind": Kinds, "subject": SubjectTypes, "proof": ProofKinds,
		"login_proof": LoginProofKinds, "proof_error": ProofErrors, "login_method": LoginMethods,
	}[name]()
	listed := make([]any, 0, len(words))
	for _, word := range words {
		listed = append(listed, word)
	}
	return listed
}

// SubjectTypes are all types of subjects.
func SubjectTypes() []string {
	return []string{SubjectAnonymous, SubjectIdentity, SubjectServiceToken, SubjectUser}
}

// beyondRoles are types of resources, with their actions, that no permission rule
// can name: what the API decides about by other facts.
var beyondRoles = map[string][]string{
	"access-token": {"renew", "revoke"},
	"account": {
		"authenticate", "changePassword", "delete", "listOrganizations", "listProjects", "manageApiKeys", "manageSessions", "read", "readDetails",
	},
	"access":          {"review"},
	"aws-auth":        {"login"},
	"azure-auth":      {"login"},
	"decisions":       {"evaluate", "read", "readReasons", "replay"},
	"gcp-auth":        {"login"},
	"instance":        {"bootstrap", "editConfig", "readConfig", "readOperations", "signUp", "status"},
	"invitation":      {"accept", "complete", "verify"},
	"jwt-auth":        {"login"},
	"kubernetes-auth": {"login"},
	"oidc-auth":       {"login"},
	"organization":    {"create", "delete", "read", "select"},
	"policy":          {"check", "edit", "publish", "read", "rollback"},
	"secrets":         {"list"},
	"session":         {"refresh"},
	"universal-auth":  {"login"},
	"user":            {"beginRecovery", "login", "loginByLink", "recover", "resetPassword"},
	"workspace":       {"administer", "leave"},
}

// ResourceTypes are all types of resources that a request can be about, sorted.
func ResourceTypes() []string {
	var types []string
	for resourceType := range beyondRoles {
		types = append(types, resourceType)
	}
	for _, scope := range []string{permissions.ScopeOrganization, permissions.ScopeProject} {
		types = append(types, permissions.ResourceTypes(scope)...)
	}
	return sorted(types)
}

// ActionNames are the actions on all of them, sorted.
func ActionNames() []string {
	var actions []string
	for _, list := range beyondRoles {
		actions = append(actions, list...)
	}
	for _, scope := range []string{permissions.ScopeOrganization, permissions.ScopeProject} {
		for _, resourceType := range permissions.ResourceTypes(scope) {
			actions = append(actions, permissions.Actions(scope, resourceType)...)
		}
	}
	return sorted(actions)
}

func sorted(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
