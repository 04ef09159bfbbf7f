package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel"

	"warder/bundles"
	"warder/engine"
	"warder/engine/facts"
	"warder/handlers"
	"warder/handlers/openapi"
	"warder/policies"
	"warder/tests/database"
	"warder/tests/requests"
	"warder/tests/testserver"
)

var update = flag.Bool("update", false, "write what is made from the route table")

// decider decides by the shipped policy.
func decider(t *testing.T) *engine.Engine {
	t.Helper()
	policy, err := bundles.Embedded(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	decider, err := engine.New(t.Context(), engine.Options{Policy: policy, Guardrails: engine.SystemModules(policy.Modules)})
	if err != nil {
		t.Fatal(err)
	}
	return decider
}

// document is the description with the reason codes of the shipped policy.
func document(t *testing.T) *openapi.Document {
	t.Helper()
	return openapi.Describe(handlers.Routes(), decider(t).ReasonCodesOn, openapi.Version)
}

func TestDocument_what_is_made_from_the_route_table_is_committed(t *testing.T) {
	d := document(t)
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(d); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"../../docs/openapi.json":           text.String(),
		"../../docs/api.md":                 markdown(d, handlers.Routes(), requests.Cases(t)),
		"../../console/src/api/schema.d.ts": typescript(d),
	} {
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if found, err := os.ReadFile(file); err != nil {
			t.Error(err)
		} else if string(found) != want {
			t.Errorf("%s is not what the route table says; run make generate", file)
		}
	}
}

func TestDocument_is_OpenAPI(t *testing.T) {
	text, err := json.Marshal(document(t))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := libopenapi.NewDocumentWithConfiguration(text, &datamodel.DocumentConfiguration{IgnoreArrayCircularReferences: true})
	if err != nil {
		t.Fatal(err)
	}
	model, err := parsed.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	if model.Model.Version != "3.1.0" || model.Model.Paths.PathItems.Len() < 200 {
		t.Errorf("version %s, %d paths", model.Model.Version, model.Model.Paths.PathItems.Len())
	}
	if problems := model.Index.GetReferenceIndexErrors(); len(problems) > 0 {
		t.Errorf("references lead nowhere: %v", problems)
	}
}

func TestDocument_describes_every_row(t *testing.T) {
	d, ids, templates := document(t), map[string]bool{}, map[string]string{}
	rows := handlers.Routes()
	for i := range rows {
		row := &rows[i]
		operation := d.Paths[openapi.PathOf(row)][strings.ToLower(row.Method)]
		if operation == nil {
			t.Errorf("%s is not described", row.Name())
			continue
		}
		if ids[operation.OperationID] || operation.OperationID == "" {
			t.Errorf("%s: the id %q is taken or empty", row.Name(), operation.OperationID)
		}
		ids[operation.OperationID] = true
		if len(strings.Fields(operation.Summary)) < 2 && !slices.Contains([]string{"Status", "Login", "Logout", "Bootstrap", "Ask", "Check"}, operation.Summary) {
			t.Errorf("%s: %q says too little", row.Name(), operation.Summary)
		}
		if len(operation.Security) != len(row.Modes) || (row.Body() == nil) != (operation.RequestBody == nil) {
			t.Errorf("%s: %d credentials, body %v", row.Name(), len(operation.Security), operation.RequestBody)
		}
		if failures := d.Failures(operation); !row.Public() && (failures["401"] == nil || !slices.Contains(failures["401"].Reasons, "token_revoked")) {
			t.Errorf("%s: a dead token is not described", row.Name())
		}
		// Two paths that differ in the names of their parameters alone are one.
		shape := parameter.ReplaceAllString(openapi.PathOf(row), "{}")
		if known := templates[shape]; known != "" && known != openapi.PathOf(row) {
			t.Errorf("%s and %s are one path", known, openapi.PathOf(row))
		}
		templates[shape] = openapi.PathOf(row)
	}
}

