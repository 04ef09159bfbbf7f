package roles

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Assignment assigns one project role, permanently or temporarily (docs/contract.md 2.14).
type Assignment struct {
	Role                     *string `json:"role" validate:"required,min=1,max=255"`
	IsTemporary              bool    `json:"isTemporary"`
	TemporaryMode            *string `json:"temporaryMode" validate:"omitnil,max=255"`
	TemporaryRange           *string `json:"temporaryRange" validate:"omitnil,max=255"`
	TemporaryAccessStartTime *string `json:"temporaryAccessStartTime" validate:"omitnil,max=255"`
}

// AssignedRole is an existing role with its window.
type AssignedRole struct {
	Role      string // slug of a built-in role, or "custom"
	CustomID  *string
	Temporary models.Temporary
}

var rangeForm = regexp.MustCompile(`^(\d+(?:\.\d+)?) *([a-z]*)$`)

// rangeUnits are the units of a range in the clients' duration library.
var rangeUnits = map[string]time.Duration{
	"": time.Millisecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
	"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 8766 * time.Hour,
}

// parseRange parses ranges such as 1h, 2d and 1w, which must be positive.
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

// Window is the time in which an assignment is valid. Clients send zero times with a permanent
// one, and these are ignored; a range is refused, because the role was meant to end.
func (a *Assignment) Window(path ...any) (models.Temporary, error) {
	at := func(name string) []any { return append(append([]any{}, path...), name) }
	if !a.IsTemporary {
		if a.TemporaryRange != nil && strings.TrimSpace(*a.TemporaryRange) != "" {
			return models.Temporary{}, pep.InvalidField("Only a temporary assignment has a range: send isTemporary: true, or leave the range out", at("temporaryRange")...)
		}
		return models.Temporary{}, nil
	}
	if a.TemporaryMode == nil || *a.TemporaryMode != "relative" {
		return models.Temporary{}, pep.InvalidField("Must be relative", at("temporaryMode")...)
	}
	if a.TemporaryRange == nil || a.TemporaryAccessStartTime == nil {
		return models.Temporary{}, pep.InvalidField("A temporary assignment needs temporaryRange and temporaryAccessStartTime", at("temporaryRange")...)
	}
	length, ok := parseRange(*a.TemporaryRange)
	if !ok {
		return models.Temporary{}, pep.InvalidField("Must be a positive duration such as 1h or 2d", at("temporaryRange")...)
	}
	start, err := time.Parse(time.RFC3339, *a.TemporaryAccessStartTime)
	if err != nil {
		return models.Temporary{}, pep.InvalidField("Must be an ISO-8601 time", at("temporaryAccessStartTime")...)
	}
	begins, ends := store.At(start), store.At(start.Add(length))
	return models.Temporary{
		IsTemporary: true, TemporaryMode: a.TemporaryMode, TemporaryRange: a.TemporaryRange,
		TemporaryAccessStartTime: &begins, TemporaryAccessEndTime: &ends,
	}, nil
}

// Set has the roles that a request assigns. Found is filled while facts are collected.
type Set struct {
	Wanted  []Assignment
	Found   []AssignedRole
	unknown string
}

// Windows validates all windows before any read.
func (r *Set) Windows() error {
	for i := range r.Wanted {
		if _, err := r.Wanted[i].Window("roles", i); err != nil {
			return err
		}
	}
	return nil
}

// HandOut finds the roles and adds their permissions to the policy's facts.
func (r *Set) HandOut(tx *store.Tx, s *facts.State) error {
	r.Found, r.unknown = nil, ""
	if s.Project == nil {
		return nil
	}
	granted := make([]input.Grant, 0, len(r.Wanted))
	for i := range r.Wanted {
		window, err := r.Wanted[i].Window()
		if err != nil {
			return err
		}
		role := AssignedRole{Role: *r.Wanted[i].Role, Temporary: window}
		if !isBuiltIn(builtInProjectRoles, role.Role) {
			custom, err := facts.ProjectRoleBySlug(tx, s.Scope(), role.Role)
			if err != nil {
				return err
			}
			if custom == nil {
				r.unknown = role.Role
				continue
			}
			role.Role, role.CustomID = models.RoleCustom, &custom.ID
		}
		grant, err := facts.RoleGrant(tx, s.Scope(), role.Role, role.CustomID, role.Temporary)
		if err != nil {
			return err
		}
		r.Found, granted = append(r.Found, role), append(granted, grant)
	}
	return facts.HandingOut(permissions.ScopeProject, s.Project.ID, granted...)(tx, s)
}

// Known returns an error for a role that does not exist in the project.
func (r *Set) Known() error {
	if r.unknown != "" {
		return pep.BadRequest("Role " + r.unknown + " does not exist in this project")
	}
	return nil
}

// AskRole reports an organization role, which has no window.
func AskRole(slug string) []input.RequestedRole { return []input.RequestedRole{{Role: slug}} }

// AskRoles reports project roles with their windows.
func AskRoles(assignments []Assignment) []input.RequestedRole {
	asks := make([]input.RequestedRole, 0, len(assignments))
	for i := range assignments {
		window, err := assignments[i].Window()
		if err != nil || assignments[i].Role == nil {
			continue // refused as malformed elsewhere
		}
		asked := AskWindow(window)
		asks = append(asks, input.RequestedRole{Role: *assignments[i].Role, Starts: asked.Starts, Ends: asked.Ends})
	}
	return asks
}

// AskWindow is a window in the policy's form.
func AskWindow(window models.Temporary) *input.RequestedWindow {
	if !window.IsTemporary {
		return &input.RequestedWindow{}
	}
	return &input.RequestedWindow{Starts: window.TemporaryAccessStartTime.Unix(), Ends: window.TemporaryAccessEndTime.Unix()}
}
