package factcache

import (
	"fmt"
	"strings"
	"testing"
)

type row struct {
	Name  *string
	Notes []string
}

func key(of string) Key { return Key{Revision: "r", About: "row", Of: [4]string{of}} }

func Test_a_fact_is_found_under_its_revision_only(t *testing.T) {
	c := New()
	c.Put(key("1"), 1)
	c.Put(key("1"), 2) // by the meaning of a revision, the same
	other := key("1")
	other.Revision = "s"
	for _, k := range []Key{other, key("2"), {Revision: "r", About: "project", Of: [4]string{"1"}}} {
		if got, found := c.Get(k); found {
			t.Errorf("%+v: %v", k, got)
		}
	}
	if got, found := c.Get(key("1")); !found || got != 1 {
		t.Errorf("%v, %v", got, found)
	}
}

// Facts take what lies behind their pointers, too. The ones that were not asked for the
// longest make room, and one that would take it all is not kept.
func Test_a_cache_is_bounded_in_bytes(t *testing.T) {
	c, name := New(), strings.Repeat("x", 1<<10)
	c.Put(key("large"), row{Notes: []string{strings.Repeat("x", maxBytes/maxShare)}})
	if _, found := c.Get(key("large")); found || c.bytes != 0 {
		t.Errorf("%d bytes of a fact that is too large", c.bytes)
	}
	const facts = 4 * maxBytes >> 12
	c.Put(key("asked"), row{})
	for i := range facts {
		c.Put(key(fmt.Sprint(i)), &row{Name: &name, Notes: []string{name, name, name}})
		if _, found := c.Get(key("asked")); !found {
			t.Fatalf("after %d facts, the one that is asked for all the time is gone", i)
		}
	}
	held := c.facts.Len()
	if c.bytes > maxBytes || c.bytes < maxBytes*9/10 || held > maxBytes>>12 || held < maxBytes>>13 {
		t.Errorf("%d facts take %d bytes", held, c.bytes)
	}
	for c.facts.Len() > 0 {
		c.facts.RemoveOldest()
	}
	if c.bytes != 0 {
		t.Errorf("%d bytes of nothing", c.bytes)
	}
}
