// Package truth holds that the policy decides, all of it and nothing else: also
// when there is none, and when there is one that means harm.
package truth

import (
	"context"
	"fmt"
	"os"
	"testing"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/tests/plans"
)

// examineHere makes this test binary the process that servers examine in.
const examineHere = "examine-here"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == examineHere {
		if err := bundles.ServeExamination(context.Background(), os.Stdin, os.Stdout, proof.All()...); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(plans.Main(m))
}
