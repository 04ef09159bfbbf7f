package replay

import (
	"slices"
	"time"

	"warder/engine"
	"warder/engine/input"
)

// Flip is a request that the candidate decides differently.
type Flip struct {
	Kind       FlipKind         `json:"kind"`
	DecisionID string           `json:"decisionId"`
	Time       time.Time        `json:"time"`
	Subject    input.SubjectRef `json:"subject"`
	Project    string           `json:"project,omitempty"`
	Address    string           `json:"address,omitempty"` // of the request
	Action     string           `json:"action"`
	Resource   string           `json:"resource"`
	ResourceID string           `json:"resourceId,omitempty"` // for a login, the identity or user to log in
	Properties input.Properties `json:"properties"`
	Rules      []string         `json:"rules"` // the rules that caused the difference
	// Names of subject, project and resource, if the database still has them.
	SubjectName  string   `json:"subjectName,omitempty"`
	ProjectName  string   `json:"projectName,omitempty"`
	ResourceName string   `json:"resourceName,omitempty"`
	Before       FlipSide `json:"before"`
	After        FlipSide `json:"after"`
}

// FlipSide is one of the two decisions of a flip.
type FlipSide struct {
	Permitted bool            `json:"permitted"`
	Reasons   []engine.Reason `json:"reasons"`
	Grants    []string        `json:"grants"`
	Members   []int           `json:"members,omitempty"` // the permitted members of a list
}

func kindOf(before, after *engine.Answer) FlipKind {
	switch {
	case before.Permitted && !after.Permitted:
		return Denies
	case !before.Permitted && after.Permitted:
		return Permits
	case before.Permitted && !slices.Equal(before.PermittedMembers(), after.PermittedMembers()):
		return Members
	}
	return ""
}

func side(answer *engine.Answer) FlipSide {
	return FlipSide{answer.Permitted, answer.Reasons, answer.Grants, answer.PermittedMembers()}
}

func flip(kind FlipKind, o *outcome) Flip {
	request, before := o.record.Request, &o.record.Decision
	f := Flip{
		Kind: kind, DecisionID: o.record.ID, Time: o.record.Time, Subject: request.Subject.Ref(),
		Action: request.Action.Name, Resource: request.Resource.Type, ResourceID: request.Resource.ID,
		Properties: request.Resource.Properties, Address: request.Context.IP, SubjectName: request.Subject.Name,
		Before: side(before), After: side(&o.after),
	}
	if request.Facts.Project != nil {
		f.Project = request.Facts.Project.ID
	}
	f.Rules = rulesOf(o.after.Reasons)
	if kind == Permits {
		f.Rules = rulesOf(before.Reasons)
	}
	if kind == Members {
		f.Rules = rulesOf(memberReasons(o))
	}
	return f
}

// memberReasons are the reasons for which only one of the two policies shows some members of a
// list.
func memberReasons(o *outcome) (reasons []engine.Reason) {
	before := o.record.Decision.Members
	for i, after := range o.after.Members {
		if before[i].Permitted != after.Permitted {
			reasons = append(append(reasons, before[i].Reasons...), after.Reasons...)
		}
	}
	return reasons
}

// rulesOf lists the packages that gave the reasons, each once.
func rulesOf(reasons []engine.Reason) []string {
	rules := []string{}
	for _, reason := range reasons {
		name := reason.Rule
		if name == "" {
			name = "engine"
		}
		if !slices.Contains(rules, name) {
			rules = append(rules, name)
		}
	}
	slices.Sort(rules)
	return rules
}
