package models

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// timeLayout is ISO-8601 UTC with milliseconds and Z (CONTRACT 1.1).
const timeLayout = "2006-01-02T15:04:05.000Z"

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

// MarshalJSON writes the contract's form.
func (t Time) MarshalJSON() ([]byte, error) {
	text := make([]byte, 0, len(timeLayout)+2)
	return append(t.UTC().AppendFormat(append(text, '"'), timeLayout), '"'), nil
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
