package models

import (
	"database/sql"

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

// readToken is the statement of ReadToken without secrets. What follows FROM is one row
// in any case. PostgreSQL would read all tokens of an identity by their index, as long as
// it has not counted them, if the condition on it could use the index.
var readToken = store.PerDialect(func(string) string {
	return oneRow + "SELECT 0 AS part, " + store.ColumnsAs[AccessToken]("t") + `, coalesce(c.is_revoked, TRUE),
	(SELECT revision FROM revisions WHERE tenant = ''),
	(SELECT revision FROM revisions WHERE tenant = ?),
	(SELECT revision FROM revisions WHERE tenant = ?)
FROM request
LEFT JOIN access_tokens AS t ON t.org_id = ? AND t.id = ? AND (t.identity_id || '') = ?
LEFT JOIN client_secrets AS c ON c.id = t.client_secret_id AND c.org_id = t.org_id`
})

// The statements of ReadToken with secrets: that with a name, and all of a folder.
var (
	readTokenAndSecret = store.PerDialect(func(d string) string { return tokenAnd(d, secretNamed) })
	readTokenAndFolder = store.PerDialect(func(d string) string { return tokenAnd(d, secretsOfFolder) + secretOrder(d) })
)

// ReadToken reads a token, the revisions that prove what is kept about its holder, and
// the secrets that the request is about, in one statement.
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
		*read, err = q.scan(rows)
		return err
	})
	if err != nil {
		return nil, store.Failed[AccessToken]("read", err)
	}
	sortSecrets(tx, read.Secrets)
	return read, nil
}

func (q *TokenQuery) scan(rows *sql.Rows) (read TokenRead, err error) {
	part, token, secrets := int64(0), IssuedToken{}, secretRows{orgID: q.OrgID, projectID: q.ProjectID}
	to := append([]any{store.Cell(&part)}, store.Into(&token.AccessToken)...)
	to = append(to, store.Cell(&token.SecretRevoked), store.Cell(&read.Revisions.Installation),
		store.Cell(&read.Revisions.Organization), store.Cell(&read.Revisions.Project))
	if q.Secrets != nil {
		to = append(to, secrets.into()...)
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return read, err
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
