package faults

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// live is a server that serves the policy of a folder.
type live struct {
	*testserver.Server
	dir     string
	project testserver.Project
	reader  testserver.Client
}

func newLive(t *testing.T) *live {
	t.Helper()
	l := &live{dir: policyFolder(t)}
	l.Server = testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = l.dir })
	l.project = l.AsAdmin().NewProject(t)
	l.AsAdmin().SetSecret(t, l.project, "FOO", "BAR")
	l.AsAdmin().SetSecret(t, l.project, "OTHER", "VALUE")
	l.reader = l.AsMember(t, l.project, "viewer")
	return l
}

func (l *live) read(t *testing.T, name string) testserver.Answer {
	t.Helper()
	return l.reader.Get(t, l.project.SecretPath(name))
}

// until waits for an answer about FOO; those before it have to be ones that
// the last good policy gives.
func (l *live) until(t *testing.T, what string, status int) {
	t.Helper()
	testserver.Eventually(t, what, func() bool {
		answer := l.read(t, "FOO")
		if answer.Status != 200 && answer.Status != 403 {
			t.Fatalf("in between it answered %d: %s", answer.Status, answer.Body)
		}
		return answer.Status == status
	})
}

// noFOO is a whole rule package of a security team: a denial and nothing else.
const noFOO = `package authz.rules.holiday

deny contains {"code": "closed_for_holiday", "message": "Nobody reads FOO today"} if {
	input.resource.type == "secrets"
	input.resource.properties.secretName == "FOO"
}
`

const holiday = "authz/rules/holiday/holiday.rego"

func TestPolicy_a_new_folder_with_only_a_deny_is_picked_up_while_serving(t *testing.T) {
	l := newLive(t)
	l.read(t, "FOO").Want(t, 200)
	write(t, l.dir, holiday, noFOO)
	l.until(t, "the new rule denies", 403)
	answer := l.read(t, "FOO").WantRefusal(t, 403, "closed_for_holiday")
	if answer.Text("message") != "Nobody reads FOO today" || answer.Text("error") != "PermissionDenied" {
		t.Errorf("answered %s", answer.Body)
	}
	l.read(t, "OTHER").Want(t, 200)
	remove(t, l.dir, "authz/rules/holiday")
	l.until(t, "the rule is gone again", 200)
}

func TestPolicy_a_deny_added_to_a_shipped_package_denies(t *testing.T) {
	l := newLive(t)
	const path = "authz/rules/network/network.rego"
	source, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	_, rule, _ := strings.Cut(noFOO, "\n")
	write(t, l.dir, path, string(source)+rule)
	l.until(t, "the added rule denies", 403)
	l.read(t, "OTHER").Want(t, 200)
}

// A rule package is one thing, and what it looks things up with another: an edit
// in either is obeyed.
func TestPolicy_checks_edited(t *testing.T) {
	dir := policyFolder(t)
	const path = "authz/checks/checks.rego"
	source, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(source), "\nallowed if {\n", "\nallowed if {\n\tnot _sealed\n", 1)
	if edited == string(source) {
		t.Fatal("there is no allowed to add to")
	}
	write(t, dir, path, edited+`
_sealed if {
	input.resource.type == "secrets"
	input.resource.properties.secretName == "SEALED"
	input.action.name in {"readValue", "describeSecret"}
}
`)
	server := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.Policy = dir })
	project := server.AsAdmin().NewProject(t)
	server.AsAdmin().SetSecret(t, project, "SEALED", "hidden")
	server.AsAdmin().SetSecret(t, project, "OTHER", "VALUE")
	viewer := server.AsMember(t, project, "viewer")
	viewer.Get(t, project.SecretPath("SEALED")).WantRefusal(t, 403, "permission_missing")
	viewer.Get(t, project.SecretPath("OTHER")).Want(t, 200)
}

