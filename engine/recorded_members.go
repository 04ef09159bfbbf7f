package engine

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"warder/engine/input"
)

// RecordedMembers are the members of a list as a record of the decision log keeps
// them, beside the input that they share: what several have in common is there
// once. The shared input with the resource and request of a member, and its target
// as facts.target, is the input of a single question, which `opa eval` answers.
type RecordedMembers struct {
	Needs    Needs             `json:"needs,omitempty"`
	Members  []RecordedMember  `json:"members,omitempty"`
	Targets  []*input.Target   `json:"targets,omitempty"`
	Outcomes []RecordedOutcome `json:"outcomes,omitempty"`
}

// RecordedMember names its target and its outcome by their numbers.
type RecordedMember struct {
	Resource  input.Resource   `json:"resource"`
	Target    *int             `json:"target,omitempty"`
	Requested *input.Requested `json:"request,omitempty"`
	Outcome   int              `json:"outcome"`
}

// RecordedOutcome is the decision about a member.
type RecordedOutcome struct {
	Permitted   bool      `json:"permitted"`
	Reasons     []Reason  `json:"reasons"`
	Grants      []string  `json:"grants"`
	Missing     []Missing `json:"missing,omitempty"`
	Obligations []string  `json:"obligations,omitempty"`
}

// RecordMembers is what a record keeps of a list and its answer; nothing of a
// request about one thing.
func RecordMembers(list *List, answer *Answer) RecordedMembers {
	if len(list.Members) == 0 {
		return RecordedMembers{}
	}
	kept := RecordedMembers{Needs: list.Needs, Members: make([]RecordedMember, len(list.Members))}
	numbers := map[*input.Target]*int{}
	for i := range list.Members {
		member := &list.Members[i]
		if member.Target != nil && numbers[member.Target] == nil {
			number := len(kept.Targets)
			numbers[member.Target] = &number
			kept.Targets = append(kept.Targets, member.Target)
		}
		kept.Members[i] = RecordedMember{member.Resource, numbers[member.Target], member.Requested, kept.outcome(&answer.Members[i])}
	}
	return kept
}

// outcome returns the index of a decision. Most members share that of the previous one.
func (r *RecordedMembers) outcome(decision *Decision) int {
	outcome := RecordedOutcome{decision.Permitted, decision.Reasons, decision.Grants, decision.Missing, decision.Obligations}
	for i, known := range slices.Backward(r.Outcomes) {
		if known.is(&outcome) {
			return i
		}
	}
	r.Outcomes = append(r.Outcomes, outcome)
	return len(r.Outcomes) - 1
}

func (o *RecordedOutcome) is(other *RecordedOutcome) bool {
	return o.Permitted == other.Permitted && slices.Equal(o.Reasons, other.Reasons) && slices.Equal(o.Grants, other.Grants) &&
		slices.Equal(o.Obligations, other.Obligations) && (len(o.Missing)+len(other.Missing) == 0 || reflect.DeepEqual(o.Missing, other.Missing))
}

// DecodeMembers reads the members of a list and their decisions back from a record. Their
// requests are as complete as the shared one that RequestDecoder.Request returns.
func DecodeMembers(decoder *input.RequestDecoder, raw []byte) (Needs, []input.Member, []Decision, error) {
	var read struct {
		Needs    Needs             `json:"needs"`
		Members  []RecordedMember  `json:"members"`
		Targets  json.RawMessage   `json:"targets"`
		Outcomes []RecordedOutcome `json:"outcomes"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		return "", nil, nil, fmt.Errorf("%w: %w", input.ErrRecorded, err)
	}
	targets, err := decoder.Targets(read.Targets)
	if err != nil {
		return "", nil, nil, err
	}
	members, decisions := make([]input.Member, len(read.Members)), make([]Decision, len(read.Members))
	for i := range read.Members {
		recorded := &read.Members[i]
		members[i].Resource, members[i].Requested = recorded.Resource, recorded.Requested
		if at := recorded.Target; at != nil {
			if *at < 0 || *at >= len(targets) {
				return "", nil, nil, fmt.Errorf("%w: a member without its target", input.ErrRecorded)
			}
			members[i].Target = &targets[*at]
		}
		if recorded.Outcome < 0 || recorded.Outcome >= len(read.Outcomes) {
			return "", nil, nil, fmt.Errorf("%w: a member without its outcome", input.ErrRecorded)
		}
		decisions[i] = read.Outcomes[recorded.Outcome].decision()
	}
	return read.Needs, members, decisions, nil
}

func (o *RecordedOutcome) decision() Decision {
	return Decision{
		Permitted: o.Permitted, Reasons: present(o.Reasons), Visible: []Reason{}, Grants: present(o.Grants), Missing: present(o.Missing),
		Obligations: present(o.Obligations),
	}
}
