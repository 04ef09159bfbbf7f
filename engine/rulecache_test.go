package engine

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"pgregory.net/rapid"
)

func TestRuleCache_behaves_as_OPAs_own(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ours, theirs := borrowRuleCache(), topdown.NewVirtualCache()
		depth := 1
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"put", "put", "put", "get", "get", "push", "pop"}).Draw(t, "step") {
			case "put":
				ref, value := someRef(t), ast.IntNumberTerm(rapid.IntRange(0, 9).Draw(t, "value"))
				if known, undefined := theirs.Get(ref); known != nil || undefined {
					continue // a rule comes to one thing only
				}
				if value.Equal(ast.IntNumberTerm(0)) {
					value = nil
				}
				ours.Put(ref, value)
				theirs.Put(ref, value)
				ref[len(ref)-1] = ast.StringTerm("the caller uses its slice again")
			case "get":
				ref := someRef(t)
				a, x := ours.Get(ref)
				b, y := theirs.Get(ref)
				if a != b || x != y {
					t.Fatalf("%v: %v %v, want %v %v", ref, a, x, b, y)
				}
			case "push":
				ours.Push()
				theirs.Push()
				depth++
			case "pop":
				if depth > 1 {
					ours.Pop()
					theirs.Pop()
					depth--
				}
			}
			if a, b := len(ours.Keys()), len(theirs.Keys()); a != b {
				t.Fatalf("%d keys, want %d", a, b)
			}
		}
		ours.release()
	})
}

func someRef(t *rapid.T) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for range rapid.IntRange(1, 3).Draw(t, "length") {
		ref = append(ref, ast.StringTerm(rapid.StringMatching("[a-f]").Draw(t, "part")))
	}
	return ref
}

func TestRuleCache_is_empty_when_it_is_used_again(t *testing.T) {
	ref := ast.MustParseRef("data.a.b")
	for range 100 {
		cache := borrowRuleCache()
		if value, undefined := cache.Get(ref); value != nil || undefined || len(cache.Keys()) > 0 {
			t.Fatal("it remembers another decision")
		}
		cache.Put(ref, ast.InternedTerm(true))
		cache.Push()
		cache.Put(ref, nil)
		cache.release()
	}
}
