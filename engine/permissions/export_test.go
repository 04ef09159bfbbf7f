package permissions

import (
	"encoding/json"
	"os"
	"testing"
)

// What the tests of the outside need besides.
var (
	SettleOperators = settleOperators
	Texts           = texts
	CompileText     = compileText
	AsJSON          = asJSON
	BuiltInRoles    = builtInRoles
	Pointer         = pointer
)

// ReadVectors reads one list of testdata/vectors.json.
func ReadVectors[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string]json.RawMessage
	if err := json.Unmarshal(raw, &lists); err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := json.Unmarshal(lists[name], &list); err != nil || len(list) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(list), err)
	}
	return list
}
