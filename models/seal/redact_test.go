package seal_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"warder/models/seal"
)

const canary = "canary-5f0c1d"

// holder keeps a secret where fmt cannot call its methods.
type holder struct{ hidden any }

// secrets pairs each secret value with text that must never be seen.
func secrets(t *testing.T) map[string]struct {
	value  any
	unseen []string
} {
	keyring, root, _ := newKeyring(t)
	_, dataKey := newDataKey(t, keyring)
	signing := keyring.SigningKeys()[0]
	clientKey, err := seal.ParseProjectKey([]byte(strings.Repeat("k3y!", 8)))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]struct {
		value  any
		unseen []string
	}{
		"text":        {seal.NewText(canary), spellings([]byte(canary))},
		"root key":    {root, append(spellings(unhex(t, root.Reveal())), root.Reveal())},
		"signing key": {signing, spellings(signing.Secret())},
		"keyring":     {keyring, spellings(signing.Secret())},
		"data key":    {dataKey, []string{"org-1"}},
		"project key": {clientKey, []string{strings.Repeat("k3y!", 8)}},
	}
}

// spellings are the ways fmt may write bytes.
func spellings(b []byte) []string {
	return []string{string(b), fmt.Sprintf("%x", b), fmt.Sprintf("%X", b), strings.Trim(fmt.Sprint(b), "[]")}
}

func unhex(t *testing.T, text string) []byte {
	var b []byte
	if _, err := fmt.Sscanf(text, "%x", &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func Test_secrets_print_as_redacted_with_every_verb(t *testing.T) {
	for name, secret := range secrets(t) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10v", "%T|%[1]v"} {
			if got := fmt.Sprintf(verb, secret.value); !strings.Contains(got, seal.Redacted) {
				t.Errorf("%s with %s: %s", name, verb, got)
			}
		}
		if got := fmt.Sprint(fmt.Errorf("wrapped: %v", secret.value)); got != "wrapped: "+seal.Redacted {
			t.Errorf("%s in an error: %s", name, got)
		}
	}
}

func Test_secrets_stay_hidden_in_encoders_and_logs(t *testing.T) {
	for name, secret := range secrets(t) {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "secret", secret.value, "in", struct{ S any }{secret.value})
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "secret", secret.value)
		encoded, err := json.Marshal(map[string]any{"s": secret.value})
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"s":"[redacted]"}`; string(encoded) != want {
			t.Errorf("%s as JSON: %s", name, encoded)
		}
		for _, unseen := range secret.unseen {
			if strings.Contains(log.String(), unseen) {
				t.Errorf("%s leaks into a log: %s", name, log.String())
			}
		}
		text, err := secret.value.(encoding.TextMarshaler).MarshalText()
		if err != nil || string(text) != seal.Redacted || secret.value.(fmt.GoStringer).GoString() != seal.Redacted {
			t.Errorf("%s as text: %s, %v", name, text, err)
		}
		if strings.Count(log.String(), seal.Redacted) != 3 {
			t.Errorf("%s in logs: %s", name, log.String())
		}
	}
}

func Test_secrets_stay_hidden_inside_unexported_fields(t *testing.T) {
	for name, secret := range secrets(t) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			got := fmt.Sprintf(verb, holder{hidden: secret.value})
			for _, unseen := range secret.unseen {
				if name != "data key" && strings.Contains(got, unseen) { // a scope is no secret
					t.Errorf("%s with %s: %s", name, verb, got)
				}
			}
		}
	}
}

func Test_text_is_read_from_json_and_revealed_only_on_demand(t *testing.T) {
	var request struct{ ClientSecret seal.Text }
	if err := json.Unmarshal([]byte(`{"clientSecret":"`+canary+`"}`), &request); err != nil {
		t.Fatal(err)
	}
	if got := request.ClientSecret.Reveal(); got != canary {
		t.Errorf("revealed %q", got)
	}
	err := json.Unmarshal([]byte(`{"clientSecret":4711}`), &request)
	if err == nil || strings.Contains(err.Error(), "4711") {
		t.Errorf("a number: %v", err)
	}
	var none seal.Text
	if !none.Empty() || none.Reveal() != "" || request.ClientSecret.Empty() {
		t.Error("emptiness is wrong")
	}
}
