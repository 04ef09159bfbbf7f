package service

import (
	"context"
	"errors"

	"warder/models/store"
)

// States of a Finding.
const (
	StateOK   = "ok"
	StateWarn = "warn" // it works, and should be looked at
	StateFail = "fail" // it does not work, or is not safe
)

// DoctorFinding is what one check of a doctor found. It has no secret and no password of a
// database's address.
type DoctorFinding struct {
	Check string `json:"check"`
	State string `json:"state"`
	Found string `json:"found"`
	Next  string `json:"next,omitempty"` // what to do about it
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

// Doctor examines an installation from its configuration, and changes nothing but the
// row that says whether the database takes writes. A server may run meanwhile.
type Doctor struct {
	config *Config
	full   bool         // whether the whole decision log is verified
	store  *store.Store // nil until the database was reached
	fits   bool         // whether its schema is that of this program
	admin  *Admin       // nil until the root key opened the keyring
}

// Examine runs every check, in an order in which the first failure is mostly the cause of
// those behind it. full verifies the whole decision log, which takes minutes where it is long.
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
		{"second-server", d.secondServer}, // before the file is opened: to close it again would end the locks of SQLite
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

// Healthy is whether nothing failed.
func Healthy(findings []DoctorFinding) bool {
	for _, finding := range findings {
		if finding.State == StateFail {
			return false
		}
	}
	return true
}

// configuration was valid, or there would be no examination.
func (d *Doctor) configuration(context.Context) (findings []DoctorFinding) {
	for _, warning := range d.config.Warnings() {
		findings = append(findings, warn(warning, "see docs/operating.md, Settings"))
	}
	if len(findings) == 0 {
		findings = append(findings, ok("valid"))
	}
	return findings
}

// unreached are the findings of a check that needs what a check before did not find.
func unreached(what string) []DoctorFinding {
	return []DoctorFinding{warn("not checked: "+what, "mend that first")}
}
