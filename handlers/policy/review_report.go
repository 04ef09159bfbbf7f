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

// report is an answer that holds a table: it is answered as JSON or, for spreadsheets,
// the table alone as CSV.
type report[A tabular] struct {
	body A
	csv  bool
}

// tabular has a table, the first row of which names the columns.
type tabular interface{ table() [][]string }

// MarshalJSON writes the answer.
func (r *report[A]) MarshalJSON() ([]byte, error) { return json.Marshal(r.body) }

// WrittenAs is the type whose JSON the answer writes.
func (*report[A]) WrittenAs() reflect.Type { return reflect.TypeFor[A]().Elem() }

// FileType is what the answer is beside JSON.
func (*report[A]) FileType() string { return "text/csv" }

// Wanted is whether the request asks for the table.
func (r *report[A]) Wanted() bool { return r.csv }

// Content is the table as CSV.
func (r *report[A]) Content() (contentType string, content []byte, err error) {
	content, err = writeCSV(r.body.table())
	return "text/csv; charset=utf-8", content, err
}

// incomplete ends a table that is not whole, for nothing else in it says so.
const incomplete = "INCOMPLETE: ask for JSON and see \"complete\""

// tableOf is a table of structs of texts; a column has the name of its field in JSON.
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

// writeCSV writes a table as CSV. A cell that a spreadsheet would take for a
// formula is made text: names are chosen by those who are reviewed.
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

// assumptions are the facts that a report did not look up but took to be so. Without
// an address, who is bound to a list of addresses may do nothing.
type assumptions struct {
	Time       store.Time `json:"time"`
	Credential string     `json:"credential"`
	IP         *string    `json:"ip"`
}

func assume(request *pep.Request, address string) assumptions {
	return assumptions{Time: store.At(request.Now), Credential: "valid", IP: pep.NilIfEmpty(address)}
}
