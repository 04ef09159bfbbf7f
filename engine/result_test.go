package engine

import "testing"

func TestObliges(t *testing.T) {
	for duty, known := range map[string]bool{
		CountTokenUse: true, CountSecretUse: true, CountLoginFailure: true, RestartLoginCount: true, LockLogin: true, CountAccountFailure: true,
		RestartAccountCount: true, ClearLoginFailure: true, RevealReasons: true, LockLogin + ":300": true,
		"count_token_uses": false, "": false, "lock_login:": false, "lock_login:0": false, "lock_login:-1": false, "lock_login:soon": false, "reveal_reasons:1": false,
	} {
		if Obliges(duty) != known {
			t.Errorf("%q: want it known: %v", duty, known)
		}
	}
}
