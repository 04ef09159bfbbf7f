package seal_test

import (
	"testing"

	"warder/models/seal"
)

func TestWrappedBy(t *testing.T) {
	keyring, _, _ := newKeyring(t)
	wanted := keyring.Keys(seal.Wrapping)[0].ID
	dataKey, err := keyring.NewDataKey(seal.Scope{OrgID: "o", ProjectID: "p"})
	if err != nil {
		t.Fatal(err)
	}
	token, err := keyring.SealReviewer(seal.NewText("t"), "o", "m")
	if err != nil {
		t.Fatal(err)
	}
	for what, sealed := range map[string][]byte{"a data key": dataKey, "a token": token} {
		if got := seal.WrappedBy(sealed); got != wanted {
			t.Errorf("%s: %q, want %q", what, got, wanted)
		}
	}
	for _, sealed := range [][]byte{nil, {}, {1, 2, 3, 4, 5}, []byte("not sealed"), {0x12, 0}} {
		if got := seal.WrappedBy(sealed); got != "" {
			t.Errorf("%v: %q", sealed, got)
		}
	}
}
