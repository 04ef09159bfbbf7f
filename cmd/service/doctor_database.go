package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"warder/models"
	"warder/models/backup"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// database checks the connection.
func (d *Doctor) database(ctx context.Context) []DoctorFinding {
	if !d.config.Exists() {
		return []DoctorFinding{fail("there is no database yet: "+d.config.sqliteFile(), "warder serve makes one; if there was one, see --database-url and --data-dir")}
	}
	db, err := OpenStore(ctx, d.config)
	if err != nil {
		return []DoctorFinding{failed(err, "see docs/operating.md, The database")}
	}
	d.store = db
	return []DoctorFinding{ok(d.config.DataPlace() + " answers")}
}

func (d *Doctor) schema(ctx context.Context) []DoctorFinding {
	if d.store == nil {
		return unreached("the database is unreachable")
	}
	switch err := d.store.CheckSchema(ctx); {
	case errors.Is(err, store.ErrOlderSchema):
		return []DoctorFinding{warn("it is of an older version of warder", "back up, then warder migrate; a server that starts migrates, too")}
	case errors.Is(err, store.ErrNewerSchema):
		return []DoctorFinding{failed(err, "run the version of warder that migrated it, or a newer one")}
	case err != nil:
		return []DoctorFinding{failed(databaseError(err), "see docs/operating.md, The database")}
	}
	d.fits = true
	newest, err := store.NewestSchema()
	if err != nil {
		return []DoctorFinding{failed(err, "install warder again")}
	}
	return []DoctorFinding{ok(fmt.Sprintf("version %d, that of this program", newest))}
}

func (d *Doctor) writable(ctx context.Context) []DoctorFinding {
	if !d.fits {
		return unreached("the schema is not that of this program")
	}
	if err := d.store.CheckWritable(ctx, d.config.clock()()); err != nil {
		return []DoctorFinding{failed(databaseError(err), "every change is refused until the database accepts writes")}
	}
	return []DoctorFinding{ok("the database takes writes")}
}

func (d *Doctor) clock(ctx context.Context) []DoctorFinding {
	switch {
	case d.store == nil:
		return unreached("the database is unreachable")
	case d.store.Dialect() == store.SQLite:
		return []DoctorFinding{ok("the database has the clock of this machine")}
	}
	skew, err := d.store.Skew(ctx, d.config.clock())
	if err == nil {
		err = skewProblem(skew)
	}
	if err != nil {
		return []DoctorFinding{failed(err, "set the clock by NTP here and on the database's machine")}
	}
	return []DoctorFinding{ok(fmt.Sprintf("%s from the database's", skew.Abs().Round(time.Millisecond)))}
}

// secondServer checks the locks that servers hold.
func (d *Doctor) secondServer(context.Context) []DoctorFinding {
	file := d.config.sqliteFile()
	if file == "" {
		return []DoctorFinding{ok("PostgreSQL takes several servers")}
	}
	if servingLocked(file, secondServer) {
		return []DoctorFinding{fail("two servers serve "+file, "stop one of them, or put both on one PostgreSQL database")}
	}
	if servingLocked(file, firstServer) {
		return []DoctorFinding{ok("one server is serving it")}
	}
	return []DoctorFinding{ok("no server is serving it")}
}

// rootKey opens the database's keyring.
func (d *Doctor) rootKey(ctx context.Context) []DoctorFinding {
	const next = "bring back the root key of this database, from where its copy is kept"
	_, err := d.config.existingRootKey(ctx)
	if errors.Is(err, fs.ErrNotExist) && !d.config.Exists() {
		return []DoctorFinding{warn("there is none yet", "warder serve makes one in "+d.config.rootKeyPath()+"; keep a copy of it")}
	}
	if errors.Is(err, seal.ErrRootKeyExposed) {
		return []DoctorFinding{failed(err, "run that command; if others could have read the key, treat every secret as known")}
	}
	if finding, is := kmsFinding(err); is {
		return []DoctorFinding{finding}
	}
	if err != nil {
		return []DoctorFinding{failed(err, next)}
	}
	if d.store == nil {
		return unreached("the database is unreachable")
	}
	if _, err := d.config.fittingRootKey(ctx, d.store); err != nil {
		if errors.Is(err, backup.ErrEmpty) {
			return []DoctorFinding{warn(err.Error(), "warder serve makes its keys")}
		}
		return []DoctorFinding{failed(err, next)}
	}
	if !d.fits {
		return []DoctorFinding{ok("it opens the keyring of the database")}
	}
	admin := &Admin{config: d.config, store: d.store}
	if err := admin.openKeys(ctx); err != nil {
		return []DoctorFinding{failed(err, next)}
	}
	d.admin = admin
	return []DoctorFinding{ok("it opens the keyring of the database; keep a copy apart from the backups")}
}

func (d *Doctor) decisionLog(ctx context.Context) []DoctorFinding {
	const next = "warder audit verify names every record; treat the database as altered"
	if d.admin == nil {
		return unreached("the root key does not open the keyring")
	}
	size, signed, err := ledger.VerifyTip(ctx, d.store, d.admin.log)
	switch {
	case errors.Is(err, ledger.ErrNotYet):
		return []DoctorFinding{warn("it has no checkpoint", "a server signs one when it starts")}
	case err != nil:
		return []DoctorFinding{failed(err, next)}
	case !d.full:
		return []DoctorFinding{ok(fmt.Sprintf("the last checkpoint holds, of %d records at %s; --full verifies every record", size, signed.Format(timeOfDay)))}
	}
	report, err := d.admin.VerifyLog(ctx)
	if err != nil {
		return []DoctorFinding{failed(databaseError(err), next)}
	}
	if len(report.Problems) > 0 {
		return []DoctorFinding{fail(fmt.Sprintf("%d problems, the first: %s", len(report.Problems), report.Problems[0]), next)}
	}
	return []DoctorFinding{ok(fmt.Sprintf("all %d records are as they were written", report.Records))}
}

// restored reports the remaining work of a restore.
func (d *Doctor) restored(ctx context.Context) []DoctorFinding {
	if !d.fits {
		return unreached("the schema is not that of this program")
	}
	var restored *backup.Restored
	var disabled int64
	err := d.store.Snapshot(ctx, func(tx *store.Tx) (err error) {
		if restored, err = backup.RestoredOf(tx); err != nil {
			return err
		}
		disabled, err = models.CountDisabledCredentials(tx)
		return err
	})
	switch {
	case err != nil:
		return []DoctorFinding{failed(databaseError(err), "see docs/backup.md")}
	case restored == nil:
		return []DoctorFinding{ok("this database was never restored from a backup")}
	case !restored.Finished:
		return []DoctorFinding{fail("a restore was ended before it was recorded", "run the same warder restore again")}
	case disabled > 0:
		return []DoctorFinding{warn(fmt.Sprintf("credentials disabled by the restore of %s: %d", restored.At.Format(timeOfDay), disabled),
			"warder admin disabled-credentials lists them, warder admin enable-credentials enables them")}
	}
	return []DoctorFinding{ok("restored on " + restored.At.Format(timeOfDay) + "; no credential is disabled")}
}
