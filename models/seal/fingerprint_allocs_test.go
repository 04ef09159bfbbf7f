//go:build !race

package seal_test

import "testing"

// The race detector drops what is put into a sync.Pool now and then, on purpose: so what
// is used again cannot be counted under it.
func Test_a_fingerprint_allocates_nothing(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	content := make([]byte, 500)
	if allocated := testing.AllocsPerRun(100, func() { keyring.Fingerprint(content) }); allocated > 1 {
		t.Errorf("%v allocations", allocated)
	}
}
