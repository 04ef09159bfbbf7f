package plans

import (
	"regexp"
	"strings"
)

// small are the tables that do not grow with what is stored or asked, and why.
var small = map[string]string{
	"schema_migrations": "a row for each migration",
	"settings":          "a row for each setting of the installation",
	"policy_bundles":    "a row for each bundle that an operator published",
	"policy_rollouts":   "one row",
	"kept_policies":     "one row",
	"probes":            "one row",
}

// nightly is why what models/upkeep asks may read a whole table: it does so once
// a night, on one replica, outside of transactions that others wait for. Indexes
// for it would be paid for by every request that writes such a row.
const nightly = "models/upkeep, once a night"

// byHand is what `warder admin` asks: an operator waits for it, and no request.
const byHand = "warder admin"

// excuses are the statements that may read a whole table.
var excuses = []struct {
	has    string // part of the statement, as plain makes it
	reason string
}{
	{"FROM access_tokens WHERE ( expires_at < ", nightly},
	{"FROM service_tokens WHERE expires_at < ", nightly},
	{"FROM api_keys WHERE expires_at < ", nightly},
	{"FROM sessions WHERE last_used < ", nightly},
	{"FROM login_failures WHERE last_failure < ", nightly},
	{"FROM secret_versions WHERE deleted_at < ", nightly},
	{"FROM secret_versions WHERE secret_versions.version <= ", nightly},
	{"FROM revisions WHERE tenant <> ", nightly},
	{"FROM account_recoveries WHERE expires_at < ", nightly},
	{"FROM identities WHERE is_instance_admin = ? ORDER BY", byHand},
	{"FROM users WHERE super_admin = ? ORDER BY email", byHand},
	{"FROM projects WHERE audit_logs_retention_days > 0", nightly},
	{"AS newest GROUP BY 1", "of the log, the newest 200 000 at most, which an index finds"},
}

// ends reads the first or the last rows in the order of an index, and no more:
// a scan that ends after a few rows is none of the whole.
var ends = regexp.MustCompile(`ORDER BY .* LIMIT `)

// plain is a statement as it is read aloud, the same for both databases.
func plain(text string) string {
	text = placeholder.ReplaceAllString(strings.NewReplacer("`", "", `"`, "").Replace(text), "?")
	return strings.Join(strings.Fields(text), " ")
}

func excused(text, table string) bool {
	if _, is := small[table]; is {
		return true
	}
	text = plain(text)
	if ends.MatchString(text) && !strings.Contains(text, "WHERE") {
		return true
	}
	for _, e := range excuses {
		if strings.Contains(text, e.has) {
			return true
		}
	}
	return false
}
