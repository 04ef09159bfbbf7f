package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Scope is the tenant that a query speaks for. Every query on a tenant's table
// carries one, so that a row of another tenant is not found by any id that was
// asked for. The zero value matches nothing: it is ErrScope.
type Scope struct {
	OrgID string
	// ProjectID narrows the scope to one project; empty for tables that belong
	// to the organization itself, and to look across its projects.
	ProjectID string

	installation bool
}

// Installation is the scope of rows that belong to no tenant: people,
// who may be members of several organizations, with their credentials; the
// tenants themselves; and the decision log, which outlives them. On any other
// table it is ErrScope.
var Installation = Scope{installation: true}

// Untenanted is implemented by the rows of tables that Installation may reach.
type Untenanted interface{ Untenanted() }

func untenanted(row any) bool {
	_, is := row.(Untenanted)
	return is
}

// restrict adds the scope to a query's WHERE, or makes the query fail.
func (s Scope) restrict(db *gorm.DB) *gorm.DB {
	if s.OrgID == "" {
		failed := db.Session(&gorm.Session{})
		_ = failed.AddError(&Error{Kind: ErrScope})
		return failed
	}
	db = db.Where(clause.Eq{Column: ofTable("org_id"), Value: s.OrgID})
	if s.ProjectID != "" {
		db = db.Where(clause.Eq{Column: ofTable("project_id"), Value: s.ProjectID})
	}
	return db
}

// ofTable qualifies a column, which a joined table may have too.
func ofTable(column string) clause.Column {
	return clause.Column{Table: clause.CurrentTable, Name: column}
}
