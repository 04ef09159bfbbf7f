package traces

import "testing"

func Test_a_statement_is_named_by_its_operation_and_table(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT * FROM "secrets" WHERE id = $1`:             "SELECT secrets",
		"select 1":                                          "SELECT",
		"INSERT INTO `decision_records` (id) VALUES (?)":    "INSERT decision_records",
		"UPDATE users SET name = 'x from canary'":           "UPDATE users",
		"WITH t AS (SELECT id FROM tokens) SELECT * FROM t": "WITH tokens",
		"COMMIT":        "COMMIT",
		"PRAGMA canary": "statement",
		"warder_7":      "statement",
		"":              "statement",
	} {
		if name, _, _ := summary(text); name != want {
			t.Errorf("%q is named %q, want %q", text, name, want)
		}
	}
}
