package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/modelstest"
	"warder/tests/testserver"
)

// patient is an installation that a doctor examines.
type patient struct {
	t       *testing.T
	dir     string
	url     string
	printed strings.Builder
}

// examination is what one run of the doctor printed.
type examination struct {
	Healthy  bool
	Findings []service.DoctorFinding

	t      *testing.T
	output string
}

// examine runs the doctor. Its exit code says what its findings do, and each of them that
// is not ok says what to do.
func (p *patient) examine(more ...string) *examination {
	p.t.Helper()
	code, out, problems := try(p.t, append([]string{"doctor", "--json", "--data-dir", p.dir, "--database-url", p.url}, more...)...)
	p.printed.WriteString(out + problems)
	e := &examination{t: p.t, output: out}
	if err := json.Unmarshal([]byte(out), e); err != nil {
		p.t.Fatalf("%v: %s%s", err, out, problems)
	}
	fails := false
	for _, finding := range e.Findings {
		fails = fails || finding.State == service.StateFail
		if finding.State != service.StateOK && finding.Next == "" {
			p.t.Errorf("%+v says no next step", finding)
		}
	}
	if e.Healthy == fails || (code == exitOK) == fails || code > exitError || problems != "" {
		p.t.Errorf("%v: exit code %d: %s%s", more, code, out, problems)
	}
	return e
}

// found wants one check to have found something.
func (e *examination) found(check, state, want string) {
	e.t.Helper()
	for _, finding := range e.Findings {
		if finding.Check == check && finding.State == state && strings.Contains(finding.Found+"; "+finding.Next, want) {
			return
		}
	}
	e.t.Errorf("want %s %s %q, got %s", state, check, want, e.output)
}

// found examines, and wants one check to find something.
func (p *patient) found(check, state, want string, more ...string) {
	p.t.Helper()
	p.examine(more...).found(check, state, want)
}

func TestDoctor(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		p := &patient{t: t, dir: filepath.Join(t.TempDir(), "data"), url: url}
		t.Setenv("WARDER_ROOT_KEY", s.Config.RootKey.Reveal())
		well := p.examine("--full")
		well.found("database", "ok", "answers")
		well.found("decision-log", "ok", "are as they were written")
		well.found("writable", "ok", "takes writes")
		well.found("restored", "ok", "never restored")
		if strings.HasPrefix(url, "sqlite:") {
			well.found("second-server", "ok", "one server is serving it")
			p.secondServer(s)
		} else {
			p.found("writable", "fail", "it is read-only", "--database-url", url+"&default_transaction_read_only=on")
		}
		s.Stop(t)
		p.altered(s.Store(t))
		p.schemas(s.Store(t))
		t.Setenv("WARDER_ROOT_KEY", seal.NewRootKey().Reveal())
		p.found("root-key", "fail", "wrong root key")
		t.Setenv("WARDER_ROOT_KEY", "")
		p.found("root-key", "fail", "the root key is missing")
		if _, err := os.Stat(p.dir); err == nil {
			t.Error("a doctor makes a data folder")
		}
		for name, secret := range map[string]string{"the root key": s.Config.RootKey.Reveal(), "a password": "hunter2"} {
			if strings.Contains(p.printed.String(), secret) {
				t.Errorf("%s is printed", name)
			}
		}
	})
}

func (p *patient) secondServer(first *testserver.Server) {
	p.t.Helper()
	second := testserver.Launch(p.t, p.url, func(c *service.Config) {
		logger := c.Logger
		*c = first.Config
		c.Logger = logger
	})
	p.found("second-server", "fail", "two servers serve")
	second.Stop(p.t)
	p.found("second-server", "ok", "one server is serving it")
}

