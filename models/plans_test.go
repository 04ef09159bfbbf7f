package models_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"warder/models"
	"warder/models/store"
	"warder/tests/modelstest"
)

var (
	inOrg     = store.Scope{OrgID: "o"}
	inProject = store.Scope{OrgID: "o", ProjectID: "p"}
)

// asked are the conditions that the program asks for.
var asked = []struct {
	row   any
	scope store.Scope
	where string
	args  []any
}{
	{&models.AccessToken{}, inOrg, "id = ? AND identity_id = ?", []any{"a", "i"}},
	{&models.AccessToken{}, inOrg, "identity_id = ?", []any{"i"}},
	{&models.AccessToken{}, inOrg, "client_secret_id = ?", []any{"c"}},
	{&models.AuthMethod{}, inOrg, "client_id = ?", []any{"c"}},
	{&models.AuthMethod{}, inOrg, "identity_id = ? AND method = ?", []any{"i", "m"}},
	{&models.ClientSecret{}, inOrg, "auth_method_id = ? AND prefix = ?", []any{"m", "abcd"}},
	{&models.ClientSecret{}, inOrg, "identity_id = ?", []any{"i"}},
	{&models.Identity{}, inOrg, "project_id = ?", []any{""}},
	{&models.OrgMembership{}, inOrg, "subject_type = ? AND subject_id = ?", []any{"identity", "i"}},
	{&models.OrgMembership{}, inOrg, "", nil},
	{&models.OrgMembership{}, inOrg, "invite_email = ?", []any{"e"}},
	{&models.OrgRole{}, inOrg, "slug = ?", []any{"s"}},
	{&models.Project{}, inOrg, "slug = ?", []any{"s"}},
	{&models.Environment{}, inProject, "slug = ?", []any{"s"}},
	{&models.Folder{}, inProject, "environment_id = ? AND path = ?", []any{"e", "/"}},
	{&models.Folder{}, inProject, "environment_id = ? AND path IN ?", []any{"e", []string{"/", "/a"}}},
	{&models.Folder{}, inProject, "parent_id = ?", []any{"f"}},
	{&models.Folder{}, inProject, "", nil},
	{&models.ProjectMembership{}, inProject, "subject_type = ? AND subject_id = ?", []any{"identity", "i"}},
	{&models.ProjectMembership{}, inOrg, "subject_type = ? AND subject_id = ?", []any{"identity", "i"}},
	{&models.MembershipRole{}, inProject, "membership_id = ?", []any{"m"}},
	{&models.MembershipRole{}, inProject, "custom_role_id = ?", []any{"r"}},
	{&models.Privilege{}, inProject, "membership_id = ? AND slug = ?", []any{"m", "s"}},
	{&models.ProjectRole{}, inProject, "slug = ?", []any{"s"}},
	{&models.Tag{}, inProject, "slug = ?", []any{"s"}},
	{&models.ProjectTrustedIP{}, inProject, "is_active = ?", []any{true}},
	{&models.Bot{}, inProject, "", nil},
	{&models.ServiceToken{}, inProject, "", nil},
	{&models.Secret{}, inProject, "folder_id = ? AND key = ? AND type = ?", []any{"f", "K", "shared"}},
	{&models.Secret{}, inProject, "folder_id IN ?", []any{[]string{"f", "g"}}},
	{&models.Secret{}, inProject, "user_id = ?", []any{"u"}},
	{&models.SecretVersion{}, inProject, "secret_id = ? AND version = ?", []any{"s", 1}},
	{&models.SecretVersion{}, inProject, "folder_id IN ? AND created_at <= ?", []any{[]string{"f", "g"}, 1}},
	{&models.SecretImport{}, inProject, "folder_id = ?", []any{"f"}},
	{&models.SecretImport{}, inProject, "import_environment_id = ? AND import_path = ?", []any{"e", "/"}},
	{&models.SecretTag{}, inProject, "secret_id IN ?", []any{[]string{"s", "r"}}},
	{&models.SecretTag{}, inProject, "tag_id = ?", []any{"t"}},
	{&models.DecisionRecord{}, inProject, "time BETWEEN ? AND ?", []any{1, 2}},
	{&models.DecisionRecord{}, inOrg, "subject_id = ? AND time > ?", []any{"s", 1}},
}

