package slotcache

import (
	"sync"
	"testing"
)

// most is how many decisions an engine keeps.
const most = 4096

func Test_entries_are_kept_in_bounded_memory(t *testing.T) {
	kept := New[int](64, 8)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 1000 {
				kept.Put([]byte{byte(worker), byte(i), byte(i >> 8)}, i)
				kept.Get([]byte{byte(i)})
			}
		})
	}
	group.Wait()
	kept.Put([]byte("too long a key"), 1)
	if _, ok := kept.Get([]byte("too long a key")); ok {
		t.Error("a key of any length is kept")
	}
	entries := 0
	for i := range kept.sets {
		for j := range kept.sets[i] {
			if kept.sets[i][j].Load() != nil {
				entries++
			}
		}
	}
	if entries == 0 || entries > 64 {
		t.Errorf("%d entries, at most 64", entries)
	}
}

// Many more keys may be in use than one set of slots has, and still be found
// nearly always.
func Test_entries_in_use_do_not_drive_each_other_out(t *testing.T) {
	kept := New[int](most, 8)
	keys := make([][]byte, most/8)
	for i := range keys {
		keys[i] = []byte{byte(i), byte(i >> 8)}
		kept.Put(keys[i], i)
	}
	missed := 0
	for i, key := range keys {
		if found, ok := kept.Get(key); !ok || found != i {
			missed++
		}
	}
	if missed > len(keys)/20 {
		t.Errorf("%d of %d entries are gone", missed, len(keys))
	}
}
