//go:build clients

package clients

import (
	"strings"
	"testing"
)

func TestNodeSDK_follows_imports_and_references(t *testing.T) {
	x, task := nodeTeam(t)
	x.importing(t, task["tagId"])
	for _, c := range []struct {
		client, script string
		list           []string
		reference      string // SDK 2 asks for references in lists only
		attached       any    // SDK 3 attaches nothing
		missing        string
	}{
		{"sdk5", "sdk_imports.mjs", []string{"FOO=BAR of /", "REFERENCE=BAR! of /"}, "BAR!", []string{"BAR!", "BAR"}, "Secret not found"},
		{"sdk4", "sdk_imports.mjs", []string{"FOO=BAR of /", "REFERENCE=BAR! of /"}, "BAR!", []string{"BAR!", "BAR"}, "Secret not found"},
		{"sdk3", "sdk_imports.mjs", []string{"FOO=BAR of /", "REFERENCE=BAR! of /"}, "BAR!", []any{nil, nil}, "Secret not found"},
		{"sdk2", "sdk2_imports.mjs", []string{"FOO=BAR", "REFERENCE=BAR!"}, "${dev.FOO}!", []string{"BAR!", "BAR"}, "Secret with name 'FOO' not found"},
	} {
		t.Run(c.client, func(t *testing.T) {
			facts := tell(t, c.script, c.client, task)
			want(t, facts, map[string]any{
				"list": c.list, "imported.secretValue": "BAR", "reference.secretValue": c.reference, "unexpanded.secretValue": "${dev.FOO}!",
				"attached": c.attached,
			})
			if c.client != "sdk2" { // which cannot ask for tags
				want(t, facts, map[string]any{"tagged": []string{"REFERENCE"}})
			}
			if message := facts.Text("notImported.message"); !strings.Contains(message, c.missing) {
				t.Errorf("without imports: %q", message)
			}
		})
	}
}
