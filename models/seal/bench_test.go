package seal_test

import (
	"strings"
	"testing"

	"warder/models/seal"
)

func Benchmark_seal(b *testing.B) {
	keyring, _, _ := newKeyring(b)
	_, key := newDataKey(b, keyring)
	value, at := []byte(strings.Repeat("v", 100)), place()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := key.Seal(value, at); err != nil {
			b.Fatal(err)
		}
	}
}

func Benchmark_open(b *testing.B) {
	keyring, _, _ := newKeyring(b)
	_, key := newDataKey(b, keyring)
	at := place()
	ciphertext, _ := key.Seal([]byte(strings.Repeat("v", 100)), at)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := key.Open(ciphertext, at); err != nil {
			b.Fatal(err)
		}
	}
}

func Benchmark_open_data_key_remembered(b *testing.B) {
	keyring, _, _ := newKeyring(b)
	sealed, _ := newDataKey(b, keyring)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keyring.OpenDataKey(sealed, scope); err != nil {
			b.Fatal(err)
		}
	}
}

// Rewrapping opens and seals a data key without the memory of opened ones.
func Benchmark_rewrap_data_key(b *testing.B) {
	keyring, _, _ := newKeyring(b)
	sealed, _ := newDataKey(b, keyring)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keyring.RewrapDataKey(sealed, scope); err != nil {
			b.Fatal(err)
		}
	}
}

func Benchmark_matches(b *testing.B) {
	keyring, _, _ := newKeyring(b)
	secret := seal.NewClientSecret()
	stored := keyring.Hash(seal.KindClientSecret, secret)
	b.ReportAllocs()
	for b.Loop() {
		if !keyring.Matches(seal.KindClientSecret, secret, stored) {
			b.Fatal("does not match")
		}
	}
}

func Benchmark_verify_password(b *testing.B) {
	passwords := seal.NewPasswords(1)
	hash, _ := passwords.Hash(b.Context(), "password")
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := passwords.Verify(b.Context(), hash, "password"); !ok || err != nil {
			b.Fatal(err)
		}
	}
}
