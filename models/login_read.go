package models

import (
	"database/sql"
	"strings"

	"warder/models/store"
)

// LoginQuery asks for the auth method that a login names: that of a client id, or the
// Method of an identity.
type LoginQuery struct {
	ClientID string
	Prefix   string // first characters of the client secret
	Network  string // that failed logins are counted for

	IdentityID, Method string
}

// LoginRead is the answer to a LoginQuery, of one state of the database.
type LoginRead struct {
	Method    *AuthMethod    // nil if there is none
	Identity  *Identity      // that has the method
	Secrets   []ClientSecret // that begin with the prefix
	Failures  *LoginFailures // nil if there are none
	Revisions Revisions      // of the installation alone
}

// The statements of ReadLogin. What follows FROM is one row in any case, and one for each
// client secret with the prefix.
var (
	readLogin = store.PerDialect(func(d string) string {
		return selectLogin(d, ", "+store.ColumnsAs[ClientSecret]("s")+", "+store.ColumnsAs[LoginFailures]("f"), "m.client_id = ?") + `
LEFT JOIN client_secrets AS s ON s.auth_method_id = m.id AND s.prefix = ? AND s.org_id = m.org_id
LEFT JOIN login_failures AS f ON f.login_key = m.id AND f.address = ?`
	})
	readProvenLogin = store.PerDialect(func(d string) string {
		return selectLogin(d, "", "m.identity_id = ? AND m.method = ?")
	})
)

func selectLogin(d, more, condition string) string {
	columns := "(SELECT revision FROM revisions WHERE tenant = ''), " + store.ColumnsAs[AuthMethod]("m") + ", " + store.ColumnsAs[Identity]("i") + more
	if d == store.SQLite {
		columns = store.Packed(strings.Replace(columns, sealedReviewer, "NULL", 1)) + ", " + sealedReviewer
	}
	return oneRow + "SELECT " + columns + `
FROM request
LEFT JOIN auth_methods AS m ON ` + condition + `
LEFT JOIN identities AS i ON i.id = m.identity_id AND i.org_id = m.org_id`
}

// sealedReviewer is of bytes, which are not packed.
const sealedReviewer = "m.reviewer"

// ReadLogin reads the facts of a login in one statement. It looks across tenants,
// because a login does not say which it belongs to.
func ReadLogin(tx *store.Tx, q LoginQuery) (*LoginRead, error) {
	text, args := readLogin, []any{q.ClientID, q.Prefix, q.Network}
	withSecrets := q.IdentityID == ""
	if !withSecrets {
		text, args = readProvenLogin, []any{q.IdentityID, q.Method}
	}
	read := &LoginRead{}
	err := tx.Query(text, args, func(rows *sql.Rows) error { return read.scan(tx.Dialect(), rows, withSecrets) })
	if err != nil {
		return nil, store.Failed[AuthMethod]("read", err)
	}
	return read, nil
}

func (r *LoginRead) scan(d string, rows *sql.Rows, withSecrets bool) error {
	var text string
	var method AuthMethod
	var identity Identity
	var secret ClientSecret
	var failures LoginFailures
	of := append([]any{store.Cell(&r.Revisions.Installation)}, store.Into(&method)...)
	of = append(of, store.Into(&identity)...)
	if withSecrets {
		of = append(append(of, store.Into(&secret)...), store.Into(&failures)...)
	}
	to := of
	if d == store.SQLite {
		to = []any{store.Cell(&text), store.Cell(&method.Reviewer)}
	}
	for rows.Next() {
		secret = ClientSecret{}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		if d == store.SQLite {
			if err := store.Unpack(text, of); err != nil {
				return err
			}
		}
		if secret.ID != "" {
			r.Secrets = append(r.Secrets, secret)
		}
	}
	if method.ID != "" {
		r.Method = &method
	}
	if identity.ID != "" {
		r.Identity = &identity
	}
	if failures.LoginKey != "" {
		r.Failures = &failures
	}
	return nil
}