// The log is read newest first, and a search for a reason code reads none of the
// many decisions that permitted.
func Test_the_decision_log_is_searched_by_its_indexes(t *testing.T) {
	refused := false
	modelstest.Each(t, func(t *testing.T, db *store.Store) {
		fillDecisions(t, db)
		err := db.Snapshot(t.Context(), func(tx *store.Tx) error {
			for _, c := range []struct {
				filter models.DecisionFilter
				index  string
			}{
				{models.DecisionFilter{OrgID: "o"}, "decision_records_by_org"},
				{models.DecisionFilter{OrgID: "o", ProjectID: "p1"}, "decision_records_by_project"},
				{models.DecisionFilter{OrgID: "o", SubjectID: "s1"}, "decision_records_by_subject"},
				{models.DecisionFilter{OrgID: "o", Code: "permission_missing"}, "decision_records_refused"},
				{models.DecisionFilter{OrgID: "o", Permitted: &refused}, "decision_records_refused"},
			} {
				plan := planOf(t, tx, models.QueryOf(tx, c.filter).Order("time DESC, seq DESC").Limit(10), &models.DecisionRecord{})
				if !strings.Contains(plan, c.index) || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%+v does not use %s, or sorts:\n%s", c.filter, c.index, plan)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// fillDecisions gives PostgreSQL something to plan by: 50 projects and subjects,
// and a refusal among 10 decisions.
func fillDecisions(t *testing.T, db *store.Store) {
	t.Helper()
	rows := make([]models.DecisionRecord, 5000)
	for i := range rows {
		rows[i] = models.DecisionRecord{
			ID: strconv.Itoa(i), OrgID: "o", ProjectID: "p" + strconv.Itoa(i%50), SubjectID: "s" + strconv.Itoa(i/7%50),
			Time: store.Time{Time: time.UnixMilli(int64(i))}, Permitted: i%10 > 0, Record: strings.Repeat("x", 1000),
		}
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.DB().CreateInBatches(rows, 500).Error; err != nil || db.Dialect() == store.SQLite {
			return err
		}
		return tx.DB().Exec("ANALYZE decision_records").Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Test_every_query_that_is_asked_uses_an_index reads the plans: with tables this
// small PostgreSQL would rather scan, so it is told not to unless it must.
func Test_every_query_that_is_asked_uses_an_index(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, opened *store.Store) {
		err := opened.Snapshot(t.Context(), func(tx *store.Tx) error {
			avoidScans(t, tx)
			for _, q := range asked {
				db := tx.Scoped(q.scope)
				if q.where != "" {
					db = db.Where(q.where, q.args...)
				}
				if plan := planOf(t, tx, db, q.row); strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "SCAN") {
					t.Errorf("%T %+v %q reads the whole table:\n%s", q.row, q.scope, q.where, plan)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func avoidScans(t *testing.T, tx *store.Tx) {
	t.Helper()
	if tx.DB().Name() == "postgres" {
		if err := tx.DB().Exec("SET LOCAL enable_seqscan = off").Error; err != nil {
			t.Fatal(err)
		}
	}
}

func planOf(t *testing.T, tx *store.Tx, db *gorm.DB, row any) string {
	t.Helper()
	statement := db.Session(&gorm.Session{DryRun: true}).Model(row).Find(row).Statement
	return explained(t, tx, statement.SQL.String(), statement.Vars)
}

func explained(t *testing.T, tx *store.Tx, text string, args []any) string {
	t.Helper()
	explain := "EXPLAIN "
	if tx.DB().Name() == "sqlite" {
		explain = "EXPLAIN QUERY PLAN "
	}
	rows, err := tx.DB().Statement.ConnPool.QueryContext(t.Context(), explain+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var line string
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		into[len(into)-1] = &line // the text is in the last column of both
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
