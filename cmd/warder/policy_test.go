package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
	"warder/policies"
	"warder/tests/database"
	"warder/tests/testserver"
)

// logged is a server with a log in a file and in its database, whose recorded
// requests are one read of dev, permitted, and one of prod, refused.
type logged struct {
	*testserver.Server
	dir, lines, candidate string
	refused               string // a decision id
	project               testserver.Project
}

func newLogged(t *testing.T) *logged {
	t.Helper()
	l := &logged{dir: t.TempDir()}
	l.lines, l.candidate = filepath.Join(l.dir, "decisions.jsonl"), filepath.Join(l.dir, "candidate")
	l.Server = testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.DecisionLog = l.lines })
	project := l.AsAdmin().NewProject(t)
	l.project = project
	l.AsAdmin().SetSecret(t, project, "FOO", "BAR")
	reader := l.AsMember(t, project, "viewer")
	reader.Get(t, project.SecretPath("FOO")).Want(t, 200)
	refused := reader.Post(t, "/api/v3/secrets/raw/X", testserver.Object{"workspaceId": project.ID, "environment": "prod", "secretValue": "hidden-value"}).
		WantRefusal(t, 403, "permission_missing")
	l.refused = refused.Header.Get("X-Decision-Id")
	db := l.Store(t)
	testserver.Eventually(t, "the last decision is recorded", func() bool {
		n, err := store.Count[models.DecisionRecord](db.Statement(t.Context()), store.Installation, "id = ?", l.refused)
		return err == nil && n == 1
	})
	if err := os.CopyFS(l.candidate, policies.FS); err != nil {
		t.Fatal(err)
	}
	return l
}

// change adds a rule to the candidate: nobody reads secrets of dev.
func (l *logged) change(t *testing.T) {
	t.Helper()
	folder := filepath.Join(l.candidate, "authz", "rules", "freeze")
	rule := `package authz.rules.freeze

deny contains {"code": "change_freeze", "message": "frozen"} if {
	input.resource.type == "secrets"
	input.action.name == "readValue"
	input.resource.properties.environment == "dev"
}
`
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "freeze.rego"), []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPolicy_replay_from_every_source_lists_the_flips_and_says_so_by_its_exit_code(t *testing.T) {
	l := newLogged(t)
	t.Setenv(service.TokenVariable, l.Admin.Token)
	sources := map[string][]string{
		"database": {"--database-url", l.Config.Database().Reveal(), "--data-dir", l.dir, "--since=all"},
		"file":     {"--from", l.lines, "--since=all"},
		"server":   {"--server", l.URL, "--since=3650d"},
	}
	replay := func(source string, more ...string) (int, string, string) {
		return try(t, append(append([]string{"policy", "replay", "--candidate", l.candidate}, sources[source]...), more...)...)
	}
	for source := range sources {
		if code, out, problems := replay(source); code != exitOK || !strings.Contains(out, "no flips") {
			t.Errorf("%s, unchanged: exit code %d\n%s%s", source, code, out, problems)
		}
	}
	l.change(t)
	for source := range sources {
		code, out, problems := replay(source, "--quiet")
		if code != exitError || !strings.Contains(out, "2 flips (2 denies)") || !strings.Contains(out, "refused: change_freeze (authz.rules.freeze)") ||
			problems != "warder: decisions would change\n" {
			t.Errorf("%s, changed: exit code %d\n%s%s", source, code, out, problems)
		}
		if code, _, _ := replay(source, "--allow=denies"); code != exitOK {
			t.Errorf("%s, with the flips allowed: exit code %d", source, code)
		}
	}
	if _, out, _ := replay("file", "--format=markdown"); !strings.Contains(out, "**2 flips (2 denies)**") {
		t.Error(out)
	}
	_, out, _ := replay("file", "--format=json")
	var report struct{ Records, Verified int }
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Records < 5 || report.Records != report.Verified {
		t.Errorf("%+v (%v)", report, err)
	}
	if code, out, _ := replay("file", "--subject=nobody"); code != exitOK || !strings.HasPrefix(out, "0 records") {
		t.Error(out)
	}
	if code, _, problems := replay("file"); code != exitError || strings.Contains(problems, "replaying") {
		t.Errorf("progress is shown where there is no terminal: %q", problems)
	}
}

