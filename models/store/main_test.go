package store_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"warder/tests/database"
)

func TestMain(m *testing.M) {
	code := database.Main(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
