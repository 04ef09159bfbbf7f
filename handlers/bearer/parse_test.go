package bearer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"warder/handlers/bearer"
	"warder/models/seal"
)

const goodPayload = `{"iss":"warder","aud":"warder","authTokenType":"identityAccessToken","identityId":"i","iat":1,"exp":2,"jti":"j"}`

func Test_expired_token_is_parsed_and_left_to_the_policy(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	claims := machine()
	claims.ExpiresAt = 1 // 1970
	if got, err := signer.Parse(issue(t, signer, claims)); err != nil || got.ExpiresAt != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A token that was accepted lends nothing to one that differs from it anywhere.
func Test_token_is_parsed_as_often_as_one_likes_and_no_other_like_it(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	good := issue(t, signer, machine())
	first, err := signer.Parse(good)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		altered := good[:i] + string(rune(good[i]^1)) + good[i+1:]
		if _, err := signer.Parse(altered); err == nil {
			t.Errorf("accepted with byte %d altered", i)
		}
	}
	if again, err := signer.Parse(good); err != nil || again != first {
		t.Errorf("%+v, %v, at first %+v", again, err, first)
	}
}

// The helper that signs the attacks below must itself make good tokens, or
// they would be refused for the wrong reason.
func Test_token_signed_by_hand_with_the_key_is_accepted(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	if _, err := newSigner(t, keys).Parse(sign(keys[0], header(keys[0]), goodPayload)); err != nil {
		t.Error(err)
	}
}

