package store

import (
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Tx is what a caller's function works with inside Snapshot or Write. It is
// valid until that function returns, for one goroutine. After a statement has
// failed, the function must return its error: PostgreSQL refuses every further
// statement of the transaction.
//
// The functions First, Find, Count, Create, Update and Delete are the way to
// the rows. Scoped is for queries that they do not cover.
type Tx struct {
	store    *Store
	db       *gorm.DB
	readOnly bool
	single   *single // see ReadSingle; nil in a transaction
	// consistent reports whether all statements see one state of the database, but for what
	// the transaction writes itself.
	consistent bool
	order      string       // what OrderBy was told
	later      *[]Statement // changes to be made together; nil if each is made at once
	supposed   *premise     // that the first of later depends on
}

// Scoped starts a query on the rows of one tenant. The result serves as many
// queries as one likes; on an empty scope each of them fails with ErrScope.
//
//	tx.Scoped(scope).Model(&ClientSecret{}).Where("id = ?", id).Update("is_revoked", true)
func (tx *Tx) Scoped(scope Scope) *gorm.DB {
	return scope.restrict(tx.db).Session(&gorm.Session{})
}

// Dialect is SQLite or Postgres.
func (tx *Tx) Dialect() string { return tx.store.dialect }

// DB starts a query without a scope. It is for tables without a tenant, and for
// the few look-ups whose answer is the tenant: a client id, a token's id. Raw
// SQL written with it names org_id itself.
func (tx *Tx) DB() *gorm.DB { return tx.db }

// errReadOnly keeps SQLite, which ignores locks, as strict as PostgreSQL.
var errReadOnly = errors.New("rows are locked only in a write transaction")

// Locking makes the queries of the result lock the rows they find until the
// transaction ends (SELECT ... FOR UPDATE), so that a decision and the change
// it permits cannot be overtaken. SQLite has one writer at a time and needs no
// lock.
func (tx *Tx) Locking() *Tx { return tx.locking(clause.LockingStrengthUpdate) }

// LockingForeign is Locking that lets other transactions add and remove rows that refer
// to the locked ones (SELECT ... FOR NO KEY UPDATE).
func (tx *Tx) LockingForeign() *Tx { return tx.locking("NO KEY UPDATE") }

// LockingShared keeps the rows that the queries of the result find from being changed or
// removed until the transaction ends, and lets others do the same (SELECT ... FOR SHARE).
func (tx *Tx) LockingShared() *Tx { return tx.locking(clause.LockingStrengthShare) }

func (tx *Tx) locking(strength string) *Tx {
	db := tx.db.Clauses(clause.Locking{Strength: strength}).Session(&gorm.Session{})
	if tx.readOnly {
		_ = db.AddError(&Error{Kind: ErrStatement, Cause: errReadOnly})
	}
	return &Tx{store: tx.store, db: db, readOnly: tx.readOnly, consistent: tx.consistent}
}

// OrderBy makes Find sort its rows. The columns are SQL, never input; they
// should end in a unique one, or pages overlap.
func (tx *Tx) OrderBy(columns string) *Tx {
	ordered := *tx
	if ordered.order != "" {
		ordered.order += ", "
	}
	ordered.order += columns
	return &ordered
}

// ordered is what queries start from.
func (tx *Tx) ordered() *gorm.DB {
	if tx.order == "" {
		return tx.db
	}
	return tx.db.Order(tx.order)
}

// Page makes Find return at most limit rows after leaving out offset. A limit
// below 1 finds nothing: "no limit" must not be reachable by input.
func (tx *Tx) Page(limit, offset int) *Tx {
	db := tx.ordered().Limit(max(limit, 0)).Offset(max(offset, 0)).Session(&gorm.Session{})
	return &Tx{store: tx.store, db: db, readOnly: tx.readOnly, consistent: tx.consistent}
}