func TestPolicy_a_broken_rule_leaves_the_last_good_policy_in_force(t *testing.T) {
	l := newLive(t)
	write(t, l.dir, holiday, noFOO)
	l.until(t, "the new rule denies", 403)
	for name, broken := range map[string]string{
		"syntax":       noFOO + "\ndeny contains {\n",
		"type":         noFOO + "\nx := input.resource.typo + nowhere\n",
		"no_network":   noFOO + "\nx := http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1\"})\n",
		"binary":       "package authz.rules.holiday\x00",
		"other_export": "package authz.rules.holiday\n\ndeny := \"yes\" if input.resource.nothing.of.the.kind\n",
	} {
		t.Run(name, func(t *testing.T) {
			write(t, l.dir, holiday, broken)
			testserver.Eventually(t, "readiness names the file", func() bool { return strings.Contains(l.Ready(t).Body, "holiday.rego") })
			l.wantLoaded(t, false)
			l.read(t, "FOO").WantRefusal(t, 403, "closed_for_holiday")
			l.read(t, "OTHER").Want(t, 200)
			if ready := l.Ready(t); ready.Status != 200 {
				t.Errorf("the last good policy is in force, and yet readiness is %d %s", ready.Status, ready.Body)
			}
			write(t, l.dir, holiday, noFOO+"# "+name+" is mended\n")
			testserver.Eventually(t, "the mended policy is loaded", func() bool { return !strings.Contains(l.Ready(t).Body, "holiday.rego") })
			l.wantLoaded(t, true)
			l.read(t, "FOO").WantRefusal(t, 403, "closed_for_holiday")
		})
	}
}

func TestPolicy_a_required_package_cannot_be_deleted_while_serving(t *testing.T) {
	l := newLive(t)
	stranger := l.As(l.Token(t, l.NewMachine(t, "no-access", nil)))
	remove(t, l.dir, "authz/rules/membership")
	testserver.Eventually(t, "the failure is reported", func() bool { return metric(t, l, "warder_policy_reload_successful") == "0" })
	stranger.Get(t, l.project.SecretPath("FOO")).Want(t, 403)
	l.read(t, "FOO").Want(t, 200)
}

// What the binary owns is not replaced by a folder.
func TestPolicy_guardrails_are_those_of_the_binary(t *testing.T) {
	l := newLive(t)
	for _, path := range []string{"authz/rules/guardrails/guardrails.rego", "authz/main/main.rego"} {
		pkg := strings.ReplaceAll(filepath.ToSlash(filepath.Dir(path)), "/", ".")
		write(t, l.dir, path, "package "+pkg+"\n\nok := true\n\ndecision := {\"permitted\": true, \"reasons\": [], \"visible\": [], \"grants\": [\"me\"], \"missing\": [], \"items\": [], \"obligations\": []}\n")
	}
	write(t, l.dir, holiday, noFOO)
	stranger := l.As(l.Token(t, l.NewMachine(t, "no-access", nil)))
	testserver.Eventually(t, "the folder was tried", func() bool {
		return l.read(t, "FOO").Status == 403 || metric(t, l, "warder_policy_reload_successful") == "0"
	})
	l.Anonymous().Get(t, l.project.SecretPath("OTHER")).WantRefusal(t, 401, "token_missing")
	stranger.Get(t, l.project.SecretPath("OTHER")).Want(t, 403)
}

// wantLoaded looks for what an alarm is raised by.
func (l *live) wantLoaded(t *testing.T, loaded bool) {
	t.Helper()
	want := map[bool]string{true: "1", false: "0"}[loaded]
	if got := metric(t, l, "warder_policy_reload_successful"); got != want {
		t.Errorf("warder_policy_reload_successful is %s, want %s", got, want)
	}
	if failures := metric(t, l, `warder_policy_reloads_total{result="failure"}`); failures == "" {
		t.Error("the failure is not counted")
	}
	if !strings.Contains(l.Log.String(), "the policy is not activated") {
		t.Error("the failure is not logged")
	}
}

// metric is the value of a line of /metrics, "" for none.
func metric(t *testing.T, l *live, name string) string {
	t.Helper()
	for line := range strings.SplitSeq(l.Metrics(t), "\n") {
		if value, is := strings.CutPrefix(line, name+" "); is {
			return value
		}
	}
	return ""
}