// Every code that the policy gives somewhere is described for some route.
func TestDocument_names_every_reason_code(t *testing.T) {
	d, told := document(t), map[string]bool{}
	for _, response := range d.Components.Responses {
		for _, code := range response.Reasons {
			told[code] = true
		}
	}
	for _, code := range decider(t).ReasonCodes() {
		if !told[code.Code] {
			t.Errorf("%s, of %v, is described for no route", code.Code, code.Rules)
		}
	}
	create := d.Failures(d.Paths["/api/v1/identities"]["post"])
	if slices.Contains(create["401"].Reasons, "aws_account_not_allowed") || !slices.Contains(create["403"].Reasons, "privilege_boundary") {
		t.Errorf("creating an identity is refused for %v and %v", create["401"].Reasons, create["403"].Reasons)
	}
}

func TestDocument_is_served_and_shown(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	served := s.Anonymous().Get(t, "/api/openapi.json").Want(t, 200)
	text, err := json.Marshal(document(t))
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if json.Unmarshal([]byte(served.Body), &got) != nil || json.Unmarshal(text, &want) != nil || !equal(got, want) {
		t.Error("the server describes itself otherwise than docs/openapi.json")
	}
	page := s.Anonymous().Get(t, "/api/docs").Want(t, 200)
	security := page.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(security, "default-src 'none'; style-src 'sha256-") || strings.Contains(security, "unsafe") || page.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page is served with %v", page.Header)
	}
	for _, asks := range []string{"<script", "<img", "<link", "style=", "onclick", "http://", "https://", "ZgotmplZ"} {
		if strings.Contains(page.Body, asks) {
			t.Errorf("the page holds %s", asks)
		}
	}
	for _, says := range []string{"/api/v3/secrets/raw/{secretName}", "privilege_boundary", "<caption>Body</caption>"} {
		if !strings.Contains(page.Body, says) {
			t.Errorf("the page does not show %s", says)
		}
	}
}

func equal(a, b any) bool {
	first, _ := json.Marshal(a)
	second, _ := json.Marshal(b)
	return bytes.Equal(first, second)
}

// TestDocument_every_route_is_called calls each route that is described, and the client
// holds the answer to the description; see testserver.Described.
func TestDocument_every_route_is_called(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	f := requests.NewFixture(t, s)
	f.Values["privilegeSlug"], f.Values["roleSlug"], f.Values["userId"], f.Values["tagSlug"] = "more", "reader", f.Values["bob"], "blue"
	f.Values["organizationId"], f.Values["projectSlug"], f.Values["decisionId"] = f.Values["org"], f.Values["slug"], decisionOf(t, f)
	bodies := map[string]requests.Case{}
	for _, one := range requests.Cases(t) {
		bodies[one.Method+" "+one.Pattern] = one
	}
	rows, done := handlers.Routes(), 0
	slices.SortStableFunc(rows, func(a, b handlersRoute) int { return ends(&a) - ends(&b) })
	for i := range rows {
		row := &rows[i]
		one, known := bodies[row.Name()]
		caller := one.By
		if !known && row.Method != "GET" && row.Path != "/api/v1/authz/ask" {
			t.Errorf("%s: tests/requests/testdata/requests.txt says nothing of it", row.Name())
		}
		if caller == "" {
			caller = "admin"
			if !row.Public() && !slices.Contains(row.Modes, facts.ModeIdentity) {
				caller = "person"
			}
			if row.Path == "/api/v2/service-token" || strings.HasSuffix(row.Path, "/stream") {
				continue // a service token asks, and events have no end; see tests/api and tests/review
			}
		}
		var body any
		if one.Body != "" {
			body = testserver.Raw(f.Fill(one.Body, nil))
		}
		path := f.Fill(f.Path(row.Path, one.With)+queries[row.Name()], nil)
		answer := f.Callers[caller].Do(t, row.Method, path, body)
		switch {
		case answer.Status == 404 && strings.HasPrefix(answer.Text("message"), "Route "), answer.Status >= 500 && answer.Status != 501, strings.Contains(path, "$"):
			t.Errorf("%s by %s answers %d %s", path, caller, answer.Status, answer.Body)
		case answer.Status == 200:
			done++
		}
	}
	if done < len(rows)*3/5 { // others are in conflict with what came before
		t.Errorf("%d of %d routes did what they are for", done, len(rows))
	}
}
