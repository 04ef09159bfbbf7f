package kms_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"warder/cmd/kms"
	"warder/tests/kmstest"
)

// short is how long tests wait for a service that stays away.
const short = time.Second

func open(t *testing.T, address, endpoint string) *kms.Key {
	t.Helper()
	key, err := kms.Open(address, kms.Options{Endpoint: endpoint, Wait: short})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// each runs a test against each kind of service.
func each(t *testing.T, test func(t *testing.T, kind, address string, fake *kmstest.Fake)) {
	t.Helper()
	for kind, address := range kmstest.Addresses() {
		t.Run(kind, func(t *testing.T) { test(t, kind, address, kmstest.Start(t)) })
	}
}

func Test_what_a_key_wrapped_it_unwraps_also_after_its_rotation(t *testing.T) {
	each(t, func(t *testing.T, _, address string, fake *kmstest.Fake) {
		key := open(t, address, fake.URL)
		wrapped, err := key.Wrap(t.Context(), []byte("a root key"))
		if err != nil || strings.Contains(string(wrapped), "root key") {
			t.Fatalf("wrapped %q, %v", wrapped, err)
		}
		fake.Rotate()
		plain, err := key.Unwrap(t.Context(), wrapped)
		if err != nil || string(plain) != "a root key" {
			t.Errorf("unwrapped %q, %v", plain, err)
		}
	})
}

func Test_errors_say_what_the_service_says(t *testing.T) {
	each(t, func(t *testing.T, kind, address string, fake *kmstest.Fake) {
		key := open(t, address, fake.URL)
		wrapped, err := key.Wrap(t.Context(), []byte("a root key"))
		if err != nil {
			t.Fatal(err)
		}
		denied, words := kmstest.Denied(kind)
		for _, c := range []struct {
			name   string
			status int
			body   string
			want   error
			says   string
		}{
			{"denied", denied, words, kms.ErrDenied, "status"},
			{"a page of a proxy", http.StatusOK, "<html>log in</html>", kms.ErrAnswer, "status 200"},
			{"an answer without the text", http.StatusOK, "{}", kms.ErrAnswer, "status 200"},
			{"a redirect", http.StatusFound, "", kms.ErrRefused, "status 302"},
			{"no such key", http.StatusNotFound, `{"error":{"message":"no such\nkey"}}`, kms.ErrRefused, "no such key"},
		} {
			fake.Instead(1, c.status, c.body)
			before := fake.Asked()
			_, err := key.Unwrap(t.Context(), wrapped)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), address) {
				t.Errorf("%s: %v", c.name, err)
			}
			if fake.Asked()-before != 1 {
				t.Errorf("%s: asked %d times", c.name, fake.Asked()-before)
			}
		}
		another := kmstest.Start(t)
		if _, err := open(t, address, another.URL).Unwrap(t.Context(), wrapped); !errors.Is(err, kms.ErrRefused) {
			t.Errorf("another key: %v", err)
		}
	})
}

func Test_a_service_that_is_away_is_asked_again_for_a_while(t *testing.T) {
	each(t, func(t *testing.T, _, address string, fake *kmstest.Fake) {
		key := open(t, address, fake.URL)
		fake.Instead(1, http.StatusServiceUnavailable, `{"errors":["Vault is sealed"]}`)
		wrapped, err := key.Wrap(t.Context(), []byte("a root key"))
		if err != nil || fake.Asked() != 2 {
			t.Errorf("away once: asked %d times, %v", fake.Asked(), err)
		}
		fake.Instead(1000, http.StatusTooManyRequests, "")
		if _, err := key.Unwrap(t.Context(), wrapped); !errors.Is(err, kms.ErrUnavailable) || fake.Asked() < 4 {
			t.Errorf("away for long: asked %d times, %v", fake.Asked(), err)
		}
		if _, err := open(t, address, kmstest.Nowhere(t)).Unwrap(t.Context(), wrapped); !errors.Is(err, kms.ErrUnavailable) {
			t.Errorf("nothing listens: %v", err)
		}
	})
}

func Test_missing_credentials_are_named(t *testing.T) {
	for kind, want := range map[string]string{"aws": "AWS_ACCESS_KEY_ID", "vault": "VAULT_TOKEN"} {
		fake := kmstest.Start(t)
		t.Setenv("AWS_ACCESS_KEY_ID", "")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "")
		t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
		t.Setenv("VAULT_TOKEN", "")
		_, err := open(t, kmstest.Addresses()[kind], fake.URL).Wrap(t.Context(), []byte("x"))
		if err == nil || fake.Asked() != 0 || kind == "vault" && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func Test_addresses_of_no_key_are_refused(t *testing.T) {
	for _, address := range []string{
		"", "root.key", "aws-kms://", "aws-kms://arn:aws:s3:eu-central-1:1:key/x", "aws-kms://arn:aws:kms:evil.example.com/:1:key/x", "aws-kms://arn:aws:kms:eu-central-1:1:user/x",
		"gcp-kms://projects/p/locations/global/keyRings/r", "gcp-kms://projects/p/locations/global/keyRings/r/cryptoKeys/../x",
		"hcvault://vault.example.com/transit/warder", "hcvault://user@vault.example.com/transit/keys/warder", "hcvault://vault.example.com/transit/keys/a?b", "pkcs11://x",
	} {
		if err := kms.Check(address); !errors.Is(err, kms.ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
