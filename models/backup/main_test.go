package backup_test

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.MainWithoutLeaks(m)) }
