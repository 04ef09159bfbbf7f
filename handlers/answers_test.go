package handlers

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/handlers/pep"
)

// untyped are the fields of answers of which no type says what they hold, and why.
var untyped = map[string]string{
	"orgRoleJSON.Permissions":            "rules are packed or plain, as the route and the role have them",
	"orgPermissionsAnswer.Permissions":   "a packed rule is an array of texts, conditions and numbers",
	"projectPermissionsJSON.Permissions": "a packed rule is an array of texts, conditions and numbers",
	"Problem.Message":                    "a text, or the issues of a validation failure",
	"auditEvent.Metadata":                "the fields of the resource, which differ by its type",
	"Missing.Conditions":                 "conditions of a permission rule: operators with one value or several",
	"NearGrant.Conditions":               "conditions of a permission rule: operators with one value or several",
	"shortfallJSON.Conditions":           "conditions of a permission rule: operators with one value or several",
	"Rule.Conditions":                    "conditions of a permission rule: operators with one value or several",
	"NearGrant.Actions":                  "a rule names one action or several",
	"Value.Value":                        "what a rule of the policy saw in its input",
	"Lack.Wants":                         "what a condition compares with",
	"Lack.Request":                       "what the request had in its place",
	"simulateAnswer.Request":             "the document that policies are asked about, which policies/schemas/input.json describes",
}

// writesItself is whether a type has its own form in JSON.
func writesItself(of reflect.Type) bool {
	marshaler := reflect.TypeFor[json.Marshaler]()
	return of.Implements(marshaler) || reflect.PointerTo(of).Implements(marshaler)
}

// untypedIn names what of a type is an any: fields by their type and their name.
func untypedIn(of reflect.Type, at string, seen map[reflect.Type]bool) []string {
	switch of.Kind() {
	case reflect.Interface:
		return []string{at}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return untypedIn(of.Elem(), at, seen)
	case reflect.Struct:
		if seen[of] || writesItself(of) {
			return nil
		}
		seen[of] = true
		var found []string
		for i := range of.NumField() {
			field := of.Field(i)
			if field.Tag.Get("json") != "-" && (field.IsExported() || field.Anonymous) {
				found = append(found, untypedIn(field.Type, of.Name()+"."+field.Name, seen)...)
			}
		}
		return found
	}
	return nil
}

func Test_every_row_has_an_answer_of_a_type(t *testing.T) {
	met := map[string]bool{}
	for _, row := range Routes() {
		answer := row.Answer()
		if answer == nil {
			t.Errorf("%s: the type of the answer is not known", row.Name())
			continue
		}
		for _, field := range untypedIn(answer, "the answer", map[reflect.Type]bool{}) {
			if met[field] = true; untyped[field] == "" {
				t.Errorf("%s: %s may be anything", row.Name(), field)
			}
		}
		if answer.Kind() == reflect.Map {
			t.Errorf("%s answers a map", row.Name())
		}
	}
	for field := range untyped {
		if !met[field] {
			t.Errorf("%s is excused for nothing", field)
		}
	}
}

// bodiless are the rows that take no body though their method would.
var bodiless = []string{
	"POST /api/v1/auth/checkAuth",
	"POST /api/v1/auth/logout",
	"POST /api/v1/auth/token-auth/tokens/:tokenId/revoke",
	"POST /api/v1/auth/universal-auth/identities/:identityId/clear-lockouts",
	"POST /api/v1/auth/universal-auth/identities/:identityId/client-secrets/:clientSecretId/revoke",
	"POST /api/v3/auth/login1", // every request is refused
	"POST /api/v3/auth/login2",
}

func Test_a_row_that_takes_no_body_says_so(t *testing.T) {
	for _, row := range Routes() {
		takes := slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, row.Method)
		if row.Method == http.MethodGet && row.Body() != nil {
			t.Errorf("%s takes a body", row.Name())
		}
		if without := slices.Contains(bodiless, row.Name()); takes && without == (row.Body() != nil) {
			t.Errorf("%s takes %v", row.Name(), row.Body())
		}
	}
	for _, name := range bodiless {
		if !slices.ContainsFunc(Routes(), func(row pep.Route) bool { return row.Name() == name && strings.HasPrefix(row.Method, "P") }) {
			t.Errorf("%s is no row that might take a body", name)
		}
	}
}
