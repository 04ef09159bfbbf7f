// Package audit holds the decision log to what docs/operating.md says of it, over HTTP
// and by SQL.
package audit

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
