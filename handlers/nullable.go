package handlers

import "encoding/json"

// nullable is a field of a change that null clears: left out, it stays.
type nullable[T any] struct {
	sent  bool
	value *T
}

// UnmarshalJSON notes that the field is there, also as null.
func (n *nullable[T]) UnmarshalJSON(raw []byte) error {
	n.sent = true
	return json.Unmarshal(raw, &n.value)
}

// onto puts what was sent in the place of what is stored.
func (n nullable[T]) onto(stored **T) {
	if n.sent {
		*stored = n.value
	}
}

// reminderFits bounds the reminder of a secret. at is where the fields are in the
// body.
func reminderFits(note nullable[string], days nullable[int64], at ...any) error {
	if note.value != nil && len([]rune(*note.value)) > 1024 {
		return invalid(Issue{Code: "too_big", Path: append(append([]any{}, at...), "secretReminderNote"), Message: "Must have at most 1024"})
	}
	if days.value != nil && (*days.value < 0 || *days.value > 365) {
		return invalid(Issue{Code: "too_big", Path: append(append([]any{}, at...), "secretReminderRepeatDays"), Message: "Must be from 0 to 365"})
	}
	return nil
}
