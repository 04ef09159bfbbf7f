package pep

import (
	"errors"
	"strings"
	"testing"
	"time"

	"warder/engine"
)

func TestCandidates_are_of_their_owner_and_end(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	kept := newCandidates(func() time.Time { return now })
	first := kept.Keep("a", engine.Policy{Revision: "1"}, "digest", 10)
	if found, err := kept.Of("a", first.ID); err != nil || found.Policy.Revision != "1" || found.Digest != "digest" {
		t.Fatalf("%v, %v", found, err)
	}
	refused := func(owner, id string) {
		t.Helper()
		var answer *Error
		if _, err := kept.Of(owner, id); !errors.As(err, &answer) || answer.Status != 404 || !strings.Contains(answer.Error(), "/api/v1/authz/candidates") {
			t.Errorf("%s of %s: %v", id, owner, err)
		}
	}
	refused("b", first.ID)
	refused("a", "")
	now = first.ExpiresAt
	refused("a", first.ID)
	kept.Keep("b", engine.Policy{}, "", 10)
	if kept.size != 10 || len(kept.kept) != 1 {
		t.Errorf("what has expired is kept: %d bytes", kept.size)
	}
}

func TestCandidates_are_bounded(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	kept := newCandidates(func() time.Time { return now })
	other := kept.Keep("b", engine.Policy{}, "", 1)
	ids := []string{}
	for range candidatesEach + 1 {
		ids = append(ids, kept.Keep("a", engine.Policy{}, "", 1).ID)
	}
	if _, err := kept.Of("a", ids[0]); err == nil {
		t.Error("the oldest of an owner stays beyond the bound")
	}
	for owner, id := range map[string]string{"a": ids[1], "b": other.ID} {
		if _, err := kept.Of(owner, id); err != nil {
			t.Errorf("one of %s gave way: %v", owner, err)
		}
	}
	large := kept.Keep("c", engine.Policy{}, "", candidateBytes)
	if _, err := kept.Of("c", large.ID); err != nil || kept.size != candidateBytes || len(kept.kept) != 1 {
		t.Errorf("%d bytes of %d are kept: %v", kept.size, len(kept.kept), err)
	}
}
