package secrets

import (
	"strings"
	"testing"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
)

// FuzzPieces takes texts apart: the pieces make up the text, and whatever is a
// reference names a place in the one form that the policy is asked about.
func FuzzPieces(f *testing.F) {
	for _, text := range []string{
		"", "plain", "${A}", "a${A}b${dev.B}", "${dev.x.y.C}", "${dev..C}", "${dev.C.}", "${.A}", "${dev}", "${${A}}", "$${A}", "${A:-x}", "${A/B}",
		"${dev.%2e%2e.C}", "${dev.a/b.C}", "${A", "}${", "${é}", "${dev.\x00.A}", "${qa.A}", "\xff${A}",
	} {
		f.Add(text)
	}
	at := &facts.StoredSecret{Environment: "prod", Path: "/here"}
	environments := map[string]models.Environment{"dev": {}, "prod": {}}
	f.Fuzz(func(t *testing.T, text string) {
		var whole strings.Builder
		for _, p := range pieces(text, at, environments) {
			whole.WriteString(p.text)
			if p.to == nil {
				continue
			}
			_, known := environments[p.to.Environment]
			if !known || !pep.IsPath(p.to.Path) || !pep.IsSecretName(p.to.Name) || !strings.HasPrefix(p.text, "${") || !strings.HasSuffix(p.text, "}") {
				t.Errorf("%q is a reference to %+v", p.text, *p.to)
			}
		}
		if whole.String() != text {
			t.Errorf("%q was taken apart to %q", text, whole.String())
		}
	})
}

func Test_a_reference_names_a_place_seen_from_its_secret(t *testing.T) {
	at := &facts.StoredSecret{Environment: "prod", Path: "/here"}
	environments := map[string]models.Environment{"dev": {}, "prod": {}}
	for inner, want := range map[string]string{
		"A": "prod /here A", "dev.A": "dev / A", "dev.x.y.A": "dev /x/y A", "qa.A": "prod /here qa.A", "dev": "prod /here dev",
		"dev..A": "", "dev.": "", "A:-x": "", "dev.a/../b.A": "", `dev.a\b.A`: "", "A/B": "",
	} {
		got := ""
		if ref := referenceTo(inner, at, environments); ref != nil {
			got = ref.Environment + " " + ref.Path + " " + ref.Name
		}
		if got != want {
			t.Errorf("%s names %q, want %q", inner, got, want)
		}
	}
}

// FuzzMetadataTerm parses terms: what is accepted has a key or a value.
func FuzzMetadataTerm(f *testing.F) {
	for _, text := range []string{"", "key=a", "value=b", "key=a,value=b", "key", "=", "key=a,,", "other=x", " key = a , value = b=c "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		term, valid := parseMetadataTerm(text)
		if valid && term.key == nil && term.value == nil {
			t.Errorf("%q asks for nothing", text)
		}
		if valid && !strings.Contains(text, "key") && !strings.Contains(text, "value") {
			t.Errorf("%q is accepted", text)
		}
	})
}

func Test_personal_values_are_answered_as_asked(t *testing.T) {
	row := func(folder, key, user string) facts.Seen {
		return facts.Seen{StoredSecret: &facts.StoredSecret{Secret: &models.Secret{FolderID: folder, SecretFields: models.SecretFields{Key: key, UserID: user}}}}
	}
	for how, want := range map[overrides]string{
		besideShared: "f/A. f/A.me f/B. g/A.me", insteadOfShared: "f/A.me f/B. g/A.me", leftOut: "f/A. f/B.",
	} {
		got := []string{}
		for _, seen := range how.settle([]facts.Seen{row("f", "A", ""), row("f", "A", "me"), row("f", "B", ""), row("g", "A", "me")}) {
			got = append(got, seen.FolderID+"/"+seen.Key+"."+seen.UserID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d: %v, want %s", how, got, want)
		}
	}
}
