package service

import (
	"context"
	"errors"

	"warder/models/store"
)

// States of a Finding.
const (
	StateOK   = "ok"
	StateWarn = "warn" // works, but needs attention
	StateFail = "fail" // does not work, or is unsafe
)

// DoctorFinding is the result of one check. It contains no secrets, and no password of the
// database's address.
type DoctorFinding struct {
	Check string `json:"check"`
	State string `json:"state"`
	Found string `json:"found"`
	Next  string `json:"next,omitempty"` // the recommended action
}

func ok(found string) DoctorFinding { return DoctorFinding{State: StateOK, Found: found} }
func warn(found, next string) DoctorFinding {
	return DoctorFinding{State: StateWarn, Found: found, Next: next}
}
func fail(found, next string) DoctorFinding {
	return DoctorFinding{State: StateFail, Found: found, Next: next}
}
func failed(err error, next string) DoctorFinding {
	return DoctorFinding{State: StateFail, Found: err.Error(), Next: next}
}

// Doctor examines an installation from its configuration. Its only write is the row that tests
// whether the database accepts writes. A server may run meanwhile.
type Doctor struct {
	config *Config
	full   bool         // whether to verify the whole decision log
	store  *store.Store // nil until the database is connected
	fits   bool         // whether its schema has this program's version
	admin  *Admin       // nil until the root key has opened the keyring
}

// Examine runs all checks in an order in which the first failure usually causes the later
// ones. full verifies the whole decision log, which takes minutes for a long log.
func Examine(ctx context.Context, config *Config, full bool) (findings []DoctorFinding, err error) {
	d := &Doctor{config: config, full: full}
	defer func() {
		if d.store != nil {
			err = errors.Join(err, d.store.Close())
		}
	}()
	for _, check := range []struct {
		name string
		run  func(ctx context.Context) []DoctorFinding
	}{
		{"configuration", d.configuration},
		{"files", d.files},
		{"outputs", d.outputs},
		{"disk", d.disk},
		{"second-server", d.secondServer}, // before the file is opened: closing it again would release SQLite's locks
		{"database", d.database},
		{"schema", d.schema},
		{"writable", d.writable},
		{"clock", d.clock},
		{"root-key", d.rootKey},
		{"decision-log", d.decisionLog},
		{"policy", d.policy},
		{"certificate", d.certificate},
		{"restored", d.restored},
	} {
		for _, finding := range check.run(ctx) {
			finding.Check = check.name
			findings = append(findings, finding)
		}
		if ctx.Err() != nil {
			return findings, ctx.Err()
		}
	}
	return findings, nil
}

// Healthy reports whether no check failed.
func Healthy(findings []DoctorFinding) bool {
	for _, finding := range findings {
		if finding.State == StateFail {
			return false
		}
	}
	return true
}

// configuration reports warnings of the configuration, which is valid at this point.
func (d *Doctor) configuration(context.Context) (findings []DoctorFinding) {
	for _, warning := range d.config.Warnings() {
		findings = append(findings, warn(warning, "see docs/operating.md, Settings"))
	}
	if len(findings) == 0 {
		findings = append(findings, ok("valid"))
	}
	return findings
}

// unreached is the finding of a check whose prerequisite failed.
func unreached(what string) []DoctorFinding {
	return []DoctorFinding{warn("not checked: "+what, "mend that first")}
}
