package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"warder/bundles"
	"warder/engine"
)

// policyTime is the doctor's time limit for a source of bundles.
const policyTime = 15 * time.Second

// policy loads the configured policy, and checks the stored bundle that is used while the
// source is unavailable.
func (d *Doctor) policy(ctx context.Context) []DoctorFinding {
	const next = "warder policy check lists every error; until they are fixed the last good policy stays in force, or every request is refused"
	if err := d.loadPolicy(ctx); err != nil {
		return append([]DoctorFinding{failed(err, next)}, d.lastGood(ctx)...)
	}
	return append([]DoctorFinding{ok(d.config.policySourceName() + " loads")}, d.lastGood(ctx)...)
}

func (d *Doctor) loadPolicy(ctx context.Context) error {
	if kind := d.config.policyKind(); kind != kindHTTP && kind != kindRegistry {
		_, err := LoadEngine(ctx, d.config.Policy, d.config.PolicyTimeout)
		return err
	}
	source, err := d.config.policySource()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, policyTime)
	defer cancel()
	packed, _, err := source.Fetch(ctx, "")
	if err != nil {
		return err
	}
	files, err := bundles.FilesOfArchive(packed)
	if err != nil {
		return err
	}
	options, err := EngineOptions(d.config.PolicyTimeout)
	if err == nil {
		options.Policy, err = files.Policy()
	}
	if err != nil {
		return err
	}
	_, err = engine.New(ctx, options)
	return err
}

// lastGood checks the stored bundle in the database, if policies come as bundles.
func (d *Doctor) lastGood(ctx context.Context) []DoctorFinding {
	if kind := d.config.policyKind(); kind == kindEmbedded || kind == kindFolder {
		return nil
	}
	if d.admin == nil {
		return unreached("the stored bundle")
	}
	switch last, err := d.config.keptPolicy(d.store, d.admin.keyring).Last(ctx); {
	case errors.Is(err, bundles.ErrNothingKept):
		return []DoctorFinding{warn("no bundle is stored for an unavailable source", "a server keeps each that it activates")}
	case err != nil:
		return []DoctorFinding{failed(err, "see docs/bundles.md")}
	default:
		return []DoctorFinding{ok(fmt.Sprintf("revision %d is stored for an unavailable source", last.Number))}
	}
}

// renewBefore is the time before expiry by which a certificate should be renewed: ACME renews
// 30 days before.
const renewBefore = 21 * 24 * time.Hour

func (d *Doctor) certificate(ctx context.Context) []DoctorFinding {
	if !d.config.speaksTLS() {
		return []DoctorFinding{ok("the server speaks no TLS itself; see docs/operating.md, TLS")}
	}
	if len(d.config.ACMEHosts) > 0 {
		return d.obtained(ctx)
	}
	pair, err := tls.LoadX509KeyPair(d.config.TLSCert, d.config.TLSKey)
	if err != nil {
		return []DoctorFinding{fail(fmt.Sprintf("%s and %s: %s", d.config.TLSCert, d.config.TLSKey, err), "give a certificate chain and its key, in PEM")}
	}
	return []DoctorFinding{d.until("the certificate", pair.Leaf.NotAfter, renewBefore)}
}

// until rates a certificate's expiry; late is the time before it by which the certificate
// should be renewed.
func (d *Doctor) until(name string, end time.Time, late time.Duration) DoctorFinding {
	until := end.UTC().Format(timeOfDay)
	switch left := end.Sub(d.config.clock()()); {
	case left <= 0:
		return fail(name+" ended on "+until, "renew it; a server reads it without a restart")
	case left < late:
		return warn(name+" ends on "+until, "renew it; a server reads it without a restart")
	}
	return ok(name + " is good until " + until)
}
