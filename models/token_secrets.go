package models

import (
	"strings"

	"warder/models/store"
)

// SecretQuery asks for the secrets of a folder that a subject may have: the shared ones
// and its own.
type SecretQuery struct {
	Environment, Path string
	Name              string // empty for all
	UserID            string
}

// SecretRow is a secret with the ids of its tags.
type SecretRow struct {
	Secret
	TagIDs []string
}

// secretColumns are those of a SecretRow, without the tenant, which the query says. A
// project without tags, which many are, is spared the look-up for each secret.
func secretColumns(d string) string {
	columns := strings.Replace(store.ColumnsAs[Secret]("s"), "s.org_id, s.project_id", "NULL, NULL", 1)
	if d == store.SQLite {
		return store.Packed(strings.Replace(columns, sealedColumns, "NULL, NULL", 1)+tagColumn("group_concat")) + ", " + sealedColumns
	}
	return columns + tagColumn("string_agg")
}

// sealedColumns are bytes, which are not packed.
const sealedColumns = "s.value, s.comment"

func tagColumn(join string) string {
	return `,
	CASE WHEN EXISTS (SELECT 1 FROM tags WHERE project_id = ?) THEN (SELECT ` + join + "(tag_id, ' ') FROM secret_tags WHERE secret_id = s.id) END"
}

// secretsOfFolder finds secrets by their folder. The condition on the project is written so
// that it cannot use an index: the databases might estimate that it finds fewer rows.
const secretsOfFolder = `
FROM environments AS e
JOIN folders AS f ON f.environment_id = e.id AND f.path = ?
JOIN secrets AS s ON s.folder_id = f.id AND s.org_id = e.org_id AND (s.project_id || '') = e.project_id
WHERE e.org_id = ? AND e.project_id = ? AND e.slug = ? AND (s.type = 'shared' OR s.user_id = ?)`

const secretNamed = secretsOfFolder + " AND s.key = ?"

// tokenAnd is readToken with secrets below the token.
func tokenAnd(d string, secrets string) string {
	token, of := ", NULL, NULL", "" // sealedColumns
	if d == store.Postgres {
		token = ",\n\tNULL AS " + strings.Join(store.ColumnNames[Secret](), ", NULL AS ") + ", NULL"
		of = store.Nulls[AccessToken]() + ", NULL, NULL, NULL, NULL,\n\t"
	}
	return selectToken(d, token) + "\nUNION ALL SELECT 1, " + of + secretColumns(d) + secrets
}

// args are the values of secretColumns and secretsOfFolder or secretNamed.
func (q *SecretQuery) args(list []any, orgID, projectID string) []any {
	list = append(list, projectID, q.Path, orgID, projectID, q.Environment, q.UserID)
	if q.Name != "" {
		list = append(list, q.Name)
	}
	return list
}

// secretRows reads one row of a tenant after the other.
type secretRows struct {
	orgID, projectID string

	row   SecretRow
	tags  string
	found []*SecretRow
}

func (r *secretRows) take() {
	row := r.row
	row.OrgID, row.ProjectID, row.TagIDs = r.orgID, r.projectID, strings.Fields(r.tags)
	r.found = append(r.found, &row)
	r.row, r.tags = SecretRow{}, ""
}
