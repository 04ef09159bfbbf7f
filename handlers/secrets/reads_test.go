package secrets

import (
	"strings"
	"testing"

	"warder/engine/facts"
	"warder/models"
)

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
