package policy

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"warder/handlers/pep"
	"warder/models"
)

// Whatever is sent, an AuthZEN body is understood as it stands there, or refused
// with a 400 that names what is wrong.
func FuzzAuthZEN(f *testing.F) {
	whole := `{"subject":{"type":"user","id":"alice","properties":{"a":1}},"action":{"name":"read"},"resource":{"type":"secrets","id":"x",` +
		`"properties":{"projectId":"p","environment":"dev","secretPath":"/a//b"}},"context":{"ip":"::ffff:10.1.2.3"},"page":{"limit":3,"token":"7"}`
	f.Add(whole + `}`)
	f.Add(whole + `,"evaluations":[{},{"subject":null},"x",{"resource":{"type":"secrets","id":"y"}}],"options":{"evaluations_semantic":"deny_on_first_deny"}}`)
	f.Add(`{"page":{"limit":1e99,"token":"-1"},"evaluations":{}}`)
	f.Fuzz(func(t *testing.T, body string) {
		context, _ := gin.CreateTestContext(httptest.NewRecorder())
		context.Request = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/access/v1/evaluations", strings.NewReader(body))
		context.Request.Header.Set("Content-Type", "application/json")
		request, err := authzen(&pep.Request{Context: context, API: &pep.API{Options: pep.Options{MaxBody: 1 << 20}}})
		if err != nil {
			refusedWell(t, err)
			return
		}
		if asked, problem := request.access(needsAll); problem == nil {
			understood(t, body, asked)
		} else {
			refusedWell(t, problem)
		}
		if limit, problem := request.limit(); problem == nil && (limit < 1 || limit > searchMost) {
			t.Errorf("a page of %d", limit)
		}
		items, semantic, err := request.batch()
		if err != nil {
			refusedWell(t, err)
			return
		}
		if len(items) > evaluationsMost || semantic == "" {
			t.Errorf("%d evaluations, %q", len(items), semantic)
		}
		for i := range items {
			if (items[i].access == nil) == (items[i].problem == nil) {
				t.Errorf("evaluation %d is neither understood nor refused", i)
			}
		}
		oneSubject(items)
	})
}

func refusedWell(t *testing.T, err error) {
	t.Helper()
	refusal := pep.AsError(err)
	if refusal.Status != http.StatusBadRequest || refusal.Message == "" {
		t.Errorf("%d %q: %v", refusal.Status, refusal.Message, err)
	}
}

// understood fails unless the request says what the body says.
func understood(t *testing.T, body string, asked *access) {
	t.Helper()
	var sent map[string]map[string]any
	_ = json.Unmarshal([]byte(body), &sent) // what else stands there may be no object
	for _, c := range [][2]any{
		{sent["subject"]["type"], asked.who.Subject.Type},
		{sent["subject"]["id"], asked.who.Subject.ID},
		{sent["action"]["name"], asked.action},
		{sent["resource"]["type"], asked.what.Type},
		{sent["resource"]["id"], asked.what.ID},
	} {
		if c[0] != c[1] {
			t.Errorf("understood %q, sent %q", c[1], c[0])
		}
	}
	if path := asked.what.SecretPath; path != nil && !models.IsPath(*path) {
		t.Errorf("path %q", *path)
	}
}
