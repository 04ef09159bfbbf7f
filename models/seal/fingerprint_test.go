package seal_test

import (
	"crypto/sha256"
	"sync"
	"testing"
)

func Test_a_fingerprint_is_of_the_content_and_of_the_keyring(t *testing.T) {
	one, _, _ := newKeyring(t)
	two, _, _ := newKeyring(t)
	of := one.Fingerprint([]byte("value"))
	if one.Fingerprint([]byte("value")) != of {
		t.Error("the same content has two fingerprints")
	}
	if one.Fingerprint([]byte("valuE")) == of {
		t.Error("other content has the same fingerprint")
	}
	if two.Fingerprint([]byte("value")) == of {
		t.Error("another installation has the same fingerprint")
	}
	if sha256.Sum256([]byte("value")) == of {
		t.Error("the fingerprint is a plain hash, which fits to be tried")
	}
}

func Test_fingerprints_are_made_side_by_side(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	want := keyring.Fingerprint([]byte("value"))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if keyring.Fingerprint([]byte("value")) != want {
					t.Error("another fingerprint beside others")
				}
			}
		})
	}
	group.Wait()
}
