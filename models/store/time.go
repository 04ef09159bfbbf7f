package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Time is a moment with millisecond resolution: stored as a BIGINT of Unix
// milliseconds, so that both databases compare it alike, and written to JSON
// in the contract's form.
type Time struct{ time.Time }

// At is t cut to the resolution that is stored.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// Unix is the moment in whole seconds; a nil moment is 0, which every fact
// reads as "never".
func (t *Time) Unix() int64 {
	if t == nil {
		return 0
	}
	return t.Time.Unix()
}

// MarshalJSON writes the contract's form: ISO-8601 in UTC with milliseconds and Z
// (docs/contract.md 1.1).
func (t Time) MarshalJSON() ([]byte, error) {
	return t.AppendJSON(make([]byte, 0, len(`"2006-01-02T15:04:05.000Z"`))), nil
}

// AppendJSON writes the same behind a text. Package time has a short way for
// RFC 3339, which lacks the milliseconds only.
func (t Time) AppendJSON(text []byte) []byte {
	text = t.UTC().AppendFormat(append(text, '"'), time.RFC3339)
	ms := t.Nanosecond() / int(time.Millisecond)
	return append(text[:len(text)-1], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z', '"')
}

// Value stores Unix milliseconds.
func (t Time) Value() (driver.Value, error) { return t.UnixMilli(), nil }

// Scan reads Unix milliseconds.
func (t *Time) Scan(v any) error {
	ms, isInt := v.(int64)
	if !isInt {
		return fmt.Errorf("time is stored as BIGINT milliseconds, got %T", v)
	}
	t.Time = time.UnixMilli(ms).UTC()
	return nil
}

// GormDataType names the column type.
func (Time) GormDataType() string { return "bigint" }
