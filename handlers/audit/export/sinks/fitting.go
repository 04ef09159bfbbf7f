package sinks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"warder/handlers/audit/export"
)

// stub stands for a record that is larger than a sink takes: the decision on a list of
// thousands, say. The whole record is in the log.
type stub struct {
	DecisionID string `json:"decision_id"`
	Timestamp  string `json:"timestamp"`
	Omitted    string `json:"omitted"`
	Bytes      int    `json:"bytes"`
	SHA256     string `json:"sha256"` // of the whole record
}

// fitting is the text of a record, or of a stub for it where that has more than most
// bytes: one record must not keep all later ones back.
func fitting(record *export.ExportedRecord, most int) string {
	if len(record.Record) <= most {
		return record.Record
	}
	sum := sha256.Sum256([]byte(record.Record))
	text, _ := json.Marshal(stub{ // of texts and a number, which never fails
		DecisionID: record.ID, Timestamp: record.Time.UTC().Format("2006-01-02T15:04:05.000Z"),
		Omitted: "the record is larger than this system takes", Bytes: len(record.Record), SHA256: hex.EncodeToString(sum[:]),
	})
	return string(text)
}
