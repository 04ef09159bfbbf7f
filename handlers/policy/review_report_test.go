package policy

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestTable_makes_text_of_what_a_spreadsheet_would_compute(t *testing.T) {
	type row struct {
		Name string `json:"name"`
	}
	var rows []row
	texts := map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\n=1": "'\n=1", "a,\"b\"": "a,\"b\"", "a=1": "a=1", "é": "é",
	}
	var wanted []string
	for text, want := range texts {
		rows = append(rows, row{text})
		wanted = append(wanted, want)
	}
	raw, err := writeCSV(tableOf(rows, true))
	if err != nil {
		t.Fatal(err)
	}
	read, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil || len(read) != len(wanted)+1 {
		t.Fatalf("%s (%v)", raw, err)
	}
	for i, want := range wanted {
		if read[i+1][0] != want {
			t.Errorf("%q, not %q", read[i+1][0], want)
		}
	}
}
