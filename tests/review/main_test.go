// Package review tests from outside what auditors and security engineers ask:
// why, what if, and who could.
package review

import (
	"os"
	"testing"

	"warder/tests/database"
)

func TestMain(m *testing.M) { os.Exit(database.Main(m)) }
