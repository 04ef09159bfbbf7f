package facts

import (
	"warder/models"
)

// OnOwnMembership says whether the subject is the last administrator of the
// project, who cannot leave it. Whose administration ends some day is counted
// neither as the last, nor as one who remains.
func OnOwnMembership(tx *models.Tx, s *State) error {
	target := s.target()
	target.Kind, target.Known = "membership", s.Membership != nil
	if s.Membership == nil {
		return nil
	}
	admins, err := models.Find[models.MembershipRole](tx, s.Scope(), "role = ? AND is_temporary = ?", "admin", false)
	if err != nil {
		return err
	}
	mine, others := false, false
	for _, role := range admins {
		mine = mine || role.MembershipID == s.Membership.ID
		others = others || role.MembershipID != s.Membership.ID
	}
	target.LastAdmin = mine && !others
	return nil
}
