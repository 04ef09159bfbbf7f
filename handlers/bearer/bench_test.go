package bearer_test

import (
	"testing"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwt"
)

func Benchmark_parse(b *testing.B) {
	signer := newSigner(b, newKeyring(b).SigningKeys())
	token := issue(b, signer, machine())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Parse(token); err != nil {
			b.Fatal(err)
		}
	}
}

func Benchmark_parse_forged(b *testing.B) {
	signer := newSigner(b, newKeyring(b).SigningKeys())
	token := issue(b, newSigner(b, newKeyring(b).SigningKeys()), machine())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Parse(token); err == nil {
			b.Fatal("accepted")
		}
	}
}

func Benchmark_issue(b *testing.B) {
	signer := newSigner(b, newKeyring(b).SigningKeys())
	claims := machine()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Issue(claims); err != nil {
			b.Fatal(err)
		}
	}
}

// For comparison: the library's own way from a token to its claims.
func Benchmark_parse_by_the_library(b *testing.B) {
	keys := newKeyring(b).SigningKeys()
	token := []byte(issue(b, newSigner(b, keys), machine()))
	key := jwt.WithKey(jwa.HS256, keys[0].Secret())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jwt.Parse(token, key, jwt.WithValidate(false)); err != nil {
			b.Fatal(err)
		}
	}
}
