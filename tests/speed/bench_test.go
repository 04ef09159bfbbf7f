package speed

import (
	"fmt"
	"testing"

	"warder/engine/input"
)

func BenchmarkDecide(b *testing.B) {
	e, err := Shipped(b.Context(), anew)
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, request *input.Request, want bool) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if d := e.Decide(b.Context(), request); d.Permitted != want {
					b.Fatal(d)
				}
			}
		})
	}
	for _, n := range []int{10, 50, 200} {
		run(fmt.Sprintf("read/%d", n), ReadSecret(n), true)
	}
	denied := ReadSecret(200)
	denied.Facts.Token.Revoked = true
	run("denied/200", denied, false)
	b.Run("list/200", func(b *testing.B) {
		list := ListSecrets(200, 1000, 20)
		b.ReportAllocs()
		for b.Loop() {
			if a := list.Ask(b.Context(), e); !a.Permitted {
				b.Fatal(a.Decision)
			}
		}
	})
	run("compare/equal", ChangeIdentity(200, false), true)
	run("compare/narrower", ChangeIdentity(200, true), true)
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Shipped(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
