package sinks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"warder/handlers/audit/export"
)

// stub replaces a record that exceeds the sink's limit, such as the decision on a list of
// thousands. The log has the whole record.
type stub struct {
	DecisionID string `json:"decision_id"`
	Timestamp  string `json:"timestamp"`
	Omitted    string `json:"omitted"`
	Bytes      int    `json:"bytes"`
	SHA256     string `json:"sha256"` // of the whole record
}

// fitting is the text of a record, or a stub if the record exceeds most bytes: one record must
// not block all later ones.
func fitting(record *export.ExportedRecord, most int) string {
	if len(record.Record) <= most {
		return record.Record
	}
	sum := sha256.Sum256([]byte(record.Record))
	text, _ := json.Marshal(stub{ // never fails for strings and a number
		DecisionID: record.ID, Timestamp: record.Time.UTC().Format("2006-01-02T15:04:05.000Z"),
		Omitted: "the record exceeds this system's limit", Bytes: len(record.Record), SHA256: hex.EncodeToString(sum[:]),
	})
	return string(text)
}
