package policy

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"warder/engine"
	"warder/handlers/pep"
	"warder/models"
)

// accessReport is a table that is answered as JSON or, for spreadsheets, as CSV.
type accessReport struct {
	name    string
	csv     bool
	columns []string
	rows    [][]string
	rest    map[string]any
}

func newReport(name string, csv bool, columns ...string) *accessReport {
	return &accessReport{name: name, csv: csv, columns: columns, rest: map[string]any{}}
}

func (r *accessReport) add(cells ...string) { r.rows = append(r.rows, cells) }

// MarshalJSON writes one object for each row.
func (r *accessReport) MarshalJSON() ([]byte, error) {
	list := make([]map[string]string, 0, len(r.rows))
	for _, cells := range r.rows {
		row := map[string]string{}
		for i, name := range r.columns {
			row[name] = cells[i]
		}
		list = append(list, row)
	}
	body := map[string]any{r.name: list}
	for name, value := range r.rest {
		body[name] = value
	}
	return json.Marshal(body)
}

// incomplete ends a table that is not whole, for nothing else in it says so.
const incomplete = "INCOMPLETE: ask for JSON and see \"complete\""

// table is the report as CSV. A cell that a spreadsheet would take for a
// formula is made text: names are chosen by those who are reviewed.
func (r *accessReport) table() ([]byte, error) {
	var text strings.Builder
	writer := csv.NewWriter(&text)
	rows := append([][]string{r.columns}, r.rows...)
	if r.rest["complete"] == false {
		rows = append(rows, []string{incomplete})
	}
	for _, cells := range rows {
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

func (r *accessReport) Wanted() bool { return r.csv }

func (r *accessReport) Content() (contentType string, content []byte, err error) {
	content, err = r.table()
	return "text/csv; charset=utf-8", content, err
}

func joined(names []string) string { return strings.Join(names, " ") }

// answered notes a question to which the policy gave no answer, for want of time
// or because of an error: the report is not complete then.
func (r *accessReport) answered(decision *engine.Decision) {
	if !decision.Answered() {
		r.rest["complete"] = false
	}
}

// assume says what the report is about, and which facts it did not look up but
// took to be so. Without an address, who is bound to a list of addresses may do
// nothing.
func (r *accessReport) assume(request *pep.Request, address string, about map[string]any) {
	assumed := map[string]any{"time": models.At(request.Now), "credential": "valid", "ip": nil}
	if address != "" {
		assumed["ip"] = address
	}
	maps.Copy(assumed, about)
	r.rest["assumed"] = assumed
}
