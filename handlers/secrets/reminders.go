package secrets

import (
	"warder/handlers/pep"
)

// reminderFits limits the reminder of a secret.
func reminderFits(note pep.Nullable[string], days pep.Nullable[int64]) error {
	if note.Value != nil && len([]rune(*note.Value)) > 1024 {
		return pep.Invalid(pep.Issue{Code: "too_big", Path: []any{"secretReminderNote"}, Message: "Must have at most 1024"})
	}
	if days.Value != nil && (*days.Value < 0 || *days.Value > 365) {
		return pep.Invalid(pep.Issue{Code: "too_big", Path: []any{"secretReminderRepeatDays"}, Message: "Must be from 0 to 365"})
	}
	return nil
}
