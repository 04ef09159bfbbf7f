package members

import (
	"warder/handlers/pep"
	"warder/handlers/roles"
	"warder/models"
)

// privilegeTimes is the duration of a privilege.
type privilegeTimes struct {
	TemporaryMode  *string `json:"temporaryMode" validate:"omitnil,max=255"`
	TemporaryRange *string `json:"temporaryRange" validate:"omitnil,max=255"`
	TemporaryStart *string `json:"temporaryAccessStartTime" validate:"omitnil,max=255"`
}

func (t *privilegeTimes) window(temporary bool) (models.Temporary, error) {
	assignment := roles.Assignment{
		IsTemporary: temporary, TemporaryMode: t.TemporaryMode, TemporaryRange: t.TemporaryRange, TemporaryAccessStartTime: t.TemporaryStart,
	}
	return assignment.Window()
}

// privilegeChange has the changed fields of a privilege. Times require isTemporary: without
// it, a privilege that was meant to end would not.
type privilegeChange struct {
	privilegeDetails
	privilegeTimes
	IsTemporary *bool `json:"isTemporary"`
}

// newWindow is the privilege's duration after the change; nil for unchanged.
func (c *privilegeChange) newWindow() (*models.Temporary, error) {
	if c.IsTemporary == nil {
		if c.privilegeTimes != (privilegeTimes{}) {
			return nil, pep.InvalidField("Required with the times of a privilege", "privilegeDetails", "isTemporary")
		}
		return nil, nil //nolint:nilnil // unchanged
	}
	window, err := c.window(*c.IsTemporary)
	return &window, err
}

// permanentPrivilegeRequest accepts no times: a privilege that was meant to end would not.
type permanentPrivilegeRequest struct {
	createPrivilegeRequest
	IsTemporary    pep.Unserved `json:"isTemporary" validate:"unserved=A permanent privilege does not end: create one that does by POST of /temporary"`
	TemporaryMode  pep.Unserved `json:"temporaryMode" validate:"unserved=A permanent privilege does not end: create one that does by POST of /temporary"`
	TemporaryRange pep.Unserved `json:"temporaryRange" validate:"unserved=A permanent privilege does not end: create one that does by POST of /temporary"`
	TemporaryStart pep.Unserved `json:"temporaryAccessStartTime" validate:"unserved=A permanent privilege does not end: create one that does by POST of /temporary"`
}

func createPermanentPrivilege(r *pep.Request, body *permanentPrivilegeRequest) (*privilegeAnswer, error) {
	return createPrivilege(r, &body.createPrivilegeRequest, models.Temporary{})
}

type temporaryPrivilegeRequest struct {
	createPrivilegeRequest
	privilegeTimes
	IsTemporary *bool `json:"isTemporary" validate:"omitnil,eq=true"`
}

func createTemporaryPrivilege(r *pep.Request, body *temporaryPrivilegeRequest) (*privilegeAnswer, error) {
	window, err := body.window(true)
	if err != nil {
		return nil, err
	}
	return createPrivilege(r, &body.createPrivilegeRequest, window)
}
