package engine

import (
	"context"
	"slices"
	"time"

	"warder/engine/input"
)

// List is a request about several things: a list, a search, a batch. It is by
// definition many single questions.
type List struct {
	// Shared is the request about the place where the members are, such as the
	// folder of a list.
	Shared  *input.Request
	Members []input.Member
	Needs   Needs
}

// Needs says which of its members a request needs permitted.
type Needs string

const (
	// NeedsSome is a list: it shows the members that are permitted, and where
	// none is, the question about the place decides between an empty list and a
	// refusal.
	NeedsSome Needs = "some"
	// NeedsEvery is a change: it is made to all members, or to none.
	NeedsEvery Needs = "every"
	// NeedsNone is what a request leads to besides, such as references: each
	// member is for itself.
	NeedsNone Needs = "none"
)

// Answer is what a policy says to a list.
type Answer struct {
	// Decision is about the request as a whole.
	Decision
	// Members are the decisions on the members, in their order.
	Members []Decision
}

// PermittedMembers are the indexes of the members that are permitted.
func (a *Answer) PermittedMembers() []int {
	indexes := []int{}
	for i := range a.Members {
		if a.Members[i].Permitted {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// Ask answers a list. A request without members is a question about its place.
func (l *List) Ask(ctx context.Context, decider Decider) Answer {
	if len(l.Members) == 0 {
		return Answer{Decision: decider.Decide(ctx, l.Shared)}
	}
	answer := Answer{Members: decider.DecideEach(ctx, l.Shared, l.Members)}
	answer.Decision = l.together(ctx, decider, answer.Members)
	return answer
}

// together decides the request as a whole. If the policy gave no answer about one member,
// there is none for the whole: a caller must not mistake an undecided member for a refused
// one.
func (l *List) together(ctx context.Context, decider Decider, members []Decision) Decision {
	if i := slices.IndexFunc(members, func(d Decision) bool { return !d.Answered() }); i >= 0 {
		return members[i]
	}
	refused := slices.IndexFunc(members, func(d Decision) bool { return !d.Permitted })
	permitted := slices.IndexFunc(members, func(d Decision) bool { return d.Permitted })
	switch {
	case refused >= 0 && (l.Needs == NeedsEvery || l.Needs == NeedsNone && permitted < 0):
		return withDuties(members[refused], members)
	case permitted >= 0:
		whole := withDuties(members[permitted], members)
		whole.Grants = joined(nil, members, func(d *Decision) []string { return d.Grants })
		return whole
	}
	return withDuties(decider.Decide(ctx, l.Shared), members)
}

// withDuties adds what the answers about members want done besides.
func withDuties(whole Decision, members []Decision) Decision {
	whole.Obligations = joined(whole.Obligations, members, func(d *Decision) []string { return d.Obligations })
	return whole
}

// joined merges the texts of decisions into known ones, sorted and without duplicates.
// Most lists have the same texts for all members.
func joined(known []string, decisions []Decision, said func(*Decision) []string) []string {
	all, last := append([]string{}, known...), []string(nil)
	for i := range decisions {
		if list := said(&decisions[i]); !slices.Equal(list, last) {
			all, last = append(all, list...), list
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// patience is how many times the limit of one decision all members of a list may
// take together.
const patience = 8

// DecideEach answers the same request about each member.
func (e *Engine) DecideEach(ctx context.Context, shared *input.Request, members []input.Member) []Decision {
	ctx, cancel := context.WithTimeout(ctx, patience*e.timeout())
	defer cancel()
	p := e.program()
	if p == nil || !p.query.byPlan() || len(members) < several {
		return e.decideApart(ctx, shared, members)
	}
	return e.decideTogether(ctx, p, shared, members)
}

// several is from how many members on it pays to notice what they have in common.
const several = 3

// decideApart asks about one member after another, and once about equal ones.
func (e *Engine) decideApart(ctx context.Context, shared *input.Request, members []input.Member) []Decision {
	decisions := make([]Decision, len(members))
	known := map[string]int{}
	k := input.BorrowKey()
	defer k.Release()
	for i := range members {
		single := shared.About(&members[i])
		k.Of(&single, false)
		if same, found := known[string(k.Bytes)]; found {
			decisions[i] = decisions[same]
			continue
		}
		known[string(k.Bytes)] = i
		decisions[i] = e.Decide(ctx, &single)
		decisions[i].ID = decisions[0].ID
		if decisions[i].late() {
			return rest(decisions, i)
		}
	}
	return decisions
}

func (e *Engine) timeout() time.Duration {
	if e == nil || e.options.Timeout <= 0 {
		return DefaultTimeout
	}
	return e.options.Timeout
}

// rest answers for the members that are left what one came to that took all the
// time there is: they would take as much.
func rest(decisions []Decision, late int) []Decision {
	for i := late + 1; i < len(decisions); i++ {
		decisions[i] = decisions[late]
	}
	return decisions
}

func (d *Decision) late() bool { return !d.Answered() && d.Reasons[0].Code == PolicyTimeout }
