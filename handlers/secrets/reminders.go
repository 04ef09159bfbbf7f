package secrets

import (
	"warder/handlers/pep"
)

// reminderFits bounds the reminder of a secret. at is where the fields are in the
// body.
func reminderFits(note pep.Nullable[string], days pep.Nullable[int64], at ...any) error {
	if note.Value != nil && len([]rune(*note.Value)) > 1024 {
		return pep.Invalid(pep.Issue{Code: "too_big", Path: append(append([]any{}, at...), "secretReminderNote"), Message: "Must have at most 1024"})
	}
	if days.Value != nil && (*days.Value < 0 || *days.Value > 365) {
		return pep.Invalid(pep.Issue{Code: "too_big", Path: append(append([]any{}, at...), "secretReminderRepeatDays"), Message: "Must be from 0 to 365"})
	}
	return nil
}
