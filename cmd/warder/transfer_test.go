package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"warder/tests/database"
	"warder/tests/testserver"
)

// canary is in every value that these tests move, and in nothing they print.
const canary = "c4nary"

// move is a server with a project, and how the commands reach it.
type move struct {
	*testserver.Server
	project testserver.Project
	dir     string
}

func newMove(t *testing.T) *move {
	t.Helper()
	m := &move{Server: testserver.Start(t, database.SQLite(t)), dir: t.TempDir()}
	m.project = m.AsAdmin().NewProject(t)
	t.Setenv("WARDER_SERVER", m.URL+"/api/") // with what some clients add
	t.Setenv("WARDER_TOKEN", m.Admin.Token)
	return m
}

// file writes a file and returns its path.
func (m *move) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// want runs a command line and holds it to its exit code and to a part of what
// it prints. No value may be in that.
func (m *move) want(t *testing.T, code int, part string, args ...string) string {
	t.Helper()
	got, out, problems := try(t, args...)
	if got != code || !strings.Contains(out+problems, part) {
		t.Fatalf("%v: exit code %d, want %d with %q\nprinted %s\ncomplained %s", args, got, code, part, out, problems)
	}
	if strings.Contains(out+problems, canary) {
		t.Fatalf("%v printed a value: %s%s", args, out, problems)
	}
	return out
}

func (m *move) into(environment string, args ...string) []string {
	return append([]string{"import", "--project", m.project.ID, "--environment", environment}, args...)
}

// value is that of a secret in the server.
func (m *move) value(t *testing.T, environment, path, name string) string {
	t.Helper()
	query := "?workspaceId=" + m.project.ID + "&environment=" + environment + "&secretPath=" + url.QueryEscape(path)
	return m.AsAdmin().Get(t, "/api/v3/secrets/raw/"+name+query).Want(t, 200).Text("secret.secretValue")
}

func TestImport_of_a_file_changes_what_differs_and_then_nothing(t *testing.T) {
	m := newMove(t)
	file := m.file(t, ".env", "A="+canary+"-1\nB='"+canary+" two'\nEMPTY=\nCERT=\"x\n"+canary+"\n\"\n")
	m.want(t, exitOK, "dry run, nothing was changed; it would be: 4 created", m.into("dev", file, "--dry-run")...)
	m.AsAdmin().Get(t, m.project.SecretPath("A")).Want(t, 404)
	m.want(t, exitOK, "4 created, 0 updated, 0 unchanged", m.into("dev", file)...)
	m.want(t, exitOK, "nothing to change: 0 created, 0 updated, 4 unchanged", m.into("dev", file)...)
	if got := m.value(t, "dev", "/", "CERT"); got != "x\n"+canary+"\n" {
		t.Errorf("CERT is %q", got)
	}
	m.file(t, ".env", "A="+canary+"-changed\nB='"+canary+" two'\n")
	m.want(t, exitOK, "nothing to change: 0 created, 0 updated, 1 unchanged, 1 skipped", m.into("dev", file, "--keep-existing")...)
	m.want(t, exitOK, "0 created, 1 updated, 1 unchanged", m.into("dev", file)...)
	if got := m.value(t, "dev", "/", "A"); got != canary+"-changed" {
		t.Errorf("A is %q", got)
	}
	m.want(t, exitOK, "made 0 environments, 2 folders", m.into("dev", file, "--path", "/a/b")...)
	m.want(t, exitOK, "nothing to change", m.into("dev", file, "--path", "/a/b")...)
	m.want(t, exitError, "there is no environment nowhere, but dev, staging, prod", m.into("nowhere", file)...)
}

func TestImport_reads_standard_input(t *testing.T) {
	m := newMove(t)
	var out, problems bytes.Buffer
	root := newRoot()
	root.SetArgs(m.into("dev", "-", "--format", "json"))
	root.SetIn(strings.NewReader(`{"A": "` + canary + `"}`))
	root.SetOut(&out)
	root.SetErr(&problems)
	if err := root.ExecuteContext(t.Context()); err != nil || !strings.Contains(out.String(), "1 created") {
		t.Errorf("printed %s%s (%v)", &out, &problems, err)
	}
}

