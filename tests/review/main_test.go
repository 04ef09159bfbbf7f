// Package review tests from outside what auditors and security engineers ask:
// why, what if, and who could.
package review

import (
	"os"
	"testing"

	"warder/tests/plans"
)

func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }
