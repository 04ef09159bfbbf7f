package seal

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
)

func Test_hash_waits_for_a_turn_and_gives_it_back(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		passwords := NewPasswords(1)
		passwords.turns <- struct{}{} // someone else hashes
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- passwords.DummyVerify(ctx, "p") }()
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("did not wait: %v", err)
		default:
		}
		leave()
		if err := <-done; !errors.Is(err, ErrPasswordsBusy) {
			t.Errorf("left while waiting: %v", err)
		}
		<-passwords.turns // the other one is done
		if err := passwords.DummyVerify(t.Context(), "p"); err != nil {
			t.Errorf("a free turn: %v", err)
		}
		if len(passwords.turns) != 0 {
			t.Error("the turn was not given back")
		}
	})
}

func Test_many_logins_at_once_all_get_their_turn(t *testing.T) {
	passwords := NewPasswords(2)
	hash, err := passwords.Hash(t.Context(), "p")
	if err != nil {
		t.Fatal(err)
	}
	var logins sync.WaitGroup
	for range 8 {
		logins.Go(func() {
			if ok, err := passwords.Verify(t.Context(), hash, "p"); !ok || err != nil {
				t.Errorf("got %v, %v", ok, err)
			}
		})
	}
	logins.Wait()
	if len(passwords.turns) != 0 || cap(passwords.turns) != 2 || cap(NewPasswords(0).turns) != 1 {
		t.Error("turns are lost or unbounded")
	}
}