// What cannot be imported is named and left out; everything else comes.
func TestImport_names_what_fails(t *testing.T) {
	m := newMove(t)
	list, err := json.Marshal([]testserver.Object{
		{"key": "GOOD", "value": canary}, {"key": "BAD/NAME", "value": canary}, {"key": "TOO_LONG", "value": strings.Repeat(canary, 200_000)},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := m.file(t, "secrets.json", string(list))
	_, out, problems := try(t, m.into("dev", file)...)
	for _, part := range []string{"dev / BAD/NAME: ", "dev / TOO_LONG: ", "1 created, 0 updated, 0 unchanged, 0 skipped, 2 failed", "the import is incomplete"} {
		if !strings.Contains(out+problems, part) {
			t.Errorf("%q is missing in\n%s%s", part, out, problems)
		}
	}
	m.want(t, exitError, "1 unchanged, 0 skipped, 2 failed", m.into("dev", file)...)
}

// filled is a second server, whose project has all that can move.
func filled(t *testing.T) (*testserver.Server, testserver.Project) {
	t.Helper()
	source := testserver.Start(t, database.SQLite(t))
	admin := source.AsAdmin()
	project := admin.NewProject(t)
	admin.Post(t, "/api/v1/workspace/"+project.ID+"/environments", testserver.Object{"name": "Quality", "slug": "qa"}).Want(t, 200)
	tag := admin.Post(t, "/api/v1/workspace/"+project.ID+"/tags", testserver.Object{"name": "Blue", "slug": "blue", "color": "#00f"}).Want(t, 200).Text("workspaceTag.id")
	for _, path := range []string{"/db/replica", "/empty"} {
		parent, name := filepath.Split(path)
		admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": project.ID, "environment": "qa", "path": parent, "name": name}).Want(t, 200)
	}
	for name, secret := range map[string]testserver.Object{
		"PLAIN": {"environment": "dev", "secretPath": "/", "secretValue": canary},
		"LINES": {"environment": "dev", "secretPath": "/", "secretValue": canary + "\n'\"$x ${PLAIN}\\\n", "skipMultilineEncoding": true},
		"TAGGED": {
			"environment": "qa", "secretPath": "/db/replica", "secretValue": canary, "secretComment": "why", "tagIds": testserver.List{tag},
			"secretMetadata": testserver.List{testserver.Object{"key": "owner", "value": "me"}},
		},
	} {
		secret["workspaceId"] = project.ID
		admin.Post(t, "/api/v3/secrets/raw/"+name, secret).Want(t, 200)
	}
	return source, project
}

func (m *move) from(source *testserver.Server, project string, args ...string) []string {
	return append([]string{"import", "--project", m.project.Slug, "--from-server", source.URL, "--from-project", project}, args...)
}

func TestImport_of_a_running_server_brings_everything_and_then_nothing(t *testing.T) {
	m := newMove(t)
	source, project := filled(t)
	t.Setenv("INFISICAL_TOKEN", source.Admin.Token)
	m.want(t, exitOK, "would be: 3 created, 0 updated, 0 unchanged, 0 skipped, 0 failed; made 1 environments, 3 folders, 1 tags",
		m.from(source, project.ID, "--dry-run")...)
	m.want(t, exitOK, "3 created, 0 updated, 0 unchanged, 0 skipped, 0 failed; made 1 environments, 3 folders, 1 tags", m.from(source, project.Slug)...)
	m.want(t, exitOK, "nothing to change: 0 created, 0 updated, 3 unchanged", m.from(source, project.ID)...)
	if got := m.value(t, "dev", "/", "LINES"); got != canary+"\n'\"$x ${PLAIN}\\\n" {
		t.Errorf("LINES is %q", got)
	}
	tagged := m.AsAdmin().Get(t, "/api/v3/secrets/raw/TAGGED?workspaceId="+m.project.ID+"&environment=qa&secretPath=/db/replica").Want(t, 200)
	for path, want := range map[string]string{
		"secret.secretValue": canary, "secret.secretComment": "why", "secret.tags.0.slug": "blue", "secret.tags.0.name": "Blue",
		"secret.tags.0.color": "#00f", "secret.secretMetadata.0.key": "owner", "secret.secretMetadata.0.value": "me",
	} {
		if got := tagged.Text(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	m.want(t, exitError, "there is no environment nowhere", m.from(source, project.ID, "--from-environment", "nowhere")...)
	m.want(t, exitOK, "nothing to change: 0 created, 0 updated, 1 unchanged", m.from(source, project.ID, "--from-environment", "qa")...)
}

// An interruption loses nothing, and the next run goes on where it came.
func TestImport_goes_on_after_an_interruption(t *testing.T) {
	m := newMove(t)
	target, err := url.Parse(m.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var writes atomic.Int32
	forward := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forward.ServeHTTP(w, r)
		if r.Method == http.MethodPost && writes.Add(1) == 3 {
			interrupt()
		}
	}))
	defer proxy.Close()
	t.Setenv("WARDER_SERVER", proxy.URL)
	file := m.file(t, ".env", "A="+canary+"\nB="+canary+"\nC="+canary+"\nD="+canary+"\nE="+canary+"\n")
	var out, problems bytes.Buffer
	if code := execute(ctx, m.into("dev", file), &out, &problems); code != exitError || !strings.Contains(problems.String(), "interrupted; run it again to go on") {
		t.Errorf("exit code %d: %s%s", code, &out, &problems)
	}
	m.want(t, exitOK, "2 created, 0 updated, 3 unchanged", m.into("dev", file)...)
}

func TestExport_writes_what_import_reads_back(t *testing.T) {
	m := newMove(t)
	source, project := filled(t)
	t.Setenv("INFISICAL_TOKEN", source.Admin.Token)
	m.want(t, exitOK, "3 created", m.from(source, project.ID)...)
	for _, c := range []struct {
		name, environment string
		flags             []string
		count             string
	}{
		{"all.json", "qa", []string{"--recursive"}, "1"},
		{"all.yaml", "qa", []string{"--recursive"}, "1"},
		{".env", "dev", nil, "2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(m.dir, c.name)
			export := append([]string{"export", "--project", m.project.ID, "--environment", c.environment, "--output", file}, c.flags...)
			m.want(t, exitOK, "wrote "+c.count+" secrets to ", export...)
			m.want(t, exitOK, "nothing to change", export...)
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the file is %v (%v)", info.Mode(), err)
			}
			m.want(t, exitOK, c.count+" unchanged", m.into(c.environment, file)...)
			m.want(t, exitOK, c.count+" created", m.into("prod", file, "--path", "/"+strings.Trim(c.name, "."))...)
		})
	}
	code, out, _ := try(t, "export", "--project", m.project.ID, "--environment", "dev", "--format", "shell")
	if code != exitOK || !strings.Contains(out, "export PLAIN="+canary+"\n") {
		t.Errorf("exit code %d, printed %s", code, out)
	}
}

