// Package review reads off the decision log which rights are used: what could
// be taken away, and what the least role would be.
package review

import (
	"slices"
	"strings"
	"time"

	"warder/engine/input"
	"warder/handlers/audit"
)

// Use is what one subject did in one project, or in the organization where the
// project is empty.
type Use struct {
	Subject input.SubjectRef
	Project string
}

// Log is what permitted requests rested on.
type Log struct {
	// Grants are the moments when each grant last spoke for a request.
	Grants  map[Use]map[string]time.Time
	Records int
}

// NewLog is a log in which nothing happened.
func NewLog() *Log { return &Log{Grants: map[Use]map[string]time.Time{}} }

// Add notes a record; one that was refused used nothing.
func (l *Log) Add(record *audit.Record) {
	l.Records++
	if !record.Decision.Permitted {
		return
	}
	use := Use{Subject: record.Request.Subject.Ref(), Project: projectOf(record)}
	if l.Grants[use] == nil {
		l.Grants[use] = map[string]time.Time{}
	}
	for _, grant := range record.Decision.Grants {
		if record.Time.After(l.Grants[use][grant]) {
			l.Grants[use][grant] = record.Time
		}
	}
}

func projectOf(record *audit.Record) string {
	if record.Request.Facts.Project == nil {
		return ""
	}
	return record.Request.Facts.Project.ID
}

// GrantName is what decisions call a grant.
func GrantName(grant *input.Grant) string {
	switch {
	case grant.Source != input.SourceRole:
		return grant.Source + ":" + grant.ID
	case grant.Role == input.RoleCustom || grant.ID != "":
		return "role:custom:" + grant.ID
	}
	return "role:" + grant.Role
}

// held is whether a name is that of a role, privilege or token: what a subject
// may do by standing needs no rule.
func held(name string) bool {
	return slices.ContainsFunc([]string{"role:", "privilege:", "service_token:"}, func(kind string) bool { return strings.HasPrefix(name, kind) })
}
