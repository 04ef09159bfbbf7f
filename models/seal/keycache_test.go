package seal

import "testing"

func Test_keyring_forgets_beyond_its_bound_and_opens_again(t *testing.T) {
	keyring, _, err := Create(NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	keyring.opened = newKeyCache(1)
	a, b := Scope{"o", "a"}, Scope{"o", "b"}
	sealedA, _ := keyring.NewDataKey(a)
	sealedB, _ := keyring.NewDataKey(b)
	first, err := keyring.OpenDataKey(sealedA, a)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := keyring.OpenDataKey(sealedA, a); again != first {
		t.Error("an opened key was opened again")
	}
	if _, err := keyring.OpenDataKey(sealedB, b); err != nil {
		t.Fatal(err)
	}
	if again, err := keyring.OpenDataKey(sealedA, a); err != nil || again == first {
		t.Errorf("the bound is not kept: %v", err)
	}
}
