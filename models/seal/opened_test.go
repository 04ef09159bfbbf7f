package seal

import "testing"

func Test_opened_keys_are_bounded_and_forget_the_one_not_used_for_longest(t *testing.T) {
	opened := newOpenedKeys(2)
	key := func(n byte) digest { return digest{n} }
	one, two, three := &DataKey{}, &DataKey{}, &DataKey{}
	opened.keep(key(1), one)
	opened.keep(key(2), two)
	opened.keep(key(2), three) // known already: the first stays
	if opened.find(key(1)) != one || opened.find(key(2)) != two {
		t.Fatal("a kept key is not found")
	}
	opened.find(key(1))
	opened.keep(key(3), three)
	if opened.find(key(2)) != nil {
		t.Error("the key not used for longest is still there")
	}
	if opened.find(key(1)) != one || opened.find(key(3)) != three {
		t.Error("a key in use was forgotten")
	}
	if opened.recent.Len() != 2 || len(opened.byDigest) != 2 {
		t.Errorf("%d and %d entries, want 2", opened.recent.Len(), len(opened.byDigest))
	}
}

func Test_keyring_forgets_beyond_its_bound_and_opens_again(t *testing.T) {
	keyring, _, err := Create(NewRootKey())
	if err != nil {
		t.Fatal(err)
	}
	keyring.opened = newOpenedKeys(1)
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