func Test_what_is_not_of_the_form_abc_is_malformed(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	good := issue(t, signer, machine())
	parts := strings.Split(good, ".")
	for name, token := range map[string]string{
		"empty": "", "dots": "..", "one part": "a", "two parts": parts[0] + "." + parts[1],
		"no signature": parts[0] + "." + parts[1] + ".", "no payload": parts[0] + ".." + parts[2], "no header": "." + parts[1] + "." + parts[2],
		"four parts": good + ".x", "five parts, as a JWE": good + ".x.y", "trailing dot": good + ".", "JSON form": `{"payload":"` + parts[1] + `"}`,
		"space before": " " + good, "line break after": good + "\n", "carriage return in the signature": good[:len(good)-5] + "\r" + good[len(good)-5:],
		"line break in the payload": parts[0] + "." + parts[1][:4] + "\n" + parts[1][4:] + "." + parts[2], "padding": good + "=",
		"a service token": "st.id.0123456789abcdef", "NUL": "\x00.\x00.\x00",
	} {
		if got, err := signer.Parse(token); !errors.Is(err, bearer.ErrMalformed) || got != (bearer.Claims{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func Test_token_over_the_cap_is_refused_unread(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	signer := newSigner(t, keys)
	fill := func(n int) string {
		return sign(keys[0], header(keys[0]), strings.Replace(goodPayload, `"i"`, `"`+strings.Repeat("i", n)+`"`, 1))
	}
	short := fill(0)
	room := (bearer.MaxToken - len(short)) * 3 / 4
	if _, err := signer.Parse(fill(room - 3)); err != nil {
		t.Errorf("just below: %v", err)
	}
	_, err := signer.Parse(fill(room + 3))
	if !errors.Is(err, bearer.ErrMalformed) || !strings.Contains(err.Error(), "longer than 8192") {
		t.Errorf("just above: %v", err)
	}
}

// Each header is signed with the genuine key: only the header is at fault.
func Test_no_header_but_ours_is_honoured(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	signer := newSigner(t, keys)
	kid := `"kid":"` + keys[0].ID + `"`
	for name, row := range map[string]struct {
		header string
		want   error
	}{
		"none":                   {`{"alg":"none",` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"None":                   {`{"alg":"None",` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"no algorithm":           {`{` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"HS512":                  {`{"alg":"HS512",` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"RS256":                  {`{"alg":"RS256",` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"JWE":                    {`{"alg":"dir","enc":"A256GCM",` + kid + `}`, bearer.ErrAlgorithm},
		"lower case":             {`{"alg":"hs256",` + kid + `,"typ":"JWT"}`, bearer.ErrAlgorithm},
		"no key id":              {`{"alg":"HS256","typ":"JWT"}`, bearer.ErrSignature},
		"unknown key id":         {`{"alg":"HS256","kid":"00000000","typ":"JWT"}`, bearer.ErrSignature},
		"key id as a path":       {`{"alg":"HS256","kid":"../../dev/null","typ":"JWT"}`, bearer.ErrSignature},
		"crit":                   {`{"alg":"HS256","crit":["exp"],` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"crit twice":             {`{"alg":"HS256","crit":["b64"],"crit":["x"],` + kid + `}`, bearer.ErrSignature},
		"unencoded payload":      {`{"alg":"HS256","b64":false,"crit":["b64"],` + kid + `}`, bearer.ErrSignature},
		"jku":                    {`{"alg":"HS256","jku":"https://evil.example/keys",` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"x5u":                    {`{"alg":"HS256","x5u":"https://evil.example/c",` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"jwk":                    {`{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"},` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"compressed":             {`{"alg":"HS256","zip":"DEF",` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"algorithm twice":        {`{"alg":"none","alg":"HS256",` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"another order":          {`{"typ":"JWT","alg":"HS256",` + kid + `}`, bearer.ErrSignature},
		"white space":            {`{"alg": "HS256",` + kid + `,"typ":"JWT"}`, bearer.ErrSignature},
		"not an object":          {`[]`, bearer.ErrMalformed},
		"not JSON":               {`HS256`, bearer.ErrMalformed},
		"algorithm of two types": {`{"alg":["HS256"]}`, bearer.ErrMalformed},
	} {
		_, err := signer.Parse(sign(keys[0], row.header, goodPayload))
		if !errors.Is(err, row.want) || !errors.Is(err, bearer.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each payload is signed with the genuine key: only the payload is at fault.
func Test_well_signed_token_without_the_required_claims_is_malformed(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	signer := newSigner(t, keys)
	without := func(old, replacement string) string { return strings.Replace(goodPayload, old, replacement, 1) }
	for name, payload := range map[string]string{
		"no issuer":          without(`"iss":"warder",`, ``),
		"another issuer":     without(`"iss":"warder"`, `"iss":"infisical"`),
		"no audience":        without(`"aud":"warder",`, ``),
		"another audience":   without(`"aud":"warder"`, `"aud":"warder.example"`),
		"list of audiences":  without(`"aud":"warder"`, `"aud":["warder","x"]`),
		"no expiry":          without(`"exp":2,`, ``),
		"null expiry":        without(`"exp":2`, `"exp":null`),
		"zero expiry":        without(`"exp":2`, `"exp":0`),
		"expiry as text":     without(`"exp":2`, `"exp":"2"`),
		"expiry in a float":  without(`"exp":2`, `"exp":1e300`),
		"no type":            without(`"authTokenType":"identityAccessToken",`, ``),
		"type of wrong type": without(`"identityAccessToken"`, `1`),
		"null":               `null`,
		"a list":             `[]`,
		"trailing object":    goodPayload + goodPayload,
		"not JSON":           `exp=2`,
	} {
		if got, err := signer.Parse(sign(keys[0], header(keys[0]), payload)); !errors.Is(err, bearer.ErrMalformed) || got != (bearer.Claims{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := signer.Parse(signEncoded(keys[0], encode([]byte(header(keys[0]))), "*")); !errors.Is(err, bearer.ErrMalformed) {
		t.Errorf("payload not in base64: %v", err)
	}
}

func Test_every_altered_character_is_noticed(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	token := issue(t, signer, machine())
	for i := range token {
		for _, c := range []byte("Ab0_-.=\n") {
			if c == token[i] {
				continue
			}
			altered := token[:i] + string(c) + token[i+1:]
			if _, err := signer.Parse(altered); !errors.Is(err, bearer.ErrMalformed) {
				t.Fatalf("character %d as %q: %v", i, c, err)
			}
		}
		if _, err := signer.Parse(token[:i]); !errors.Is(err, bearer.ErrMalformed) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

// The last character of a signature carries two bits that mean nothing; a
// lenient decoder would accept four spellings of one token.
func Test_token_has_one_spelling_only(t *testing.T) {
	signer := newSigner(t, newKeyring(t).SigningKeys())
	token := issue(t, signer, machine())
	accepted := 0
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		if _, err := signer.Parse(token[:len(token)-1] + string(c)); err == nil {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d spellings are accepted", accepted)
	}
}

func Test_token_of_another_installation_is_refused_even_under_our_key_id(t *testing.T) {
	ours, theirs := newKeyring(t).SigningKeys()[0], newKeyring(t).SigningKeys()[0]
	signer := newSigner(t, []seal.SigningKey{ours})
	for name, token := range map[string]string{
		"their own":      issue(t, newSigner(t, []seal.SigningKey{theirs}), machine()),
		"our key id":     sign(theirs, header(ours), goodPayload),
		"empty key":      sign(seal.SigningKey{}, header(ours), goodPayload),
		"our own header": encode([]byte(header(ours))) + "." + encode([]byte(goodPayload)) + "." + encode(make([]byte, 32)),
	} {
		if _, err := signer.Parse(token); !errors.Is(err, bearer.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func Test_errors_never_quote_the_token(t *testing.T) {
	keys := newKeyring(t).SigningKeys()
	signer := newSigner(t, keys)
	const canary = "canary5f0c1d"
	for _, token := range []string{
		canary, canary + "." + canary + "." + canary,
		sign(keys[0], header(keys[0]), `{"iss":"`+canary+`"}`),
		sign(keys[0], header(keys[0]), `{"exp":"`+canary+`"}`),
		sign(keys[0], `{"alg":"`+canary+`"}`, goodPayload),
	} {
		_, err := signer.Parse(token)
		if err == nil || strings.Contains(fmt.Sprintf("%+v", err), canary) {
			t.Errorf("got %v", err)
		}
	}
}
