package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDoctor_looks_at_certificates_that_were_obtained(t *testing.T) {
	config := Defaults()
	config.DataDir, config.ACMEHosts = t.TempDir(), []string{"a.example.com", "b.example.com"}
	chain, key := newAuthority(t).issue(t) // good for an hour from now, of two
	folder := filepath.Join(config.DataDir, acmeFolder)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "a.example.com"), []byte(key+chain), 0o600); err != nil {
		t.Fatal(err)
	}
	for later, want := range map[time.Duration]string{0: StateOK, 50 * time.Minute: StateWarn, 2 * time.Hour: StateFail} {
		config.Clock = func() time.Time { return time.Now().Add(later) }
		found := (&Doctor{config: &config}).certificate(t.Context())
		if len(found) != 2 || found[0].State != want || !strings.Contains(found[0].Found, "the certificate of a.example.com") {
			t.Errorf("%s later: %+v, want %s", later, found, want)
		}
		if found[1].State != StateWarn || !strings.Contains(found[1].Found, "no certificate for b.example.com yet") {
			t.Errorf("the missing one: %+v", found[1])
		}
	}
}
