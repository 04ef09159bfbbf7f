package handlers

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/models"
)

// roleAssignment gives one role of a project, for good or for a while
// (docs/contract.md 2.14).
type roleAssignment struct {
	Role                     *string `json:"role" validate:"required,min=1"`
	IsTemporary              bool    `json:"isTemporary"`
	TemporaryMode            *string `json:"temporaryMode"`
	TemporaryRange           *string `json:"temporaryRange"`
	TemporaryAccessStartTime *string `json:"temporaryAccessStartTime"`
}

// assignedRole is a role that was found, with its window.
type assignedRole struct {
	role      string // built-in slug, or custom
	customID  *string
	temporary models.Temporary
}

var rangeForm = regexp.MustCompile(`^(\d+(?:\.\d+)?) *([a-z]*)$`)

// rangeUnits are the units of a range, as clients' duration library knows them.
var rangeUnits = map[string]time.Duration{
	"": time.Millisecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
	"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 8766 * time.Hour,
}

// parseRange reads 1h, 2d, 1w; what is not a positive length is not a range.
func parseRange(text string) (time.Duration, bool) {
	parts := rangeForm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if parts == nil {
		return 0, false
	}
	amount, err := strconv.ParseFloat(parts[1], 64)
	unit, known := rangeUnits[parts[2]]
	length := amount * float64(unit)
	const longest = float64(100 * 8766 * time.Hour)
	if err != nil || !known || length < 1 || length > longest {
		return 0, false
	}
	return time.Duration(length), true
}

// window is when an assignment counts. Clients send zero values with a
// permanent one, which are ignored.
func (a *roleAssignment) window(path ...any) (models.Temporary, error) {
	if !a.IsTemporary {
		return models.Temporary{}, nil
	}
	at := func(name string) []any { return append(append([]any{}, path...), name) }
	if a.TemporaryMode == nil || *a.TemporaryMode != "relative" {
		return models.Temporary{}, field("Must be relative", at("temporaryMode")...)
	}
	if a.TemporaryRange == nil || a.TemporaryAccessStartTime == nil {
		return models.Temporary{}, field("A temporary assignment needs temporaryRange and temporaryAccessStartTime", at("temporaryRange")...)
	}
	length, ok := parseRange(*a.TemporaryRange)
	if !ok {
		return models.Temporary{}, field("Must be a positive duration such as 1h or 2d", at("temporaryRange")...)
	}
	start, err := time.Parse(time.RFC3339, *a.TemporaryAccessStartTime)
	if err != nil {
		return models.Temporary{}, field("Must be an ISO-8601 time", at("temporaryAccessStartTime")...)
	}
	begins, ends := models.At(start), models.At(start.Add(length))
	return models.Temporary{
		IsTemporary: true, TemporaryMode: a.TemporaryMode, TemporaryRange: a.TemporaryRange,
		TemporaryAccessStartTime: &begins, TemporaryAccessEndTime: &ends,
	}, nil
}

// roleSet are the roles that a request assigns. Found is filled while facts
// are collected.
type roleSet struct {
	wanted  []roleAssignment
	found   []assignedRole
	unknown string
}

// windows checks all windows before anything is read.
func (r *roleSet) windows() error {
	for i := range r.wanted {
		if _, err := r.wanted[i].window("roles", i); err != nil {
			return err
		}
	}
	return nil
}

// handOut finds the roles and tells the policy what they would give.
func (r *roleSet) handOut(tx *models.Tx, s *facts.State) error {
	r.found, r.unknown = nil, ""
	if s.Project == nil {
		return nil
	}
	granted := make([]engine.Grant, 0, len(r.wanted))
	for i := range r.wanted {
		window, err := r.wanted[i].window()
		if err != nil {
			return err
		}
		role := assignedRole{role: *r.wanted[i].Role, temporary: window}
		if !builtIn(builtInProjectRoles, role.role) {
			custom, err := facts.ProjectRoleBySlug(tx, s.Scope(), role.role)
			if err != nil {
				return err
			}
			if custom == nil {
				r.unknown = role.role
				continue
			}
			role.role, role.customID = models.RoleCustom, &custom.ID
		}
		grant, err := facts.RoleGrant(tx, s.Scope(), role.role, role.customID, role.temporary)
		if err != nil {
			return err
		}
		r.found, granted = append(r.found, role), append(granted, grant)
	}
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, granted...)(tx, s)
}

// known is the error of a role that does not exist in the project.
func (r *roleSet) known() error {
	if r.unknown != "" {
		return badRequest("Role " + r.unknown + " does not exist in this project")
	}
	return nil
}
