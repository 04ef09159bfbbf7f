package pep

import (
	"reflect"
	"runtime"
	"strings"
	"unicode"

	"warder/engine"
)

// Failure is the body of every error response, for the description of the API.
type Failure struct {
	ReqID      string          `json:"reqId"`
	StatusCode int             `json:"statusCode"`
	Message    any             `json:"message"` // a text, or the issues of a failed validation
	Error      string          `json:"error"`
	Details    *FailureDetails `json:"details,omitempty"`
}

// FailureDetails say why a request was refused.
type FailureDetails struct {
	DecisionID         string           `json:"decisionId,omitempty"`
	Reasons            []VisibleReason  `json:"reasons,omitempty"`
	MissingPermissions []engine.Missing `json:"missingPermissions,omitempty"`
	Cause              string           `json:"cause,omitempty"` // of a refused bundle
}

// HandlerName is the name of the row's handler function.
func (r *Route) HandlerName() string { return r.Handler.name }

// BodyOptional reports whether the body may be left out.
func (r *Route) BodyOptional() bool { return r.Handler.optional }

// FileType is the content type of the row's file response, and whether the row has no JSON
// response.
func (r *Route) FileType() (contentType string, alone bool) {
	return r.Handler.file, r.Handler.fileAlone
}

// Summary describes the row in a few words.
func (r *Route) Summary() string {
	if r.Title != "" {
		return r.Title
	}
	words := splitWords(r.Handler.name)
	for i, word := range words {
		if plain, known := inFull[word]; known {
			words[i] = plain
		}
	}
	text := strings.Join(words, " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// inFull maps words of function names to their spelling in a summary.
var inFull = map[string]string{"org": "organization", "api": "API", "id": "id", "ip": "IP", "ips": "IPs", "auth": "auth", "srp": "SRP"}

// splitWords splits a camel-case name into lower-case words.
func splitWords(name string) []string {
	var words []string
	letters, start := []rune(name), 0
	for i := 1; i <= len(letters); i++ {
		ends := i == len(letters) || unicode.IsUpper(letters[i]) &&
			(!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if ends {
			words, start = append(words, strings.ToLower(string(letters[start:i]))), i
		}
	}
	return words
}

// groups are the sections of the API by path prefix; the first match applies.
var groups = []struct{ prefix, name string }{
	{"/access/v1", "AuthZEN"}, {"/.well-known", "AuthZEN"}, {"/api/v1/authz", "Policy and decisions"},
	{"/api/v1/auth/universal-auth", "Universal Auth"}, {"/api/v1/auth/token-auth", "Token Auth"},
	{"/api/v1/auth/oidc-auth", "OIDC Auth"}, {"/api/v1/auth/jwt-auth", "JWT Auth"}, {"/api/v1/auth/kubernetes-auth", "Kubernetes Auth"},
	{"/api/v1/auth/aws-auth", "AWS Auth"}, {"/api/v1/auth/gcp-auth", "GCP Auth"}, {"/api/v1/auth/azure-auth", "Azure Auth"},
	{"/api/v1/auth/token/", "Access tokens"},
}

// Group is the section of the API that the row belongs to.
func (r *Route) Group() string {
	for _, group := range groups {
		if strings.HasPrefix(r.Path, group.prefix) {
			return group.name
		}
	}
	if name, known := groupsByResource[r.Resource]; known {
		return name
	}
	return "Projects"
}

var groupsByResource = map[string]string{
	"account": "People", "user": "People", "session": "People", "invitation": "People", "instance": "Instance",
	"organization": "Organizations", "member": "Members", "role": "Roles", "identity": "Identities",
	"secrets": "Secrets", "secret-folders": "Folders", "secret-imports": "Imports", "secret-rollback": "Secrets",
	"environments": "Environments", "tags": "Tags", "service-tokens": "Service tokens", "audit-logs": "Audit log",
}

// nameOf is the name of a function without its package and compiler suffixes.
func nameOf(function any) string {
	full := runtime.FuncForPC(reflect.ValueOf(function).Pointer()).Name()
	full = full[strings.LastIndex(full, "/")+1:]
	name := ""
	for i, part := range strings.Split(strings.ReplaceAll(full, "[...]", ""), ".") {
		part = strings.TrimSuffix(part, "-fm") // a method as a value
		made := strings.HasPrefix(part, "func") || part != "" && unicode.IsDigit(rune(part[0]))
		if i > 0 && part != "" && !made {
			name = part
		}
	}
	return name
}