// altered changes a record, which the whole log shows, and then a hash of the tree.
func (p *patient) altered(db *store.Store) {
	p.t.Helper()
	change := func(statement string) {
		modelstest.Write(p.t, db, func(tx *store.Tx) error { return tx.DB().Exec(statement).Error })
	}
	change("UPDATE decision_records SET ip = '203.0.113.9' WHERE seq = (SELECT min(seq) FROM decision_records)")
	p.found("decision-log", "ok", "the last checkpoint holds")
	p.found("decision-log", "fail", "1 problems, the first: edited: ", "--full")
	change("UPDATE decision_checkpoints SET note = replace(note, 'warder', 'warden')")
	p.found("decision-log", "fail", "the decision log was altered")
	change("DELETE FROM decision_checkpoints")
	p.found("decision-log", "warn", "it has no checkpoint")
}

func (p *patient) schemas(db *store.Store) {
	p.t.Helper()
	change := func(statement string) {
		modelstest.Write(p.t, db, func(tx *store.Tx) error { return tx.DB().Exec(statement).Error })
	}
	change("UPDATE schema_migrations SET version_id = version_id + 1000 WHERE version_id = (SELECT max(version_id) FROM schema_migrations)")
	p.found("schema", "fail", "newer than this program")
	change("DELETE FROM schema_migrations WHERE version_id > 1000")
	p.found("schema", "warn", "back up, then warder migrate")
}

func TestDoctor_of_files_and_what_is_missing(t *testing.T) {
	p := &patient{t: t, dir: filepath.Join(t.TempDir(), "data")}
	p.url = "sqlite:" + filepath.Join(p.dir, "warder.db")
	t.Setenv("WARDER_ROOT_KEY", "")
	fresh := p.examine()
	fresh.found("database", "fail", "there is no database yet")
	fresh.found("root-key", "warn", "there is none yet")
	fresh.found("policy", "ok", "embedded loads")
	p.found("configuration", "fail", `listen: "x" is not host:port`, "--listen=x")
	p.found("policy", "fail", "warder policy", "--policy", newFolder(t, map[string]string{"authz/rules/own/own.rego": "package authz.rules.own\n\nowned if\n"}))
	p.found("outputs", "ok", "are there")
	nowhere := filepath.Join(t.TempDir(), "no", "lines.jsonl")
	for _, setting := range []string{"decision-log", "request-log", "decision-export"} {
		value := map[string]string{"decision-export": "file://" + nowhere}[setting]
		if value == "" {
			value = nowhere
		}
		p.found("outputs", "fail", "the folder of "+setting+" is not there: "+filepath.Dir(nowhere), "--"+setting, value)
		p.found("disk", "ok", filepath.Dir(nowhere)+" has", "--"+setting, value)
	}
	if _, err := os.Stat(filepath.Dir(nowhere)); err == nil {
		t.Error("a doctor makes a folder")
	}
	for mode, want := range map[os.FileMode]string{0o755: "fail", 0o750: "warn", 0o700: "ok"} {
		if err := os.MkdirAll(p.dir, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p.dir, mode); err != nil {
			t.Fatal(err)
		}
		p.found("files", want, map[string]string{"ok": "owner alone"}[want])
	}
	write(t, filepath.Join(p.dir, "root.key"), seal.NewRootKey().Reveal())
	if err := os.Chmod(filepath.Join(p.dir, "root.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	exposed := p.examine()
	exposed.found("root-key", "fail", "run: chmod 600")
	exposed.found("files", "fail", "root.key is open to every user")
	if err := os.Remove(filepath.Join(p.dir, "root.key")); err != nil {
		t.Fatal(err)
	}
	p.url = "postgres://u:hunter2@127.0.0.1:1/none"
	p.found("database", "fail", "the connection was refused")
	if strings.Contains(p.printed.String(), "hunter2") {
		t.Error("the password of the database is printed")
	}
	if _, out, _ := try(t, "doctor", "--data-dir", p.dir, "--listen=x", "--ops-listen=y"); strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "fail  configuration  ") {
		t.Errorf("a check is more than a line:\n%s", out)
	}
}
