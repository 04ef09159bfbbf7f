package models

import (
	"database/sql"
	"slices"

	"warder/models/store"
)

// IssuedToken is an access token with the state of the client secret that it was issued
// for, whose revocation revokes the token.
type IssuedToken struct {
	AccessToken
	// SecretRevoked is true, too, where the client secret is gone, and where there
	// never was one.
	SecretRevoked bool
}

// TokenQuery asks for a token of an identity, and with Secrets for secrets of the project.
type TokenQuery struct {
	OrgID, ID, IdentityID string
	ProjectID             string       // empty for none
	Secrets               *SecretQuery // nil for none
}

// TokenRead is the answer to a TokenQuery, of one state of the database.
type TokenRead struct {
	Token     *IssuedToken // nil if there is none
	Revisions Revisions
	Secrets   []*SecretRow
}

// oneRow lets a statement have a row where it finds nothing.
const oneRow = "WITH request AS (SELECT 1 AS one)\n"

// readToken is the statement of ReadToken without secrets.
var readToken = store.PerDialect(func(d string) string { return selectToken(d, "") })

// selectToken has one row in any case. PostgreSQL would read all tokens of an identity by
// their index, as long as it has not counted them, if the condition on it could use the
// index.
func selectToken(d, beside string) string {
	columns := store.ColumnsAs[AccessToken]("t") + `, coalesce(c.is_revoked, TRUE),
	(SELECT revision FROM revisions WHERE tenant = ''),
	(SELECT revision FROM revisions WHERE tenant = ?),
	(SELECT revision FROM revisions WHERE tenant = ?)`
	if d == store.SQLite {
		columns = store.Packed(columns)
	}
	return oneRow + "SELECT 0 AS part, " + columns + beside + `
FROM request
LEFT JOIN access_tokens AS t ON t.org_id = ? AND t.id = ? AND (t.identity_id || '') = ?
LEFT JOIN client_secrets AS c ON c.id = t.client_secret_id AND c.org_id = t.org_id`
}

// The statements of ReadToken with secrets: that with a name, and all of a folder.
var (
	readTokenAndSecret = store.PerDialect(func(d string) string { return tokenAnd(d, secretNamed) })
	readTokenAndFolder = store.PerDialect(func(d string) string { return tokenAnd(d, secretsOfFolder) })
)

// ReadToken reads a token, the revisions that validate the cached facts of its holder, and
// the secrets of the request, in one statement.
func ReadToken(tx *store.Tx, q TokenQuery) (*TokenRead, error) {
	text, args := readToken, make([]any, 0, 16)
	var project any // NULL is no tenant
	if q.ProjectID != "" {
		project = q.ProjectID
	}
	args = append(args, q.OrgID, project, q.OrgID, q.ID, q.IdentityID)
	if q.Secrets != nil {
		text, args = readTokenAndFolder, q.Secrets.args(args, q.OrgID, q.ProjectID)
		if q.Secrets.Name != "" {
			text = readTokenAndSecret
		}
	}
	read := &TokenRead{}
	err := tx.Query(text, args, func(rows *sql.Rows) (err error) {
		*read, err = q.scan(tx.Dialect(), rows)
		return err
	})
	if err != nil {
		return nil, store.Failed[AccessToken]("read", err)
	}
	slices.SortFunc(read.Secrets, func(a, b *SecretRow) int { return byKey(&a.SecretFields, &b.SecretFields) })
	return read, nil
}

func (q *TokenQuery) scan(d string, rows *sql.Rows) (read TokenRead, err error) {
	part, text, token, secrets := int64(0), "", IssuedToken{}, secretRows{orgID: q.OrgID, projectID: q.ProjectID}
	of := [2][]any{append(store.Into(&token.AccessToken), store.Cell(&token.SecretRevoked), store.Cell(&read.Revisions.Installation),
		store.Cell(&read.Revisions.Organization), store.Cell(&read.Revisions.Project))}
	beside := of[0]
	if d == store.SQLite {
		beside = []any{store.Cell(&text)}
	}
	if q.Secrets != nil {
		of[1] = append(store.Into(&secrets.row.Secret), store.Cell(&secrets.tags))
		if d == store.SQLite {
			beside = append(beside, store.Cell(&secrets.row.Value), store.Cell(&secrets.row.Comment))
		} else {
			beside = append(beside, of[1]...)
		}
	}
	to := append([]any{store.Cell(&part)}, beside...)
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return read, err
		}
		if d == store.SQLite {
			if err := store.Unpack(text, of[part]); err != nil {
				return read, err
			}
		}
		if part == 1 {
			secrets.take()
		}
	}
	if token.ID != "" {
		read.Token = &token
	}
	read.Secrets = secrets.found
	return read, nil
}
