// Package attacks tries to get what the policy does not give, from outside.
package attacks

import (
	"os"
	"testing"

	"warder/tests/plans"
)

func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }
