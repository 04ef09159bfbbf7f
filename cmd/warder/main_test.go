package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// try runs one command line.
func try(t *testing.T, args ...string) (code int, out, problems string) {
	t.Helper()
	var o, p bytes.Buffer
	code = execute(t.Context(), args, &o, &p)
	return code, o.String(), p.String()
}

func TestExecute(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		name     string
		args     []string
		code     int
		out      string // part of
		problems string // part of
	}{
		{"nothing_prints_help", nil, exitOK, "warder serve --quickstart", ""},
		{"help_lists_the_commands", []string{"--help"}, exitOK, "  migrate ", ""},
		{"help_tells_the_exit_codes", []string{"--help"}, exitOK, "Exit codes: 0 done, 1 failed, 2 wrong", ""},
		{"an_unknown_command_names_the_nearest", []string{"serv"}, exitUsage, "", `unknown command "serv"; did you mean serve?`},
		{"swapped_letters_name_the_nearest", []string{"sevre"}, exitUsage, "", `unknown command "sevre"; did you mean serve?`},
		{"an_unknown_flag_names_the_nearest", []string{"serve", "--lisen=x"}, exitUsage, "", "unknown flag: --lisen; did you mean --listen?"},
		{"an_unknown_short_flag", []string{"serve", "-x"}, exitUsage, "", "unknown shorthand flag"},
		{"an_argument_too_many", []string{"serve", "now"}, exitUsage, "", `warder serve takes no argument, got "now"`},
		{"a_wrong_setting", []string{"serve", "--listen=nowhere"}, exitUsage, "", `listen: "nowhere" is not host:port`},
		{"a_database_that_cannot_be_opened", []string{"migrate", "--data-dir", data, "--database-url=sqlite:" + data}, exitError, "", "database: "},
		{"a_quickstart_without_server", []string{"quickstart", "--data-dir", data, "--listen=127.0.0.1:1", "--database-url=sqlite:x"}, exitError, "", "start one with: warder serve"},
		{"version", []string{"version"}, exitOK, "opa    v1.", ""},
		{"version_as_JSON", []string{"version", "--json"}, exitOK, `"opa":"v1.`, ""},
		{"version_as_a_flag", []string{"--version"}, exitOK, "warder ", ""},
		{"completions", []string{"completion", "bash"}, exitOK, "__start_warder", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, problems := try(t, c.args...)
			if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(problems, c.problems) {
				t.Errorf("exit code %d, want %d\nprinted %s\ncomplained %s", code, c.code, out, problems)
			}
			if c.code != exitOK && (out != "" || strings.Count(problems, "\n") > 3) {
				t.Errorf("a mistake is answered with more than a complaint:\n%s%s", out, problems)
			}
		})
	}
}

// Help lists what a command uses; the rest of a server's command line is taken.
func TestHelp_shows_a_commands_own_flags(t *testing.T) {
	for command, own := range map[string]string{
		"migrate": "--dry-run", "clean": "--keep-deleted-days", "admin grant": "--root-key-file", "audit verify": "--checkpoint", "quickstart": "--listen",
	} {
		args := append(strings.Fields(command), "--audit-reads=durable", "--help")
		code, out, problems := try(t, args...)
		if code != exitOK || !strings.Contains(out, own) || !strings.Contains(out, "--data-dir") || strings.Contains(out, "--policy") {
			t.Errorf("%s: exit code %d, printed %s%s", command, code, out, problems)
		}
	}
	if _, out, _ := try(t, "serve", "--help"); !strings.Contains(out, "--policy ") || !strings.Contains(out, "--audit-reads") {
		t.Errorf("serve: printed %s", out)
	}
}

func TestMigrate_says_what_it_would_do_then_does_it_then_has_nothing_to_do(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	database := "sqlite:" + filepath.Join(t.TempDir(), "warder.db") // not the one that the environment names
	file := strings.TrimPrefix(database, "sqlite:")
	if code, _, problems := try(t, "migrate", "--data-dir", data, "--database-url", database); code != exitError || !strings.Contains(problems, "there is no database: "+file) {
		t.Errorf("of nothing: exit code %d, complained %s", code, problems)
	}
	applied := false
	for i, c := range []struct {
		flag, want string
	}{
		{"--dry-run", "pending 00001_tenants.sql\n"},
		{"--dry-run", "the schema would go from version 0 to "},
		{"--dry-run", "-- There is no database at " + file},
		{"--dry-run=false", "applied 00001_tenants.sql\n"},
		{"--dry-run", "the schema is up to date, version "},
		{"--dry-run=false", "the schema is up to date, version "},
	} {
		code, out, problems := try(t, "migrate", "--data-dir", data, "--database-url", database, c.flag)
		if code != exitOK || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit code %d, printed %s%s, want %q", c.flag, code, out, problems, c.want)
		}
		info, err := os.Stat(file)
		if applied = applied || c.flag == "--dry-run=false"; applied != (err == nil && info.Size() > 0) {
			t.Errorf("%s %q: the database is there: %v", c.flag, c.want, err == nil)
		}
		if i == 1 { // for those behind it, the file is there and empty
			put(t, file, nil)
		}
	}
}

