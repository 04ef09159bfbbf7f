package pep

import (
	"fmt"
	"strings"
	"testing"
)

// The longest body that is common: a role of 200 rules.
func Benchmark_strict_json_of_a_role(b *testing.B) {
	rules := make([]string, 200)
	for i := range rules {
		rules[i] = fmt.Sprintf(`{"action":["read","edit"],"subject":"secrets","conditions":{"environment":{"$eq":"dev"},"secretPath":{"$glob":"/team-%d/**"}},"inverted":false}`, i)
	}
	body := []byte(`{"slug":"team","permissions":[` + strings.Join(rules, ",") + `]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := StrictJSON(body); err != nil {
			b.Fatal(err)
		}
	}
}
