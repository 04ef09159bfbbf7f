package observe

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