func TestClean_counts_then_removes_and_needs_a_schema(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	database := "sqlite:" + filepath.Join(t.TempDir(), "warder.db") // not the one that the environment names
	for _, c := range []struct {
		command, flag  string
		code           int
		out, complaint string
	}{
		{"clean", "--dry-run", exitError, "", "there is no database"},
		{"migrate", "--dry-run=false", exitOK, "applied", ""},
		{"clean", "--dry-run", exitOK, "outdated access_tokens    0\n", ""},
		{"clean", "--dry-run", exitOK, "outdated deleted_secrets  0\n", ""},
		{"clean", "--dry-run=false", exitOK, "removed secret_versions  0\n", ""},
	} {
		if c.command == "migrate" {
			put(t, strings.TrimPrefix(database, "sqlite:"), nil)
		}
		code, out, problems := try(t, c.command, "--data-dir", data, "--database-url", database, c.flag)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(problems, c.complaint) {
			t.Errorf("%s %s: exit code %d, printed %s%s, want %q", c.command, c.flag, code, out, problems, c.out+c.complaint)
		}
	}
}

func TestServe_says_where_it_listens_and_ends_cleanly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	dir := t.TempDir()
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		args := []string{
			"serve", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--log-level=error",
			"--data-dir", filepath.Join(dir, "data"), "--database-url=sqlite:" + filepath.Join(dir, "warder.db"),
		}
		ended <- execute(ctx, args, writer, os.Stderr)
		_ = writer.Close()
	}()
	first := make([]byte, 256)
	n, err := reader.Read(first)
	if line := string(first[:n]); err != nil || !strings.HasPrefix(line, "warder listens on http://127.0.0.1:") {
		t.Errorf("it says %q (%v)", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }() // the rest of what it says
	cancel()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d", code)
	}
}

func TestServe_that_is_stopped_while_it_starts_has_not_failed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var problems strings.Builder
	args := []string{"serve", "--listen=127.0.0.1:0", "--ops-listen=127.0.0.1:0", "--data-dir", private(t)}
	if code := execute(ctx, args, io.Discard, &problems); code != exitOK || problems.Len() > 0 {
		t.Errorf("exit code %d: %s", code, problems.String())
	}
}

// A user who forgot the password, perhaps the only administrator, has an operator
// who can read help.
func TestOperations_password_command(t *testing.T) {
	_, root, _ := try(t, "--help")
	_, admin, _ := try(t, "admin", "--help")
	if !strings.Contains(root, "  admin ") || !strings.Contains(root, "password") || !strings.Contains(admin, "reset-password") {
		t.Errorf("no command is about passwords:\n%s%s", root, admin)
	}
}

func TestAdmin_says_what_is_wrong(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	database := "--database-url=sqlite:" + filepath.Join(t.TempDir(), "warder.db")
	for _, c := range []struct {
		name     string
		args     []string
		code     int
		problems string
	}{
		{"without_an_address", []string{"reset-password"}, exitUsage, "accepts 1 arg"},
		{"an_unknown_command", []string{"promote"}, exitUsage, `unknown command "promote"`},
		{"without_a_schema", []string{"list", "--data-dir", data, database}, exitError, "there is no database"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, problems := try(t, append([]string{"admin"}, c.args...)...)
			if code != c.code || !strings.Contains(problems, c.problems) {
				t.Errorf("exit code %d, complained %s", code, problems)
			}
		})
	}
}

// Every command that asks a server takes its address from the environment too.
func TestServer_variable_is_heeded_by_every_command(t *testing.T) {
	t.Setenv("WARDER_SERVER", "http://127.0.0.1:1")
	t.Setenv("WARDER_TOKEN", "a.b.c")
	for _, args := range [][]string{
		{"policy", "explain", "00000000-0000-4000-8000-000000000000"},
		{"policy", "status"},
		{"export", "--project", "p", "--environment", "dev"},
		{"review", "who-can", "--action", "readValue", "--resource", "secrets"},
	} {
		if _, _, problems := try(t, args...); strings.Contains(problems, "unknown command") || strings.Contains(problems, "unknown flag") {
			t.Errorf("%v is no command: %s", args, problems)
		} else if !strings.Contains(problems, "127.0.0.1:1") {
			t.Errorf("%v did not ask the server: %s", args, problems)
		}
	}
}

// private is a new folder for the data of a server, which refuses one that others may read.
func private(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}
