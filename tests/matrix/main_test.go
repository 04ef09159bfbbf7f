// Package matrix holds who may do what: one line of a table for each role and
// operation, with the reason codes of what is refused.
package matrix

import (
	"os"
	"testing"

	"warder/tests/plans"
)

func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }
