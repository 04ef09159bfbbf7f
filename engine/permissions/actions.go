package permissions

import "slices"

// AnyAction and AnyType are the wildcards of permission rules (docs/contract.md 3.3).
// They enter through packed organization rules alone and are expanded when the
// rules are compiled, so that no decision ever meets them.
const (
	AnyAction = "manage"
	AnyType   = "all"
)

// ResourceTypes lists every resource type of a scope, in a stable order. A
// scope that does not exist has none.
func ResourceTypes(scope string) []string {
	table := actionsIn(scope)
	types := make([]string, 0, len(table))
	for _, entry := range table {
		types = append(types, entry.name)
	}
	return types
}

// Actions lists the actions that exist on a resource type of a scope, in a
// stable order; none for an unknown type. It is what rules are validated
// against, what wildcards expand to and what an action search walks.
func Actions(scope, resourceType string) []string {
	for _, entry := range actionsIn(scope) {
		if entry.name == resourceType {
			return slices.Clone(entry.actions)
		}
	}
	return nil
}

// KnownType reports whether the scope has such a resource type.
func KnownType(scope, resourceType string) bool {
	return slices.ContainsFunc(actionsIn(scope), func(entry typeActions) bool { return entry.name == resourceType })
}

// KnownAction reports whether the action exists on the resource type.
func KnownAction(scope, resourceType, action string) bool {
	return slices.Contains(Actions(scope, resourceType), action)
}

// KnownFields lists the fields that conditions on a resource type can speak
// about (docs/contract.md 3.2). A condition on any other field has no effect in a
// grant and counts in a denial.
func KnownFields(resourceType string) []string {
	switch resourceType {
	case "secrets":
		return []string{FieldEnvironment, FieldSecretPath, FieldSecretName, FieldSecretTags}
	case "secret-folders", "secret-imports", "secret-rotation", "dynamic-secrets":
		return []string{FieldEnvironment, FieldSecretPath}
	case "identity":
		return []string{FieldIdentityID}
	}
	return nil
}

// Fields of conditions, named as in Properties.
const (
	FieldEnvironment = "environment"
	FieldSecretPath  = "secretPath"
	FieldSecretName  = "secretName"
	FieldSecretTags  = "secretTags"
	FieldIdentityID  = "identityId"
)

type typeActions struct {
	name    string
	actions []string
}

func actionsIn(scope string) []typeActions {
	switch scope {
	case ScopeOrganization:
		return allOrganization
	case ScopeProject:
		return allProject
	}
	return nil
}

var (
	allOrganization = slices.Concat(organizationActions, acceptedOrganization)
	allProject      = slices.Concat(projectActions, acceptedProject)
)

// Served reports whether requests ask about the resource type. Rules about the
// others are only stored.
func Served(scope, resourceType string) bool {
	served := map[string][]typeActions{ScopeOrganization: organizationActions, ScopeProject: projectActions}[scope]
	return slices.ContainsFunc(served, func(entry typeActions) bool { return entry.name == resourceType })
}

func basic(more ...string) []string {
	return append([]string{"read", "create", "edit", "delete"}, more...)
}
