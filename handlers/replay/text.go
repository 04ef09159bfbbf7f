package replay

import (
	"fmt"
	"io"
	"strings"

	"warder/engine"
	"warder/engine/input"
)

// shown is the limit of flips in text reports; the JSON report has all.
const shown = 100

// WriteText writes the report for a terminal.
func (r *Report) WriteText(out io.Writer) error {
	w := &lines{out: out}
	w.line("%d records decided by %s: %d unchanged, %d refused for another reason, %s", r.Records, name(r.Candidate), r.Unchanged, r.Rephrased, r.counts())
	w.line("%d of them decided again by the policy that made them (%s), %d made by another", r.Verified+len(r.Drifts), name(r.Baseline), r.Foreign)
	w.line("%.0f decisions a second", r.PerSecond)
	r.problems(w)
	for _, group := range r.Groups {
		w.line("%6d %-8s %s %s", group.Count, group.Kind, who(group.Subject, group.SubjectName, group.Project, group.ProjectName), group.Rule)
	}
	for i := range r.Flips[:min(len(r.Flips), shown)] {
		f := &r.Flips[i]
		w.line("%s %s %s: %s; before: %s; after: %s", f.Kind, f.DecisionID, f.Time.Format("2006-01-02T15:04:05Z07:00"), what(f), f.Before, f.After)
	}
	if len(r.Flips) > shown {
		w.line("and %d more", len(r.Flips)-shown)
	}
	return w.err
}

// WriteMarkdown writes the report for a pull request.
func (r *Report) WriteMarkdown(out io.Writer) error {
	w := &lines{out: out}
	w.line("## What this policy would change\n")
	w.line("%d recorded requests, decided by `%s`: %d unchanged, %d refused for another reason, **%s**.\n", r.Records, name(r.Candidate), r.Unchanged, r.Rephrased, r.counts())
	r.problems(w)
	if len(r.Groups) > 0 {
		w.line("| requests | kind | subject | project | rule |\n|---:|---|---|---|---|")
		for _, group := range r.Groups {
			w.line("| %d | %s | `%s` | %s | `%s` |", group.Count, group.Kind, cell(who(group.Subject, group.SubjectName, "", "")), cell(code(named(group.Project, group.ProjectName))), cell(group.Rule))
		}
		w.line("\n<details><summary>Requests</summary>\n\n| decision | request | before | after |\n|---|---|---|---|")
		for i := range r.Flips[:min(len(r.Flips), shown)] {
			f := &r.Flips[i]
			w.line("| `%s` | %s | %s | %s |", f.DecisionID, cell(what(f)), cell(f.Before.String()), cell(f.After.String()))
		}
		w.line("\n</details>")
	}
	return w.err
}

func (r *Report) problems(w *lines) {
	if r.Older > 0 {
		w.line("%d lists were recorded in an older format, and are not decided again", r.Older)
	}
	if !r.Complete {
		w.line("NOT COMPLETE: not every record was decided")
	}
	for _, problem := range r.Broken {
		w.line("unreadable: %s", problem)
	}
	for i := range r.Drifts[:min(len(r.Drifts), shown)] {
		w.line("drift %s: recorded %s; its own policy says %s", r.Drifts[i].DecisionID, r.Drifts[i].Recorded, r.Drifts[i].Again)
	}
}

func (r *Report) counts() string {
	if len(r.Flips) == 0 {
		return "no flips"
	}
	parts := []string{}
	for _, kind := range Kinds() {
		if r.Counts[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", r.Counts[kind], kind))
		}
	}
	return fmt.Sprintf("%d flips (%s)", len(r.Flips), strings.Join(parts, ", "))
}

// String describes the decision in a few words.
func (s FlipSide) String() string {
	if s.Permitted {
		text := "permitted by " + strings.Join(s.Grants, ", ")
		if len(s.Members) > 0 {
			text += fmt.Sprintf(", %d members", len(s.Members))
		}
		return text
	}
	reasons := []string{}
	for _, reason := range s.Reasons {
		reasons = append(reasons, reason.Code+" ("+reason.Rule+")")
	}
	return "refused: " + strings.Join(reasons, ", ")
}

func what(f *Flip) string {
	text := fmt.Sprintf("%s %s on %s", who(f.Subject, f.SubjectName, f.Project, f.ProjectName), f.Action, f.Resource)
	if f.ResourceID != "" {
		text += " " + named(f.ResourceID, f.ResourceName)
	}
	for _, part := range []*string{f.Properties.Environment, f.Properties.SecretPath, f.Properties.SecretName, f.Properties.IdentityID} {
		if part != nil {
			text += " " + *part
		}
	}
	if f.Address != "" {
		text += " from " + f.Address
	}
	return text
}

func who(subject input.SubjectRef, subjectName, project, projectName string) string {
	text := strings.TrimSuffix(subject.Type+" "+named(subject.ID, subjectName), " ")
	if project != "" {
		text += " in project " + named(project, projectName)
	}
	return text
}

// named is an id with its quoted name.
func named(id, name string) string {
	if name == "" {
		return id
	}
	return fmt.Sprintf("%s %q", id, name)
}

func name(revision engine.Revision) string {
	if revision.Revision != "" {
		return revision.Revision
	}
	return "no policy"
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// cell escapes a name so that it cannot end a table cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;").Replace(text)
}

// lines writes lines up to the first error.
type lines struct {
	out io.Writer
	err error
}

func (w *lines) line(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.out, format+"\n", args...)
	}
}
