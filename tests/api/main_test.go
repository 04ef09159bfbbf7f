package api

import (
	"os"
	"testing"

	"warder/tests/plans"
)

func TestMain(m *testing.M) { os.Exit(plans.Main(m)) }