// Every line of a file comes out of the server as it went in.
func TestExport_after_import_round_trips(t *testing.T) {
	m := newMove(t)
	nasty := rapid.OneOf(rapid.StringMatching("[ a'\"$\\\\\n\t#={}-]{0,12}"), rapid.String()).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) })
	values := rapid.MapOfN(rapid.StringMatching("[A-Z][A-Z0-9_]{0,6}"), nasty, 10, 20)
	for seed, format := range []string{"dotenv", "json", "yaml", "dotenv"} {
		path := "/run/" + strconv.Itoa(seed)
		text, err := json.Marshal(values.Example(seed))
		if err != nil {
			t.Fatal(err)
		}
		in, out := m.file(t, "values.json", string(text)), filepath.Join(m.dir, path[5:])
		m.want(t, exitOK, "0 failed", m.into("dev", in, "--path", path)...)
		m.want(t, exitOK, "nothing to change", m.into("dev", in, "--path", path)...)
		m.want(t, exitOK, "wrote", "export", "--project", m.project.ID, "--environment", "dev", "--path", path, "--format", format, "--output", out)
		m.want(t, exitOK, "nothing to change", m.into("dev", out, "--format", format, "--path", path)...)
	}
}

func TestTransfer_says_what_is_wrong_with_a_command_line(t *testing.T) {
	m := newMove(t)
	file := m.file(t, ".env", "A="+canary+"\n")
	broken := m.file(t, "broken.json", "{"+canary)
	for _, c := range []struct {
		name string
		code int
		want string
		args []string
	}{
		{"no_project", exitUsage, "--project says", []string{"import", file}},
		{"no_source", exitUsage, "name a file", []string{"import", "--project", "x"}},
		{"two_sources", exitUsage, "not both", []string{"import", file, "--project", "x", "--from-server", "http://x", "--from-project", "y"}},
		{"no_source_project", exitUsage, "--from-project says", []string{"import", "--project", "x", "--from-server", "http://x"}},
		{"two_files", exitUsage, "takes one file", []string{"import", "a", "b"}},
		{"no_environment", exitUsage, "--environment says", []string{"import", file, "--project", "x"}},
		{"no_such_format", exitUsage, "there is no toml", m.into("dev", file, "--format", "toml")},
		{"no_such_file", exitError, "no such file", m.into("dev", file+"x")},
		{"a_file_without_end", exitError, "larger than 64 MiB", m.into("dev", "/dev/zero")},
		{"a_file_that_is_not_understood", exitError, "not JSON", m.into("dev", broken)},
		{"an_address_that_is_none", exitUsage, "want http:// or https://", m.into("dev", file, "--server", "ftp://x")},
		{"an_address_with_a_password", exitUsage, "an address holds no password", m.into("dev", file, "--server", "http://me:"+"pw@x")},
		{"no_credentials_of_the_source", exitUsage, "no credentials: set INFISICAL_TOKEN", []string{"import", "--project", "x", "--from-server", "http://x", "--from-project", "y"}},
		{"a_token_file_that_is_not_there", exitUsage, "no such file", m.into("dev", file, "--token-file", file+"x")},
		{"a_project_that_is_not_there", exitError, "project nowhere: ", []string{"import", file, "--project", "nowhere", "--environment", "dev"}},
		{"export_without_environment", exitUsage, "--project and --environment", []string{"export", "--project", "x"}},
		{"export_of_an_environment_that_is_not_there", exitError, "there is no environment nowhere", []string{"export", "--project", m.project.ID, "--environment", "nowhere"}},
		{"help_of_import", exitOK, "warder import .env --project", []string{"import", "--help"}},
		{"help_of_export", exitOK, "warder export --project", []string{"export", "--help"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("INFISICAL_TOKEN", "")
			m.want(t, c.code, c.want, c.args...)
		})
	}
}

