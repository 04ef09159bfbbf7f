package plans

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
)

var update = flag.Bool("update", false, "write the plans of the hand-written statements")

// handWritten are the reads that are hand-written, by the names of their plans.
var handWritten = map[string]func(tx *store.Tx) error{
	"token":            token(nil),
	"token_and_secret": token(&models.SecretQuery{Environment: "dev", Path: "/", Name: "KEY", UserID: "i"}),
	"token_and_folder": token(&models.SecretQuery{Environment: "dev", Path: "/", UserID: "i"}),
	"login":            login(models.LoginQuery{ClientID: "c", Prefix: "abcd", Network: "10.0.0.9"}),
	"proven_login":     login(models.LoginQuery{IdentityID: "i", Method: models.MethodOIDCAuth}),
}

func token(secrets *models.SecretQuery) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := models.ReadToken(tx, models.TokenQuery{OrgID: "o", ID: "t", IdentityID: "i", ProjectID: "p", Secrets: secrets})
		return err
	}
}

func login(q models.LoginQuery) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := models.ReadLogin(tx, q)
		return err
	}
}

// Each hand-written statement finds its rows by the indexes that its plan in testdata
// names: the folder by its environment, secrets by their folder.
func Test_hand_written_statements_have_the_plans_that_they_are_known_to(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		seen := ""
		db, err := store.Open(t.Context(), url, store.Options{Observer: func(_ context.Context, statement string) { seen = statement }})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // only read from
		open := map[string]func(context.Context) (explainer, error){store.SQLite: openSQLite, store.Postgres: openPostgres}[db.Dialect()]
		on, err := open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer on.close()
		for name, read := range handWritten {
			if err := db.ReadSingle(t.Context(), read); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			tables, plan, err := on.whole(t.Context(), seen)
			if err != nil || len(tables) > 0 {
				t.Errorf("%s reads the whole of %v, %v", name, tables, err)
			}
			file := filepath.Join("testdata", name+"."+db.Dialect()+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(indexes(plan)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || indexes(plan) != string(want) {
				t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, plan, want)
			}
		}
	})
}

// byIndex is the part of a line of a plan that says how rows are found.
var byIndex = regexp.MustCompile(`(?:SEARCH (\w+) USING (?:COVERING )?INDEX (\w+)|Index (?:Only )?Scan on (\w+) by (\w+)|Bitmap Index Scan by (\w+))`)

// indexes are the tables of a plan with the indexes by which their rows are found.
func indexes(plan string) string {
	lines := []string{}
	for _, found := range byIndex.FindAllStringSubmatch(plan, -1) {
		lines = append(lines, strings.Join(strings.Fields(strings.Join(found[1:], " ")), " by ")+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
