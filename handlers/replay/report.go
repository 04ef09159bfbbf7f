package replay

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/input"
)

// FlipKind is a kind of difference.
type FlipKind string

// The kinds of flips.
const (
	Denies  FlipKind = "denies"  // permitted before, refused by the candidate
	Permits FlipKind = "permits" // refused before, permitted by the candidate
	Members FlipKind = "members" // permitted by both, but with different members of a list
)

// Kinds are all kinds.
func Kinds() []FlipKind { return []FlipKind{Denies, Permits, Members} }

// Report is the result of a replay.
type Report struct {
	Baseline  engine.Revision `json:"baseline"`
	Candidate engine.Revision `json:"candidate"`

	Complete  bool `json:"complete"` // every record of the source was evaluated
	Records   int  `json:"records"`
	Decisions int  `json:"decisions"` // evaluations made
	// Verified records were reproduced by the policy that made them; Foreign records were made
	// by a policy other than the baseline.
	Verified  int `json:"verified"`
	Foreign   int `json:"foreign"`
	Unchanged int `json:"unchanged"`
	// Older records are lists from versions that put all members into one decision; they
	// cannot be evaluated again.
	Older int `json:"olderFormat"`
	// Rephrased requests are refused by both, for different reasons.
	Rephrased int              `json:"rephrased"`
	Flips     []Flip           `json:"flips"`
	Drifts    []Drift          `json:"drifts"`
	Broken    []string         `json:"broken"` // unreadable records
	Groups    []Group          `json:"groups"`
	Counts    map[FlipKind]int `json:"counts"`
	Seconds   float64          `json:"seconds"`
	PerSecond float64          `json:"decisionsPerSecond"`
}

// Drift is a record that its own policy does not reproduce.
type Drift struct {
	DecisionID string    `json:"decisionId"`
	Time       time.Time `json:"time"`
	Recorded   FlipSide  `json:"recorded"`
	Again      FlipSide  `json:"again"`
}

// Group has the flips of one subject, project and rule.
type Group struct {
	Subject input.SubjectRef `json:"subject"`
	Project string           `json:"project,omitempty"`
	Rule    string           `json:"rule"`
	Kind    FlipKind         `json:"kind"`
	Count   int              `json:"count"`

	SubjectName string `json:"subjectName,omitempty"`
	ProjectName string `json:"projectName,omitempty"`
}

// maxBroken limits the unreadable records that are listed; all are counted.
const maxBroken = 20

func newReport(baseline, candidate DecisionPoint) *Report {
	report := &Report{Flips: []Flip{}, Drifts: []Drift{}, Broken: []string{}, Groups: []Group{}, Counts: map[FlipKind]int{}}
	if baseline != nil {
		report.Baseline = baseline.Revision()
	}
	report.Candidate = candidate.Revision()
	return report
}

func (r *Report) add(o *outcome) {
	switch {
	case o.older:
		r.Older++
		return
	case o.err != nil:
		r.broken(o.err)
		return
	}
	r.Records++
	r.Decisions += o.decided
	before := &o.record.Decision
	switch {
	case !o.known:
		r.Foreign++
	case same(before, &o.baseline):
		r.Verified++
	default:
		r.Drifts = append(r.Drifts, Drift{o.record.ID, o.record.Time, side(before), side(&o.baseline)})
	}
	kind := kindOf(before, &o.after)
	switch {
	case kind != "":
		r.Flips = append(r.Flips, flip(kind, o))
		r.Counts[kind]++
	case !before.Permitted && !slices.Equal(before.Reasons, o.after.Reasons):
		r.Rephrased++
	default:
		r.Unchanged++
	}
}

func (r *Report) broken(err error) {
	switch {
	case len(r.Broken) < maxBroken:
		r.Broken = append(r.Broken, err.Error())
	case len(r.Broken) == maxBroken:
		r.Broken = append(r.Broken, "and more")
	}
}

// finish combines the workers' unordered results.
func (r *Report) finish(took time.Duration) {
	slices.SortFunc(r.Flips, func(a, b Flip) int {
		return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.DecisionID, b.DecisionID))
	})
	slices.SortFunc(r.Drifts, func(a, b Drift) int {
		return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.DecisionID, b.DecisionID))
	})
	slices.Sort(r.Broken)
	r.group()
	r.Seconds = took.Seconds()
	if r.Seconds > 0 {
		r.PerSecond = float64(r.Decisions) / r.Seconds
	}
}

// Merge adds the report of another part of the log with the same candidate.
func (r *Report) Merge(other *Report) {
	r.Complete = r.Complete && other.Complete
	for _, count := range []struct {
		to   *int
		from int
	}{
		{&r.Records, other.Records},
		{&r.Decisions, other.Decisions},
		{&r.Verified, other.Verified},
		{&r.Foreign, other.Foreign},
		{&r.Unchanged, other.Unchanged},
		{&r.Rephrased, other.Rephrased},
		{&r.Older, other.Older},
	} {
		*count.to += count.from
	}
	for kind, count := range other.Counts {
		r.Counts[kind] += count
	}
	r.Flips, r.Drifts = append(r.Flips, other.Flips...), append(r.Drifts, other.Drifts...)
	for _, broken := range other.Broken {
		r.broken(errors.New(broken))
	}
	r.finish(time.Duration((r.Seconds + other.Seconds) * float64(time.Second)))
}

func (r *Report) group() {
	r.Groups = []Group{}
	counts := map[Group]int{}
	for i := range r.Flips {
		for _, rule := range r.Flips[i].Rules {
			flip := &r.Flips[i]
			counts[Group{
				Subject: flip.Subject, Project: flip.Project, Rule: rule, Kind: flip.Kind,
				SubjectName: flip.SubjectName, ProjectName: flip.ProjectName,
			}]++
		}
	}
	for group, count := range counts {
		group.Count = count
		r.Groups = append(r.Groups, group)
	}
	slices.SortFunc(r.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Subject.Type+a.Subject.ID, b.Subject.Type+b.Subject.ID),
			strings.Compare(a.Project, b.Project), strings.Compare(a.Rule, b.Rule), strings.Compare(string(a.Kind), string(b.Kind)))
	})
}

// Passes reports whether a pipeline may continue: no drift, no unreadable records, all records
// evaluated, and only allowed kinds of flips.
func (r *Report) Passes(allowed ...FlipKind) bool {
	for kind, count := range r.Counts {
		if count > 0 && !slices.Contains(allowed, kind) {
			return false
		}
	}
	return r.Complete && len(r.Drifts) == 0 && len(r.Broken) == 0
}