// A caller that logs in is logged in again when its token ends under way.
func TestImport_logs_in_with_a_client_secret(t *testing.T) {
	m := newMove(t)
	machine := m.NewMachine(t, "no-access", testserver.Object{"accessTokenNumUsesLimit": 3})
	m.AsAdmin().AddMember(t, m.project, machine.IdentityID, "admin")
	t.Setenv("WARDER_TOKEN", "")
	t.Setenv("WARDER_CLIENT_ID", machine.ClientID)
	secret := m.file(t, "client-secret", machine.ClientSecret+"\n")
	file := m.file(t, ".env", "A="+canary+"\nB="+canary+"\nC="+canary+"\nD="+canary+"\n")
	m.want(t, exitOK, "4 created", m.into("dev", file, "--client-secret-file", secret)...)
	m.want(t, exitError, "401", m.into("dev", file, "--client-secret-file", m.file(t, "wrong", strings.Repeat("0", 64)))...)
}

// A path that is not there does not become an empty file.
func TestOperations_export_typo(t *testing.T) {
	m := newMove(t)
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("KEPT=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, place := range [][]string{{"--environment", "dev", "--path", "/typo"}, {"--environment", "typo"}} {
		code, out, problems := try(t, append([]string{"export", "--project", m.project.ID, "--output", file}, place...)...)
		if code != exitError || !strings.Contains(problems, "typo") {
			t.Errorf("%v: exit code %d, printed %s%s", place, code, out, problems)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "KEPT=1\n" {
		t.Errorf("the file holds %q (%v)", text, err)
	}
}
