package logins

import (
	"encoding/json"
	"testing"

	"warder/engine/input"
)

func Test_numbers_have_their_shortest_form(t *testing.T) {
	for sent, want := range map[string]string{
		"42": "42", "42.0": "42", "4.2e1": "42", "0.5": "0.5", "5e-1": "0.5", "-0": "0", "1e3": "1000", "9007199254740993": "9007199254740993", "1E400": "1E400", "1e999999999": "1e999999999",
	} {
		if got := shortest(json.Number(sent)); got != json.Number(want) {
			t.Errorf("%s: %s, want %s", sent, got, want)
		}
	}
}

func Test_a_claim_is_found_by_its_name_before_its_path(t *testing.T) {
	payload := map[string]any{"a.b": "literal", "a": map[string]any{"b": "path", "c": map[string]any{"d": "deep"}}, "x": "text"}
	for name, want := range map[string]any{"a.b": "literal", "a.c.d": "deep", "x.y": nil, "a.z": nil, "": nil, ".": nil, "constructor": nil} {
		if got, found := lookUp(payload, name); got != want || found != (want != nil) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// FuzzClaims holds that what a policy is told of a token is what the token says, in a form
// that can be written and read back, however odd the token.
func FuzzClaims(f *testing.F) {
	f.Add(`{"exp":1e9,"aud":["a"],"sub":"x","n":{"a":[1.50,true,null]}}`, "n.a")
	f.Add(`{"a.b":1,"a":{"b":2}}`, "a.b")
	f.Fuzz(func(t *testing.T, payload, name string) {
		claims := input.TokenClaims{}
		if json.Unmarshal([]byte(payload), &claims) != nil || claims == nil {
			return
		}
		told := normal(map[string]any(claims)).(map[string]any)
		raw, err := json.Marshal(told)
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		var again input.TokenClaims
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatalf("cannot be read back: %v", err)
		}
		if literal, is := told[name]; is {
			if got, found := lookUp(told, name); !found || written(got) != written(literal) {
				t.Errorf("%q is not found by its name", name)
			}
		}
		_ = audiences(told["aud"])
		if at, err := moment(told, "exp"); err == nil && at != nil && told["exp"] == nil {
			t.Error("a time out of nothing")
		}
	})
}
