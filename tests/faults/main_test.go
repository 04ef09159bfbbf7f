// Package faults breaks what the server depends on, and watches what it says.
package faults

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
