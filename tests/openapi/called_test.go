package openapi

import (
	"strings"
	"testing"

	"warder/handlers/pep"
	"warder/tests/requests"
	"warder/tests/testserver"
)

type handlersRoute = pep.Route

// queries are what routes need in their query.
var queries = map[string]string{
	"GET /api/v3/secrets/raw":                                               "?workspaceId=$project&environment=dev",
	"GET /api/v3/secrets/raw/:secretName":                                   "?workspaceId=$project&environment=dev",
	"GET /api/v4/secrets":                                                   "?projectId=$project&environment=dev",
	"GET /api/v4/secrets/:secretName":                                       "?projectId=$project&environment=dev",
	"GET /api/v4/secrets/:secretName/secret-reference-tree":                 "?projectId=$project&environment=dev",
	"GET /api/v3/secrets":                                                   "?workspaceId=$project&environment=dev",
	"GET /api/v3/secrets/:secretName":                                       "?workspaceId=$project&environment=dev",
	"GET /api/v1/folders":                                                   "?workspaceId=$project&environment=dev",
	"GET /api/v2/folders":                                                   "?projectId=$project&environment=dev",
	"GET /api/v1/secret-imports":                                            "?workspaceId=$project&environment=dev",
	"GET /api/v2/secret-imports":                                            "?projectId=$project&environment=dev",
	"GET /api/v1/secret-imports/secrets":                                    "?workspaceId=$project&environment=dev",
	"GET /api/v2/secret-imports/secrets":                                    "?projectId=$project&environment=dev",
	"GET /api/v1/secret/:secretId/secret-versions":                          "?offset=0&limit=10",
	"GET /api/v1/identities":                                                "?orgId=$org",
	"GET /api/v1/authz/who-can":                                             "?action=readValue&resource=secrets&projectId=$project&environment=dev&secretPath=/&secretName=S",
	"GET /api/v1/authz/what-can":                                            "?subjectType=identity&subjectId=$identityId&projectId=$project",
	"GET /api/v1/authz/suggested-role":                                      "?subjectId=$identityId&projectId=$project",
	"GET /api/v1/additional-privilege/identity":                             "?identityId=$identityId&projectSlug=$slug",
	"GET /api/v1/additional-privilege/identity/:privilegeSlug":              "?identityId=$identityId&projectSlug=$slug",
	"GET /api/v2/identity-project-additional-privilege":                     "?identityId=$identityId&projectId=$project",
	"GET /api/v2/identity-project-additional-privilege/slug/:privilegeSlug": "?identityId=$identityId&projectId=$project",
}

// ends is how much of the fixture ends with a request, so that it comes late.
func ends(row *pep.Route) int {
	switch {
	case strings.Contains(row.Path, "users/me") && row.Method == "DELETE", strings.Contains(row.Path, "logout"), strings.Contains(row.Path, "password"),
		row.Method == "DELETE" && strings.HasPrefix(row.Path, "/api/v2/organizations/:org") && strings.Count(row.Path, "/") == 4:
		return 4
	case row.Method == "DELETE" && strings.Count(row.Path, "/") <= 4, strings.Contains(row.Path, "trusted-ips") && row.Method != "GET":
		return 3
	case row.Method == "DELETE", strings.Contains(row.Path, "revoke"), strings.Contains(row.Path, "select-organization"):
		return 2
	case row.Method != "GET":
		return 1
	}
	return 0
}

// decisionOf is the id of some decision.
func decisionOf(t *testing.T, f *requests.Fixture) string {
	t.Helper()
	answer := f.Callers["admin"].Get(t, f.Fill("/api/v1/workspace/$project", nil)).Want(t, 200)
	id := answer.Header.Get("X-Decision-Id")
	testserver.Eventually(t, "the decision is recorded", func() bool {
		return f.Callers["admin"].Get(t, "/api/v1/authz/decisions/"+id).Status == 200
	})
	return id
}
