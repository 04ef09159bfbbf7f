package handlers

import (
	"encoding/csv"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"

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

func (r *accessReport) wanted() bool { return r.csv }

func (r *accessReport) content() (contentType string, content []byte, err error) {
	content, err = r.table()
	return "text/csv; charset=utf-8", content, err
}

func joined(names []string) string { return strings.Join(names, " ") }

// address reads a parameter that is an address, in canonical form; "" if it is
// not there.
func (q *query) address(name string) string {
	text := q.text(name)
	if text == "" {
		return ""
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		q.wrong(name, "custom", "Must be an IP address")
		return ""
	}
	return address.Unmap().WithZone("").String()
}

// assume says which facts the report did not look up but took to be so. Without
// an address, who is bound to a list of addresses may do nothing.
func (r *accessReport) assume(c *call, address string) {
	assumed := map[string]any{"time": models.At(c.now), "credential": "valid", "ip": nil}
	if address != "" {
		assumed["ip"] = address
	}
	r.rest["assumed"] = assumed
}
