// Package review derives the use of privileges from the decision log: unused grants and
// least-privilege roles.
package review

import (
	"slices"
	"strings"
	"time"

	"warder/engine/input"
	"warder/handlers/audit"
)

// Use identifies a subject in a project, or in the organization if the project is empty.
type Use struct {
	Subject input.SubjectRef
	Project string
}

// Log collects the grants behind permitted requests.
type Log struct {
	// Grants has the time when each grant was last used.
	Grants  map[Use]map[string]time.Time
	Records int
}

// NewLog makes an empty log.
func NewLog() *Log { return &Log{Grants: map[Use]map[string]time.Time{}} }

// Add adds a record; refused requests use no grants.
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

// GrantName is the name of a grant in decisions.
func GrantName(grant *input.Grant) string {
	switch {
	case grant.Source != input.SourceRole:
		return grant.Source + ":" + grant.ID
	case grant.Role == input.RoleCustom || grant.ID != "":
		return "role:custom:" + grant.ID
	}
	return "role:" + grant.Role
}

// held reports whether a name is that of a role, privilege or token. Other grants follow from
// the subject's status and need no rule.
func held(name string) bool {
	return slices.ContainsFunc([]string{"role:", "privilege:", "service_token:"}, func(kind string) bool { return strings.HasPrefix(name, kind) })
}
