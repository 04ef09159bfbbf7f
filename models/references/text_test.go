package references

import (
	"strings"
	"testing"

	"warder/models"
)

var (
	here      = SecretRef{Environment: "prod", Path: "/here", Name: "TOP"}
	devAndPro = Slugs{"dev": true, "prod": true}
)

// FuzzPieces takes texts apart: the pieces make up the text, and each reference names
// a place in the one form that the policy is asked about.
func FuzzPieces(f *testing.F) {
	for _, text := range []string{
		"", "plain", "${A}", "a${A}b${dev.B}", "${dev.x.y.C}", "${dev..C}", "${dev.C.}", "${.A}", "${dev}", "${${A}}", "$${A}", "${A:-x}", "${A/B}",
		"${dev.%2e%2e.C}", "${dev.a/b.C}", "${A", "}${", "${é}", "${dev.\x00.A}", "${qa.A}", "\xff${A}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var whole strings.Builder
		for _, p := range pieces(text, here, devAndPro) {
			whole.WriteString(p.text)
			if p.to == nil {
				continue
			}
			if !devAndPro[p.to.Environment] || !models.IsPath(p.to.Path) || !models.IsSecretName(p.to.Name) || !strings.HasPrefix(p.text, "${") || !strings.HasSuffix(p.text, "}") {
				t.Errorf("%q is a reference to %+v", p.text, *p.to)
			}
		}
		if whole.String() != text {
			t.Errorf("%q was taken apart to %q", text, whole.String())
		}
	})
}

func Test_a_reference_names_a_place_seen_from_its_secret(t *testing.T) {
	for inner, want := range map[string]string{
		"A": "prod /here A", "dev.A": "dev / A", "dev.x.y.A": "dev /x/y A", "qa.A": "prod /here qa.A", "dev": "prod /here dev",
		"dev..A": "", "dev.": "", "A:-x": "", "dev.a/../b.A": "", `dev.a\b.A`: "", "A/B": "",
	} {
		got := ""
		if place := placeNamed(inner, here, devAndPro); place != nil {
			got = place.Environment + " " + place.Path + " " + place.Name
		}
		if got != want {
			t.Errorf("%s names %q, want %q", inner, got, want)
		}
	}
}
