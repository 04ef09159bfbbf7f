package review

import (
	"encoding/json"
	"strings"
	"testing"

	"warder/tests/vouch"
)

// underPolicies explains a decision by each policy that the server has.
func underPolicies(t *testing.T, h *house) {
	id := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	for _, under := range []string{"", "?under=active", "?under=recorded"} {
		answer := h.auditor.Get(t, decisions+"/"+id+under).Want(t, 200)
		want := strings.TrimPrefix(under, "?under=")
		if want == "" {
			want = "active"
		}
		if answer.Text("decision.under") != want || answer.Value("decision.sameOutcome") != true || answer.Value("decision.explanation.rules") == nil || answer.Value("decision.absent") != nil {
			t.Errorf("%s: %s", under, answer.Body)
		}
	}
	if absent := h.AsAdmin().Get(t, decisions+"/"+id+"?under=candidate").Want(t, 200); absent.Value("decision.absent") != true || absent.Value("decision.explanation") != nil {
		t.Error(absent.Body)
	}
	h.auditor.Get(t, decisions+"/"+id+"?under=candidate").WantRefusal(t, 403, "permission_missing") // it takes the right to read the policy
	h.AsAdmin().Get(t, decisions+"/"+id+"?under=another").Want(t, 422)
	own := h.reader.Get(t, decisions+"/"+id+"?under=recorded").Want(t, 200)
	if own.Value("decision.explanation") != nil || own.Value("decision.sameOutcome") != nil || own.Text("decision.reasons.0.code") != "permission_missing" {
		t.Error(own.Body)
	}
}

// decisionAsTest is what a simulation of the same request says, and has the facts.
func decisionAsTest(t *testing.T, h *house) {
	list := h.project
	for _, request := range []string{h.prod("FOO"), list.SecretPath("FOO"), "/api/v3/secrets/raw?environment=dev&workspaceId=" + list.ID} {
		id := h.decided(t, h.reader.Get(t, request))
		answer := h.auditor.Get(t, decisions+"/"+id+"/test").Want(t, 200)
		simulated := h.AsAdmin().Post(t, authz+"simulate", object{"decisionId": id}).Want(t, 200)
		if text := simulated.Text("results.0.test"); answer.Body != text || text == "" {
			t.Errorf("%s\nsimulated: %s", answer.Body, text)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
			t.Errorf("content type %q", kind)
		}
		h.reader.Get(t, decisions+"/"+id+"/test").WantRefusal(t, 403, "permission_missing") // one's own answer said less
	}
	h.auditor.Get(t, decisions+"/none/test").WantRefusal(t, 404, "resource_not_found")
}

// boundValues shows of a login that was refused what it is bound to, and what was presented.
func boundValues(t *testing.T, h *house) {
	key := vouch.NewSigner(t, "k")
	id := h.AsAdmin().NewIdentity(t, h.Admin.ID, "no-access")
	h.AsAdmin().Post(t, "/api/v1/auth/jwt-auth/identities/"+id, object{
		"configurationType": "static", "publicKeys": list{key.PEM(t)}, "boundIssuer": "ci", "boundSubject": "repo:shop/*",
	}).Want(t, 200)
	now := h.Clock.Now().Unix()
	token := key.Token(t, vouch.Object{"iss": "ci", "sub": "repo:billing", "aud": "warder", "iat": now, "exp": now + 60})
	refused := h.Anonymous().Post(t, "/api/v1/auth/jwt-auth/login", object{"identityId": id, "jwt": token}).WantRefusal(t, 401, "credentials_invalid")
	answer := h.auditor.Get(t, decisions+"/"+h.decided(t, refused)).Want(t, 200)
	if strings.Contains(answer.Body, token) {
		t.Error("the explanation holds the token")
	}
	var body struct {
		Decision struct {
			Explanation struct {
				Rules []struct {
					Code   string
					Values []struct {
						Ref   string
						Value any
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for _, rule := range body.Decision.Explanation.Rules {
		if rule.Code != "jwt_subject_mismatch" {
			continue
		}
		for _, value := range rule.Values {
			values[value.Ref] = value.Value
		}
	}
	shown, _ := json.Marshal(values)
	if !strings.Contains(string(shown), "repo:shop/*") || !strings.Contains(string(shown), "repo:billing") {
		t.Errorf("the values of the mismatch: %s\n%s", shown, answer.Body)
	}
}
