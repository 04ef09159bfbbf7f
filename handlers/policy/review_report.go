package policy

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"warder/handlers/pep"
	"warder/models/store"
)

// report is a response with a table: JSON, or the table alone as CSV for spreadsheets.
type report[A tabular] struct {
	body A
	csv  bool
}

// tabular returns a table; its first row has the column names.
type tabular interface{ table() [][]string }

// MarshalJSON writes the answer.
func (r *report[A]) MarshalJSON() ([]byte, error) { return json.Marshal(r.body) }

// WrittenAs is the type whose JSON the answer writes.
func (*report[A]) WrittenAs() reflect.Type { return reflect.TypeFor[A]().Elem() }

// FileType is the content type of the table.
func (*report[A]) FileType() string { return "text/csv" }

// Wanted reports whether the request asks for the table.
func (r *report[A]) Wanted() bool { return r.csv }

// Content is the table as CSV.
func (r *report[A]) Content() (contentType string, content []byte, err error) {
	content, err = writeCSV(r.body.table())
	return "text/csv; charset=utf-8", content, err
}

// incomplete is the last row of a table that was cut; nothing else in CSV can show it.
const incomplete = "INCOMPLETE: ask for JSON and see \"complete\""

// tableOf makes a table from structs of strings; a column has the JSON name of its field.
func tableOf[Row any](rows []Row, complete bool) [][]string {
	of := reflect.TypeFor[Row]()
	header := []string{}
	for i := range of.NumField() {
		header = append(header, of.Field(i).Tag.Get("json"))
	}
	table := [][]string{header}
	for _, row := range rows {
		cells := []string{}
		for i := range of.NumField() {
			cells = append(cells, reflect.ValueOf(row).Field(i).String())
		}
		table = append(table, cells)
	}
	if !complete {
		table = append(table, []string{incomplete})
	}
	return table
}

// writeCSV writes a table as CSV. It escapes cells that a spreadsheet would evaluate as
// formulas, because reviewed subjects choose their own names.
func writeCSV(table [][]string) ([]byte, error) {
	var text strings.Builder
	writer := csv.NewWriter(&text)
	for _, cells := range table {
		cells = slices.Clone(cells)
		for i, cell := range cells {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				cells[i] = "'" + cell
			}
		}
		if err := writer.Write(cells); err != nil {
			return nil, err
		}
	}
	writer.Flush()
	return []byte(text.String()), writer.Error()
}

func joined(names []string) string { return strings.Join(names, " ") }

// assumptions are facts that the report assumed. Without an address, subjects restricted to a
// list of addresses are refused everything.
type assumptions struct {
	Time       store.Time `json:"time"`
	Credential string     `json:"credential"`
	IP         *string    `json:"ip"`
}

func assume(request *pep.Request, address string) assumptions {
	return assumptions{Time: store.At(request.Now), Credential: "valid", IP: pep.NilIfEmpty(address)}
}
