package logins

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"warder/handlers/logins/jose"
)

// Who publishes keys chooses how large they are, and an organization may name as many
// sources as it has identities.
func Test_kept_keys_take_no_more_memory_than_they_may(t *testing.T) {
	s := newSources(nil, time.Now)
	set := fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":%q}]}`, strings.Repeat("k", 400<<10))
	keys, err := jose.ParseSet([]byte(set))
	if err != nil {
		t.Fatal(err)
	}
	name := func(i int) [sha256.Size]byte { return sha256.Sum256([]byte{byte(i), byte(i >> 8)}) }
	for i := range 300 {
		entry := s.entry(name(i))
		for range 2 { // the second time in place of the first
			s.keep(name(i), entry, keys, time.Minute)
		}
		if s.bytes > keptBytes {
			t.Fatalf("%d bytes after %d sources", s.bytes, i)
		}
	}
	if n := s.entries.Len(); n < 10 || n*keys.Size() != s.bytes {
		t.Errorf("%d sources in %d bytes", n, s.bytes)
	}
	if kept, _ := s.entries.Get(name(299)); kept == nil || kept.keys != keys {
		t.Error("the latest is not kept")
	}
	orphan := &entry{}
	before := s.bytes
	s.keep(name(0), orphan, keys, time.Minute) // it was forgotten while it was fetched
	if s.bytes != before {
		t.Error("what is not kept was counted")
	}
}
