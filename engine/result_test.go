package engine

import "testing"

// A use limit that is misspelt must not become a permission without a limit.
func TestObligations_that_the_server_does_not_know_make_no_decision(t *testing.T) {
	for duty, known := range map[string]bool{
		CountTokenUse: true, CountSecretUse: true, CountLoginFailure: true, RestartLoginCount: true, LockLogin: true, CountAccountFailure: true,
		RestartAccountCount: true, ClearLoginFailure: true, RevealReasons: true, LockLogin + ":300": true,
		"count_token_uses": false, "": false, "lock_login:": false, "lock_login:0": false, "lock_login:-1": false, "lock_login:soon": false, "reveal_reasons:1": false,
	} {
		decision := Decision{Permitted: true, Grants: []string{"role:admin"}, Obligations: []string{duty}}
		if err := decision.check(); (err == nil) != known {
			t.Errorf("%q: %v, want it known: %v", duty, err, known)
		}
	}
}
