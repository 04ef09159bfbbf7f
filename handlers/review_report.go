package handlers

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
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

// csv is whether the answer is wanted as a table.
func (q *query) csv() bool {
	switch q.text("format") {
	case "", "json":
		return false
	case "csv":
		return true
	}
	q.wrong("format", "invalid_enum_value", "Must be one of: json csv")
	return false
}

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

// table is the report as CSV. A cell that a spreadsheet would take for a
// formula is made text: names are chosen by those who are reviewed.
func (r *accessReport) table() ([]byte, error) {
	var text strings.Builder
	writer := csv.NewWriter(&text)
	rows := append([][]string{r.columns}, r.rows...)
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

// answerTable answers a report as CSV.
func (c *call) answerTable(report *accessReport) {
	raw, err := report.table()
	if err != nil {
		c.fail(err)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.writeAs("text/csv; charset=utf-8", http.StatusOK, raw)
}

func joined(names []string) string { return strings.Join(names, " ") }
