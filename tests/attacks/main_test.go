// Package attacks tries to get what the policy does not give, from outside.
package attacks

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