// A bundle is the same policy as the folder that it was built from.
func TestPolicy_replay_takes_a_bundle_for_a_candidate(t *testing.T) {
	l := newLogged(t)
	l.change(t)
	bundle := filepath.Join(l.dir, "bundle.tar.gz")
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	writer := tar.NewWriter(zip)
	err := filepath.WalkDir(filepath.Join(l.candidate, "authz"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(l.candidate, path)
		if err != nil {
			return err
		}
		if err := writer.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			return err
		}
		_, err = writer.Write(text)
		return err
	})
	if err = errors.Join(err, writer.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string]string{archive.String(): "2 flips (2 denies)", "garbage": "candidate: policy: policy unreadable: archive"} {
		if err := os.WriteFile(bundle, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, problems := try(t, "policy", "replay", "--candidate", bundle, "--from", l.lines, "--since=all", "--quiet")
		if code != exitError || !strings.Contains(out+problems, want) {
			t.Errorf("exit code %d\n%s%s", code, out, problems)
		}
	}
}

func TestPolicy_explain_tells_the_rules_and_what_to_do(t *testing.T) {
	l := newLogged(t)
	t.Setenv(service.TokenVariable, l.Admin.Token)
	for name, source := range map[string][]string{"file": {"--from", l.lines}, "server": {"--server", l.URL}} {
		code, out, problems := try(t, append([]string{"policy", "explain", l.refused}, source...)...)
		if code != exitOK {
			t.Fatalf("%s: exit code %d: %s", name, code, problems)
		}
		for _, want := range []string{
			"refused: identity ", "create on secrets", "  permission_missing: You are not allowed to create on secrets (authz.rules.secrets)\n",
			"    what to do: ", "authz/rules/secrets/secrets.rego:", `input.action.name = "create"`,
			`near: role:viewer (allow) ["describeSecret","readValue"]`, `action: wants ["describeSecret","readValue"], the request has "create"`,
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %s\nlacks %s", name, out, want)
			}
		}
		if strings.Contains(out, "hidden-value") {
			t.Errorf("%s: the explanation holds a secret", name)
		}
		_, out, _ = try(t, append([]string{"policy", "explain", "--format=json", l.refused}, source...)...)
		if !json.Valid([]byte(out)) || !strings.Contains(out, `"permission_missing"`) {
			t.Errorf("%s: %s", name, out)
		}
		if code, _, problems := try(t, append([]string{"policy", "explain", store.NewID()}, source...)...); code != exitError || problems == "" {
			t.Errorf("%s: a decision that is not there: %d %s", name, code, problems)
		}
	}
}

func TestPolicy_mistakes_are_named(t *testing.T) {
	t.Setenv(service.TokenVariable, "")
	empty := t.TempDir()
	for _, c := range []struct {
		args     string
		code     int
		problems string
	}{
		{"policy replay", exitUsage, "--candidate: name the directory"},
		{"policy replay --candidate=x --allow=all", exitUsage, `there is no kind "all" of flips`},
		{"policy replay --candidate=x --since=yesterday", exitUsage, `--since: "yesterday" is no time`},
		{"policy replay --candidate=x --since=-3d", exitUsage, `--since: "-3d" is no number of days`},
		{"policy replay --candidate=x --format=xml", exitUsage, "--format: want text, markdown or json"},
		{"policy replay --candidate=x --from=a --server=b", exitUsage, "--from and --server exclude each other"},
		{"policy replay --candidate=x --server=http://127.0.0.1:1", exitUsage, "put an access token into WARDER_TOKEN"},
		{"policy replay --from=nowhere --candidate=" + empty, exitError, "candidate: policy"},
		{"policy explain", exitUsage, "takes the id of one decision"},
		{"policy explain x", exitUsage, "--server or --from"},
		{"policy explain x --from=nowhere", exitError, "no such file"},
		{"policy repla", exitUsage, "did you mean replay?"},
	} {
		code, out, problems := try(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(problems, c.problems) || out != "" {
			t.Errorf("%s: exit code %d, %s%s", c.args, code, out, problems)
		}
	}
	var help bytes.Buffer
	if execute(t.Context(), []string{"policy"}, &help, &help) != exitOK || !strings.Contains(help.String(), "explain") {
		t.Error(help.String())
	}
}
